import { missing, type ResponseMatrix } from '../data/index.ts';

/**
 * What a missing answer means in a sum score: nothing earned (`zero`, the rule of SKD), or a person
 * who is left out of the analysis altogether (`listwise`).
 */
export type MissingRule = 'zero' | 'listwise';

/** Sums over the persons that count; whole numbers, exact as long as n·Σx·T stays below 2^53. */
export interface ScoreSums {
	readonly persons: number;
	/** Persons left out under `listwise`. */
	readonly excluded: number;
	/** Total score of each person, −1 for the excluded. */
	readonly totals: Int32Array;
	readonly sumTotal: number;
	readonly sumTotalSquared: number;
	/** Per item: answers given, Σx, Σx², Σx·T. */
	readonly answered: Int32Array;
	readonly sum: Float64Array;
	readonly sumSquared: Float64Array;
	readonly sumTimesTotal: Float64Array;
}

/** Sum score of each person; −1 where a missing answer excludes the person. */
export function totalScores(matrix: ResponseMatrix, rule: MissingRule = 'zero'): Int32Array {
	const { persons, items, scores } = matrix;
	const totals = new Int32Array(persons);
	for (let person = 0; person < persons; person++) {
		let total = 0;
		for (let at = person * items; at < (person + 1) * items; at++) {
			const score = scores[at]!;
			if (score !== missing) total += score;
			else if (rule === 'listwise') {
				total = -1;
				break;
			}
		}
		totals[person] = total;
	}
	return totals;
}

export function scoreSums(matrix: ResponseMatrix, rule: MissingRule): ScoreSums {
	const { persons, items, scores } = matrix;
	const totals = totalScores(matrix, rule);
	const answered = new Int32Array(items);
	const [sum, sumSquared, sumTimesTotal] = [items, items, items].map(
		(n) => new Float64Array(n),
	) as [Float64Array, Float64Array, Float64Array];
	let [counted, sumTotal, sumTotalSquared] = [0, 0, 0];
	for (let person = 0; person < persons; person++) {
		const total = totals[person]!;
		if (total < 0) continue;
		counted++;
		sumTotal += total;
		sumTotalSquared += total * total;
		for (let item = 0; item < items; item++) {
			const score = scores[person * items + item]!;
			if (score === missing) continue;
			answered[item] = answered[item]! + 1;
			sum[item] = sum[item]! + score;
			sumSquared[item] = sumSquared[item]! + score * score;
			sumTimesTotal[item] = sumTimesTotal[item]! + score * total;
		}
	}
	const excluded = persons - counted;
	return {
		persons: counted,
		excluded,
		totals,
		sumTotal,
		sumTotalSquared,
		answered,
		sum,
		sumSquared,
		sumTimesTotal,
	};
}

/** Covariance with denominator n − 1 from sums; n ≥ 2. */
function covariance(n: number, sumX: number, sumY: number, sumXY: number): number {
	return (n * sumXY - sumX * sumY) / (n * (n - 1));
}

/** Variance of each item and of the total, and covariance of each item with the total. */
export interface Moments {
	readonly variance: Float64Array;
	readonly withTotal: Float64Array;
	readonly total: number;
}

export function moments(sums: ScoreSums): Moments {
	const { persons: n, sum, sumTotal } = sums;
	const items = sum.length;
	const variance = new Float64Array(items);
	const withTotal = new Float64Array(items);
	for (let item = 0; item < items; item++) {
		const x = sum[item]!;
		variance[item] = covariance(n, x, x, sums.sumSquared[item]!);
		withTotal[item] = covariance(n, x, sumTotal, sums.sumTimesTotal[item]!);
	}
	return { variance, withTotal, total: covariance(n, sumTotal, sumTotal, sums.sumTotalSquared) };
}
