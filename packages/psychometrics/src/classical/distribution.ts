import type { ResponseMatrix } from '../data/index.ts';
import { totalScores, type MissingRule } from './sums.ts';

export interface ScoreDistribution {
	readonly persons: number;
	/** `counts[t]` persons have the total t, from 0 to the highest reachable. */
	readonly counts: Float64Array;
	readonly mean: number;
	/** Denominator n − 1; null with one person. */
	readonly sd: number | null;
	/** Moment coefficients g₁ and g₂ (excess); null without variance. */
	readonly skewness: number | null;
	readonly kurtosis: number | null;
	readonly lowest: number;
	readonly highest: number;
	readonly median: number;
}

/**
 * Distribution of the sum score of one scale. Null where nobody counts (all excluded by `listwise`).
 * Checked by hand and against the definitions.
 */
export function scoreDistribution(
	matrix: ResponseMatrix,
	{ missing: rule = 'zero' }: { readonly missing?: MissingRule } = {},
): ScoreDistribution | null {
	const reachable = matrix.maxScores.reduce((a, b) => a + b, 0);
	const counts = new Float64Array(reachable + 1);
	for (const total of totalScores(matrix, rule)) {
		if (total >= 0) counts[total] = counts[total]! + 1;
	}
	const persons = counts.reduce((a, b) => a + b, 0);
	if (persons === 0) return null;
	const mean = counts.reduce((sum, n, t) => sum + n * t, 0) / persons;
	const central = (power: number) =>
		counts.reduce((sum, n, t) => sum + n * Math.pow(t - mean, power), 0) / persons;
	const m2 = central(2);
	return {
		persons,
		counts,
		mean,
		sd: persons === 1 ? null : Math.sqrt((m2 * persons) / (persons - 1)),
		skewness: m2 === 0 ? null : central(3) / Math.pow(m2, 1.5),
		kurtosis: m2 === 0 ? null : central(4) / (m2 * m2) - 3,
		lowest: counts.findIndex((n) => n > 0),
		highest: counts.findLastIndex((n) => n > 0),
		median: (rankedScore(counts, (persons - 1) / 2) + rankedScore(counts, persons / 2)) / 2,
	};
}

/** Total of the person at this place (from 0, rounded down) of the ascending order. */
function rankedScore(counts: Float64Array, place: number): number {
	let passed = 0;
	for (let t = 0; t < counts.length; t++) {
		passed += counts[t]!;
		if (passed > Math.floor(place)) return t;
	}
	return counts.length - 1;
}
