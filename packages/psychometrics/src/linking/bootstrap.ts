import type { ResponseMatrix } from '../data/index.ts';
import { calibrate, type CalibrationOptions, type CalibrationRefusal } from '../irt/index.ts';
import {
	linkScales,
	type Anchor,
	type LinkingMethod,
	type LinkingRefusal,
	type LinkOptions,
} from './link.ts';

export interface BootstrapRequest {
	/** Answers to each form, by persons of its own. */
	readonly from: ResponseMatrix;
	readonly to: ResponseMatrix;
	readonly anchors: readonly Anchor[];
	readonly calibration?: Omit<CalibrationOptions, 'standardErrors' | 'progress'>;
	readonly link?: LinkOptions;
	readonly replicates: number;
	/** Uniform in [0, 1); seed it for a repeatable result. */
	readonly random: () => number;
	/** Told after each replicate; answering false cancels. */
	readonly progress?: (done: number, replicates: number) => boolean;
}

export interface LinkingError {
	/** Standard deviations over the replicates in which the method had an answer. */
	readonly slope: number;
	readonly intercept: number;
	readonly covariance: number;
	readonly replicates: number;
}

export interface BootstrapErrors {
	readonly ok: true;
	/** Null where fewer than two replicates had an answer. */
	readonly errors: Readonly<Record<LinkingMethod, LinkingError | null>>;
	/** Replicates that could not be calibrated or linked, by code: an item constant by chance. */
	readonly failed: Readonly<Record<string, number>>;
}

export type BootstrapRefusal =
	| CalibrationRefusal
	| LinkingRefusal
	| {
			readonly ok: false;
			readonly code: 'psychometrics.too_few_replicates';
			readonly needed: number;
	  };

const methods: readonly LinkingMethod[] = ['mean-mean', 'mean-sigma', 'haebara', 'stocking-lord'];

/**
 * Standard errors of linking constants by the bootstrap: persons of each form drawn with replacement,
 * both forms calibrated anew, linked anew (Kolen & Brennan 2014, ch. 7). It holds the error of the item
 * parameters; not that of the choice of anchors.
 */
export function bootstrapLinking(request: BootstrapRequest): BootstrapErrors | BootstrapRefusal {
	const { from, to, anchors, replicates, random, progress } = request;
	if (replicates < 2) return { ok: false, code: 'psychometrics.too_few_replicates', needed: 2 };
	const options = { ...request.calibration, standardErrors: 'none' } as const;
	const draws = new Map(methods.map((method) => [method, [] as (readonly [number, number])[]]));
	const failed: Record<string, number> = {};
	for (let done = 1; done <= replicates; done++) {
		const old = calibrate(resampled(from, random), options);
		const now = calibrate(resampled(to, random), options);
		const linked =
			old.ok && now.ok ? linkScales(old.items, now.items, anchors, request.link) : undefined;
		if (linked?.ok === true) {
			for (const method of methods) {
				const found = linked.constants[method];
				if (found !== null) draws.get(method)?.push([found.slope, found.intercept]);
			}
		} else {
			const fault = !old.ok ? old : !now.ok ? now : linked;
			// Anchors are wrong in every replicate, so there is nothing to wait for.
			if (fault?.ok === false && fault.code === 'psychometrics.bad_anchor') return fault;
			if (fault?.ok === false) failed[fault.code] = (failed[fault.code] ?? 0) + 1;
		}
		if (progress?.(done, replicates) === false)
			return { ok: false, code: 'psychometrics.cancelled' };
	}
	const errorOf = (method: LinkingMethod) => spread(draws.get(method) ?? []);
	return {
		ok: true,
		errors: {
			'mean-mean': errorOf('mean-mean'),
			'mean-sigma': errorOf('mean-sigma'),
			haebara: errorOf('haebara'),
			'stocking-lord': errorOf('stocking-lord'),
		},
		failed,
	};
}

/** As many persons, drawn with replacement. */
function resampled(matrix: ResponseMatrix, random: () => number): ResponseMatrix {
	const { persons, items, scores } = matrix;
	const drawn = new Int8Array(scores.length);
	for (let person = 0; person < persons; person++) {
		const source = Math.floor(random() * persons) * items;
		drawn.set(scores.subarray(source, source + items), person * items);
	}
	return { ...matrix, scores: drawn };
}

function spread(draws: readonly (readonly [number, number])[]): LinkingError | null {
	const n = draws.length;
	if (n < 2) return null;
	const a = draws.reduce((sum, [x]) => sum + x, 0) / n;
	const b = draws.reduce((sum, [, x]) => sum + x, 0) / n;
	let [aa, ab, bb] = [0, 0, 0];
	for (const [x, y] of draws) {
		aa += (x - a) * (x - a);
		ab += (x - a) * (y - b);
		bb += (y - b) * (y - b);
	}
	const error = (squares: number) => Math.sqrt(squares / (n - 1));
	return { slope: error(aa), intercept: error(bb), covariance: ab / (n - 1), replicates: n };
}
