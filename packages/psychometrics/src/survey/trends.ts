import type { Refusal } from '../data/index.ts';
import { chiSquareUpperTail, normalTwoSided } from '../distributions/index.ts';
import type { Share } from './intervals.ts';
import { badCount, type CountRefusal } from './refusals.ts';

export type TrendRefusal =
	| CountRefusal
	| (Refusal & { readonly code: 'psychometrics.too_few_groups'; readonly found: number })
	| (Refusal & { readonly code: 'psychometrics.bad_value'; readonly at: number })
	/** All groups stand at one place, or all shares are 0 or all are 1: nothing can rise or fall. */
	| (Refusal & { readonly code: 'psychometrics.no_variance' });

export interface ProportionTrend {
	readonly ok: true;
	/** Change of the proportion for one step of the places, by weighted least squares. */
	readonly slope: number;
	readonly chiSquare: number;
	/** Two-sided, one degree of freedom. */
	readonly p: number;
}

/**
 * Whether a proportion rises or falls over ordered groups (months, rounds): Cochran (1954) and
 * Armitage (1955), the one-degree part of Pearson's χ² for a straight line over `places` (by default
 * 1, 2, 3 …).
 *
 * Checked: smokers among lung cancer patients (Fleiss 1981, p. 139; R's `prop.trend.test`),
 * χ² = 8.2249, p = .00413. Sees straight lines; a rise followed by a fall may pass unseen.
 */
export function proportionTrend(
	groups: readonly Share[],
	places: readonly number[] = groups.map((_, at) => at + 1),
): ProportionTrend | TrendRefusal {
	if (groups.length < 2) {
		return { ok: false, code: 'psychometrics.too_few_groups', found: groups.length };
	}
	let [all, hits, meanPlace] = [0, 0, 0];
	for (const [at, { count, of }] of groups.entries()) {
		const refused = badCount(count, of);
		if (refused !== undefined) return refused;
		const place = places[at];
		if (place === undefined || !Number.isFinite(place)) {
			return { ok: false, code: 'psychometrics.bad_value', at };
		}
		all += of;
		hits += count;
		meanPlace += of * place;
	}
	meanPlace /= all;
	const rate = hits / all;
	let [across, spread] = [0, 0];
	for (const [at, { count, of }] of groups.entries()) {
		const distance = places[at]! - meanPlace;
		across += count * distance;
		spread += of * distance * distance;
	}
	if (spread === 0 || hits === 0 || hits === all) {
		return { ok: false, code: 'psychometrics.no_variance' };
	}
	const chiSquare = (across * across) / (rate * (1 - rate) * spread);
	return { ok: true, slope: across / spread, chiSquare, p: chiSquareUpperTail(chiSquare, 1) };
}

export interface SeriesTrend {
	readonly ok: true;
	/** Pairs that rise less pairs that fall. */
	readonly s: number;
	/** s over the largest it could be, ties allowed for (Kendall's τ_b with time). */
	readonly tau: number;
	/** Standard normal under no trend, continuity corrected. */
	readonly z: number;
	/** Two-sided. */
	readonly p: number;
	/** Median of all pairwise slopes, in units of the values a step (Sen 1968). */
	readonly slope: number;
}

/**
 * Whether a series rises or falls over time: Mann (1945) and Kendall (1975), with the variance for
 * tied values, (n(n − 1)(2n + 5) − Σt(t − 1)(2t + 5))/18; slope by Theil (1950) and Sen (1968). For
 * evenly spaced measures of independent times. Time O(n²): for months and rounds, not for answers.
 *
 * Checked: the variance against all orders of six values with ties; slope by hand. Not for series in
 * which one value leans on the one before, nor across seasons: compare like months with like.
 */
export function seriesTrend(values: ArrayLike<number>): SeriesTrend | TrendRefusal {
	const n = values.length;
	if (n < 4) return { ok: false, code: 'psychometrics.too_few_groups', found: n };
	for (let at = 0; at < n; at++) {
		if (!Number.isFinite(values[at])) return { ok: false, code: 'psychometrics.bad_value', at };
	}
	let s = 0;
	const slopes: number[] = [];
	for (let later = 1; later < n; later++) {
		for (let earlier = 0; earlier < later; earlier++) {
			const rise = values[later]! - values[earlier]!;
			s += Math.sign(rise);
			slopes.push(rise / (later - earlier));
		}
	}
	const ties = tiedRuns(values);
	const pairs = (n * (n - 1)) / 2;
	const tied = ties.reduce((sum, t) => sum + (t * (t - 1)) / 2, 0);
	if (tied === pairs) return { ok: false, code: 'psychometrics.no_variance' };
	const z = (s - Math.sign(s)) / Math.sqrt(varianceOfS(n, ties));
	const tau = s / Math.sqrt(pairs * (pairs - tied));
	return { ok: true, s, tau, z, p: normalTwoSided(z), slope: median(slopes) };
}

/** Var(S) under no trend; `ties` = how often each value occurs. */
function varianceOfS(n: number, ties: readonly number[]): number {
	const term = (t: number) => t * (t - 1) * (2 * t + 5);
	return (term(n) - ties.reduce((sum, t) => sum + term(t), 0)) / 18;
}

function tiedRuns(values: ArrayLike<number>): readonly number[] {
	const counts = new Map<number, number>();
	for (let at = 0; at < values.length; at++) {
		counts.set(values[at]!, (counts.get(values[at]!) ?? 0) + 1);
	}
	return [...counts.values()];
}

function median(values: number[]): number {
	values.sort((a, b) => a - b);
	const middle = values.length / 2;
	return Number.isInteger(middle)
		? (values[middle - 1]! + values[middle]!) / 2
		: values[Math.floor(middle)]!;
}
