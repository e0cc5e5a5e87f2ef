import type { Refusal } from '../data/index.ts';
import { normalUpperQuantile, tUpperQuantile } from '../distributions/index.ts';
import { badCount, type CountRefusal } from './refusals.ts';

/** An estimate with the limits of its confidence interval. */
export interface Interval {
	readonly ok: true;
	readonly estimate: number;
	readonly low: number;
	readonly high: number;
}

/** A share of trials, counted. */
export interface Share {
	readonly count: number;
	readonly of: number;
}

export interface IntervalOptions {
	/** Between 0 and 1; .95 unless said. */
	readonly confidence?: number;
}

function limitOf({ confidence = 0.95 }: IntervalOptions): number {
	return normalUpperQuantile((1 - confidence) / 2);
}

/**
 * Interval of a proportion by Wilson (1927): the values p that a score test would not reject,
 * (p̂ + z²/2n ± z√(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n). It stays within 0 and 1 and is of use from
 * one answer on, where p̂ ± z·SE collapses to a point.
 *
 * Checked: Newcombe (1998a), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29. For independent
 * answers; persons who answer several times, or in clusters, are more alike than it assumes.
 */
export function wilsonInterval(
	share: Share,
	options: IntervalOptions = {},
): Interval | CountRefusal {
	const refused = badCount(share.count, share.of);
	if (refused !== undefined) return refused;
	const { count, of: n } = share;
	const z = limitOf(options);
	const estimate = count / n;
	const middle = estimate + (z * z) / (2 * n);
	const half = z * Math.sqrt((estimate * (1 - estimate)) / n + (z * z) / (4 * n * n));
	const scale = 1 + (z * z) / n;
	// At 0 and n the limit is exact; rounding must not push it past the estimate.
	const low = count === 0 ? 0 : (middle - half) / scale;
	const high = count === n ? 1 : (middle + half) / scale;
	return { ok: true, estimate, low, high };
}

/**
 * Interval of the difference of two independent proportions, `a` − `b`, from the Wilson limits of
 * each (Newcombe 1998b, method 10).
 *
 * Checked: Newcombe (1998b), table II: 56 of 70 less 48 of 80, 9 of 10 less 3 of 10. Not for two
 * answers of the same persons.
 */
export function differenceInterval(
	a: Share,
	b: Share,
	options: IntervalOptions = {},
): Interval | CountRefusal {
	const [first, second] = [wilsonInterval(a, options), wilsonInterval(b, options)];
	if (!first.ok) return first;
	if (!second.ok) return second;
	const estimate = first.estimate - second.estimate;
	const below = Math.hypot(first.estimate - first.low, second.high - second.estimate);
	const above = Math.hypot(first.high - first.estimate, second.estimate - second.low);
	return { ok: true, estimate, low: estimate - below, high: estimate + above };
}

export type MeanRefusal =
	| CountRefusal
	| (Refusal & { readonly code: 'psychometrics.too_few_values'; readonly found: number })
	| (Refusal & { readonly code: 'psychometrics.bad_value'; readonly at: number });

export interface MeanOptions extends IntervalOptions {
	/**
	 * Size of the whole group, where the values are those of a random sample from it: the interval
	 * narrows by √(1 − n/N) (Cochran 1977, eq. 2.20).
	 */
	readonly population?: number;
}

/**
 * Interval of a mean by Student's t with n − 1 degrees of freedom.
 *
 * Checked: Student (1908), ten patients' extra sleep, mean 1.58, limits .70 and 2.46. For answers on
 * a scale of a few points, the mean says less than the shares: report both. Needs two values.
 */
export function meanInterval(
	values: ArrayLike<number>,
	options: MeanOptions = {},
): Interval | MeanRefusal {
	const { confidence = 0.95, population = Infinity } = options;
	const n = values.length;
	if (n < 2) return { ok: false, code: 'psychometrics.too_few_values', found: n };
	if (population < n) {
		return { ok: false, code: 'psychometrics.bad_count', count: n, of: population };
	}
	let estimate = 0;
	let squares = 0;
	for (let at = 0; at < n; at++) {
		const value = values[at]!;
		if (!Number.isFinite(value)) return { ok: false, code: 'psychometrics.bad_value', at };
		// Welford (1962): one pass, without the difference of two large sums.
		const step = value - estimate;
		estimate += step / (at + 1);
		squares += step * (value - estimate);
	}
	const sampled = Math.sqrt(1 - n / population);
	const half =
		tUpperQuantile((1 - confidence) / 2, n - 1) * Math.sqrt(squares / (n - 1) / n) * sampled;
	return { ok: true, estimate, low: estimate - half, high: estimate + half };
}
