/** One evaluation of an EM map: the objective at the point that came in, and the next point. */
export interface Evaluation {
	readonly objective: number;
	readonly next: Float64Array;
}

export interface FixedPoint {
	readonly point: Float64Array;
	/** Objective at the last point evaluated. */
	readonly objective: number;
	readonly evaluations: number;
	readonly converged: boolean;
	/** Largest change of a parameter in the last plain step. */
	readonly change: number;
}

export interface SquaremOptions {
	readonly tolerance: number;
	readonly mostEvaluations: number;
	/** Told after each evaluation; answering false stops. */
	readonly progress?:
		((evaluations: number, objective: number, change: number) => boolean) | undefined;
}

const widestStepAtFirst = 4;

/**
 * Fixed point of an EM map by SQUAREM (Varadhan & Roland 2008, scheme S3): two plain steps r and r + v
 * give the length α = −‖r‖/‖v‖ of an extrapolated one, which counts only if the objective did not fall;
 * otherwise the plain steps stand. Converged when a plain step moves no parameter by `tolerance`.
 */
export function squarem(
	start: Float64Array,
	evaluate: (point: Float64Array) => Evaluation,
	{ tolerance, mostEvaluations, progress }: SquaremOptions,
): FixedPoint {
	const state: Progress = {
		evaluations: 0,
		change: Infinity,
		objective: -Infinity,
		stopped: false,
	};
	const step = (point: Float64Array): Float64Array => {
		const { objective, next } = evaluate(point);
		state.evaluations++;
		state.objective = objective;
		state.change = Number.isFinite(objective) ? largestChange(point, next) : Infinity;
		state.stopped =
			state.evaluations >= mostEvaluations ||
			progress?.(state.evaluations, objective, state.change) === false;
		return next;
	};
	const settled = () => state.stopped || state.change < tolerance;
	const end = (point: Float64Array): FixedPoint => ({
		point,
		objective: state.objective,
		evaluations: state.evaluations,
		change: state.change,
		converged: state.change < tolerance,
	});
	let widest = widestStepAtFirst;
	let current = start;
	for (;;) {
		const first = step(current);
		if (settled()) return end(first);
		const second = step(first);
		if (settled()) return end(second);
		const before = state.objective;
		const length = Math.min(stepLength(current, first, second), widest);
		if (length === widest) widest *= 4;
		const landed = step(extrapolate(current, first, second, length));
		if (state.objective >= before - 1e-9 * Math.abs(before)) {
			current = landed;
			if (settled()) return end(landed);
		} else {
			widest = Math.max(widestStepAtFirst, widest / 16);
			current = second;
			if (state.stopped) return end(second);
		}
	}
}

interface Progress {
	evaluations: number;
	change: number;
	objective: number;
	stopped: boolean;
}

function largestChange(from: Float64Array, to: Float64Array): number {
	let largest = 0;
	for (let j = 0; j < from.length; j++) largest = Math.max(largest, Math.abs(to[j]! - from[j]!));
	return largest;
}

/** ‖r‖/‖v‖, at least 1: a plain step is α = −1. */
function stepLength(start: Float64Array, first: Float64Array, second: Float64Array): number {
	let [r2, v2] = [0, 0];
	for (let j = 0; j < start.length; j++) {
		const r = first[j]! - start[j]!;
		const v = second[j]! - first[j]! - r;
		r2 += r * r;
		v2 += v * v;
	}
	return v2 === 0 ? 1 : Math.max(1, Math.sqrt(r2 / v2));
}

function extrapolate(
	start: Float64Array,
	first: Float64Array,
	second: Float64Array,
	length: number,
) {
	return start.map((x, j) => {
		const r = first[j]! - x;
		const v = second[j]! - first[j]! - r;
		return x + 2 * length * r + length * length * v;
	});
}
