import type { Refusal } from '../data/index.ts';
import { categoryCount, difficulties, isSoundItem, type ItemParameters } from '../irt/index.ts';
import { median, quartiles } from './order.ts';
import { toLinkedScale, type LinkingConstants } from './constants.ts';
import { curveConstants, uniformGrid, type AbilityGrid } from './curves.ts';

export type LinkingMethod = 'mean-mean' | 'mean-sigma' | 'haebara' | 'stocking-lord';

/** One item calibrated on both forms, by its position in each. */
export interface Anchor {
	readonly from: number;
	readonly to: number;
}

export interface AnchorDrift extends Anchor {
	/** b on the new scale − (A·b on the old + B), the mean over thresholds. */
	readonly difficultyShift: number;
	/** (shift − median) / (.74 · interquartile range); null where the anchors leave no spread. */
	readonly difficultyZ: number | null;
	/** ln of the slope on the new scale over the linked one; null with slopes that are not positive. */
	readonly slopeShift: number | null;
	readonly slopeZ: number | null;
	/** Whether either |z| passes the limit. */
	readonly drifting: boolean;
}

export interface Linking {
	readonly ok: true;
	/** Null where a method has no answer: no spread of difficulties, no positive mean slope. */
	readonly constants: Readonly<Record<LinkingMethod, LinkingConstants | null>>;
	/** The method whose constants the drift is measured with. */
	readonly driftMethod: LinkingMethod;
	readonly drift: readonly AnchorDrift[];
}

export type LinkingRefusal =
	| (Refusal & {
			readonly code: 'psychometrics.too_few_anchors';
			readonly found: number;
			readonly needed: number;
	  })
	/**
	 * An anchor outside a form, twice in it, with another model or number of categories there, or with
	 * parameters that are no numbers.
	 */
	| (Refusal & { readonly code: 'psychometrics.bad_anchor'; readonly anchor: number })
	/** No method has an answer: all anchors are equally difficult, or do not discriminate. */
	| (Refusal & { readonly code: 'psychometrics.no_link' });

export interface LinkOptions {
	/** Abilities of the new scale at which curves are compared; default −4 (.05) 4, equal weights. */
	readonly grid?: AbilityGrid;
	/** |z| beyond which an anchor counts as drifting; default 1.645 (Huynh & Meyer 2010). */
	readonly driftLimit?: number;
}

/**
 * Puts the scale of one calibration on that of another through items calibrated in both:
 *
 * - `mean-mean` (Loyd & Hoover 1980): A = ā_from/ā_to, B = b̄_to − A·b̄_from;
 * - `mean-sigma` (Marco 1977): A = s(b_to)/s(b_from);
 * - `haebara` (1980): least squares between the category curves of each anchor;
 * - `stocking-lord` (1983): least squares between the anchors' test characteristic curves.
 *
 * Thresholds of polytomous anchors all enter the moments; the curve methods compare all categories. The
 * direction is one way: curves are compared on the new scale.
 *
 * Checked: Kolen & Brennan's 36-item forms, mean-mean 1.217266, −.557156, mean-sigma 1.168891,
 * −.515543; exact recovery of a known transformation by all four. Not a licence to change scores: in
 * SKD the raw sum is the score, and linking is an audit of forms.
 */
export function linkScales(
	from: readonly ItemParameters[],
	to: readonly ItemParameters[],
	anchors: readonly Anchor[],
	{ grid = uniformGrid(), driftLimit = 1.645 }: LinkOptions = {},
): Linking | LinkingRefusal {
	const fault = unusable(from, to, anchors);
	if (fault !== undefined) return fault;
	const old = anchors.map((anchor) => from[anchor.from]!);
	const now = anchors.map((anchor) => to[anchor.to]!);
	const meanMean = meanMeanConstants(old, now);
	const meanSigma = meanSigmaConstants(old, now);
	const start = meanSigma ?? meanMean;
	if (start === null) return { ok: false, code: 'psychometrics.no_link' };
	const constants = {
		'mean-mean': meanMean,
		'mean-sigma': meanSigma,
		haebara: curveConstants(old, now, 'haebara', start, grid),
		'stocking-lord': curveConstants(old, now, 'stocking-lord', start, grid),
	};
	const driftMethod = constants['stocking-lord'] !== null ? 'stocking-lord' : 'mean-sigma';
	const used = constants[driftMethod] ?? start;
	return {
		ok: true,
		constants,
		driftMethod,
		drift: anchorDrift(anchors, old, now, used, driftLimit),
	};
}

const fewestAnchors = 2;

function unusable(
	from: readonly ItemParameters[],
	to: readonly ItemParameters[],
	anchors: readonly Anchor[],
): LinkingRefusal | undefined {
	const found = anchors.length;
	if (found < fewestAnchors) {
		return { ok: false, code: 'psychometrics.too_few_anchors', found, needed: fewestAnchors };
	}
	const seen = { from: new Set<number>(), to: new Set<number>() };
	for (const [anchor, pair] of anchors.entries()) {
		const [old, now] = [from[pair.from], to[pair.to]];
		const alike =
			old !== undefined &&
			now !== undefined &&
			old.model === now.model &&
			isSoundItem(old) &&
			isSoundItem(now) &&
			categoryCount(old) === categoryCount(now);
		if (!alike || seen.from.has(pair.from) || seen.to.has(pair.to)) {
			return { ok: false, code: 'psychometrics.bad_anchor', anchor };
		}
		seen.from.add(pair.from);
		seen.to.add(pair.to);
	}
	return undefined;
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

function meanMeanConstants(old: readonly ItemParameters[], now: readonly ItemParameters[]) {
	const slope = mean(old.map((item) => item.slope)) / mean(now.map((item) => item.slope));
	return constantsFrom(slope, old, now);
}

function meanSigmaConstants(old: readonly ItemParameters[], now: readonly ItemParameters[]) {
	const spread = (items: readonly ItemParameters[]) => {
		const b = items.flatMap(difficulties);
		const center = mean(b);
		return Math.sqrt(mean(b.map((x) => (x - center) * (x - center))));
	};
	return constantsFrom(spread(now) / spread(old), old, now);
}

function constantsFrom(
	slope: number,
	old: readonly ItemParameters[],
	now: readonly ItemParameters[],
): LinkingConstants | null {
	const intercept = mean(now.flatMap(difficulties)) - slope * mean(old.flatMap(difficulties));
	const sound = Number.isFinite(slope) && slope > 0 && Number.isFinite(intercept);
	return sound ? { slope, intercept } : null;
}

function anchorDrift(
	anchors: readonly Anchor[],
	old: readonly ItemParameters[],
	now: readonly ItemParameters[],
	constants: LinkingConstants,
	limit: number,
): AnchorDrift[] {
	const linked = old.map((item) => toLinkedScale(item, constants));
	const difficultyShifts = now.map(
		(item, i) => mean(difficulties(item)) - mean(difficulties(linked[i]!)),
	);
	const slopeShifts = now.map((item, i) => {
		const ratio = item.slope / linked[i]!.slope;
		return ratio > 0 && Number.isFinite(ratio) ? Math.log(ratio) : null;
	});
	const difficultyZ = robustZ(difficultyShifts);
	const slopeZ = robustZ(slopeShifts);
	return anchors.map((anchor, i) => ({
		...anchor,
		difficultyShift: difficultyShifts[i]!,
		difficultyZ: difficultyZ[i]!,
		slopeShift: slopeShifts[i]!,
		slopeZ: slopeZ[i]!,
		drifting: Math.abs(difficultyZ[i] ?? 0) > limit || Math.abs(slopeZ[i] ?? 0) > limit,
	}));
}

/** Below this an interquartile range is rounding, and quotients by it mean nothing. */
const noSpread = 1e-6;

function robustZ(values: readonly (number | null)[]): (number | null)[] {
	const known = values.filter((value) => value !== null);
	if (known.length < 3) return values.map(() => null);
	const center = median(known);
	const [lower, upper] = quartiles(known);
	const spread = 0.74 * (upper - lower);
	return values.map((value) =>
		value === null || spread < noSpread ? null : (value - center) / spread,
	);
}
