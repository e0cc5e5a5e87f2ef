import { timesFault, type TimeMatrix, type TimesRefusal } from './times.ts';

/** ln t = β − τ + ε/α, ε ~ N(0, 1). */
export interface TimeModel {
	/** Time intensity β of each item, in ln seconds. */
	readonly intensity: Float64Array;
	/** Discrimination α of each item: 1 / standard deviation of ln t around β − τ. */
	readonly discrimination: Float64Array;
	/** Standard deviation of speed τ in the population; its mean is 0. */
	readonly speedDeviation: number;
}

export interface TimeCalibration extends TimeModel {
	readonly ok: true;
	readonly iterations: number;
	readonly converged: boolean;
}

export interface TimeOptions {
	/** Cycles at most; 500 by default. */
	readonly iterations?: number;
	/** Largest change of β, ln α or ln σ that counts as none; 1e−6 by default. */
	readonly tolerance?: number;
	readonly progress?: (iteration: number, change: number) => void;
}

/** Residual variance below this is a clock without resolution, not a person. */
const leastVariance = 1e-8;

/** ln t, NaN where no time is known. */
function logTimes({ seconds }: TimeMatrix): Float64Array {
	return seconds.map((value) => (value > 0 ? Math.log(value) : NaN));
}

interface Sums {
	readonly count: Float64Array;
	readonly sum: Float64Array;
	readonly squares: Float64Array;
}

function startOf(logs: Float64Array, items: number): Sums {
	const zero = () => new Float64Array(items);
	const sums = { count: zero(), sum: zero(), squares: zero() };
	logs.forEach((y, at) => {
		if (Number.isNaN(y)) return;
		const i = at % items;
		sums.count[i]!++;
		sums.sum[i]! += y;
		sums.squares[i]! += y * y;
	});
	return sums;
}

interface Working {
	intensity: Float64Array;
	precision: Float64Array;
	speedVariance: number;
}

/** One EM cycle; the residuals use the new β, the mean of speed is moved into β. */
function cycle(
	logs: Float64Array,
	persons: number,
	items: number,
	{ intensity, precision, speedVariance }: Working,
): Working {
	const speed = new Float64Array(persons);
	const uncertainty = new Float64Array(persons);
	let mean = 0;
	for (let p = 0; p < persons; p++) {
		let [weight, sum] = [1 / speedVariance, 0];
		for (let i = 0; i < items; i++) {
			const y = logs[p * items + i]!;
			if (Number.isNaN(y)) continue;
			weight += precision[i]!;
			sum += precision[i]! * (intensity[i]! - y);
		}
		speed[p] = sum / weight;
		uncertainty[p] = 1 / weight;
		mean += speed[p]! / persons;
	}
	const next = new Float64Array(items);
	const count = new Float64Array(items);
	for (let p = 0; p < persons; p++) {
		for (let i = 0; i < items; i++) {
			const y = logs[p * items + i]!;
			if (Number.isNaN(y)) continue;
			count[i]!++;
			next[i]! += y + speed[p]! - mean;
		}
	}
	for (let i = 0; i < items; i++) next[i]! /= count[i]!;
	const residual = new Float64Array(items);
	let spread = 0;
	for (let p = 0; p < persons; p++) {
		const own = speed[p]! - mean;
		spread += own * own + uncertainty[p]!;
		for (let i = 0; i < items; i++) {
			const y = logs[p * items + i]!;
			if (Number.isNaN(y)) continue;
			const difference = y - next[i]! + own;
			residual[i]! += difference * difference + uncertainty[p]!;
		}
	}
	return {
		intensity: next,
		precision: residual.map((sum, i) => 1 / Math.max(leastVariance, sum / count[i]!)),
		speedVariance: Math.max(leastVariance, spread / persons),
	};
}

function changeBetween(before: Working, after: Working): number {
	let most = 0.5 * Math.abs(Math.log(after.speedVariance / before.speedVariance));
	after.intensity.forEach((value, i) => {
		most = Math.max(most, Math.abs(value - before.intensity[i]!));
		most = Math.max(most, 0.5 * Math.abs(Math.log(after.precision[i]! / before.precision[i]!)));
	});
	return most;
}

/**
 * Lognormal model of response times (van der Linden 2006): ln t_pi ~ N(β_i − τ_p, α_i^−2), speed
 * τ ~ N(0, σ²), by marginal maximum likelihood. Every step of the EM is a closed form, and unlike
 * the joint estimate, which treats each τ as a parameter, α is not biased by short tests.
 *
 * Checked by recovery (bias and RMSE in its test). Not for times with a floor or a ceiling (items
 * left at the limit, guesses of a second): drop those first, or α is theirs.
 */
export function calibrateTimes(
	times: TimeMatrix,
	{ iterations: limit = 500, tolerance = 1e-6, progress }: TimeOptions = {},
): TimeCalibration | TimesRefusal {
	const fault = timesFault(times);
	if (fault !== undefined) return fault;
	const { persons, items } = times;
	if (persons < 2) {
		return { ok: false, code: 'psychometrics.too_few_persons', found: persons, needed: 2 };
	}
	if (items < 2) return { ok: false, code: 'psychometrics.too_few_items', found: items, needed: 2 };
	const logs = logTimes(times);
	const { count, sum, squares } = startOf(logs, items);
	const item = count.findIndex((n) => n < 2);
	if (item >= 0) return { ok: false, code: 'psychometrics.item_unanswered', item };
	const intensity = sum.map((total, i) => total / count[i]!);
	const variance = squares.map((total, i) => total / count[i]! - intensity[i]! * intensity[i]!);
	const constant = variance.findIndex((value) => value < leastVariance);
	if (constant >= 0) return { ok: false, code: 'psychometrics.item_constant', item: constant };
	let working: Working = {
		intensity,
		precision: variance.map((value) => 2 / value),
		speedVariance: variance.reduce((total, value) => total + value, 0) / (2 * items),
	};
	let iterations = 0;
	let change = Infinity;
	while (iterations < limit && change > tolerance) {
		const next = cycle(logs, persons, items, working);
		change = changeBetween(working, next);
		working = next;
		iterations++;
		progress?.(iterations, change);
	}
	return {
		ok: true,
		intensity: working.intensity,
		discrimination: working.precision.map(Math.sqrt),
		speedDeviation: Math.sqrt(working.speedVariance),
		iterations,
		converged: change <= tolerance,
	};
}
