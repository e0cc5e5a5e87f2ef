import type { ResponseMatrix } from '../data/index.ts';

/** Sum score of each person over the items marked 1; a missing answer counts 0. */
export function sumOver(matrix: ResponseMatrix, marked: Uint8Array): Int32Array {
	const { persons, items, scores } = matrix;
	const sums = new Int32Array(persons);
	for (let p = 0; p < persons; p++) {
		let sum = 0;
		for (let i = 0; i < items; i++) {
			const score = scores[p * items + i]!;
			if (marked[i] === 1 && score > 0) sum += score;
		}
		sums[p] = sum;
	}
	return sums;
}

/**
 * The studied item is always part of its own matching score: without it the score is biased where
 * groups differ in ability (Holland & Thayer 1988; Donoghue, Holland & Thayer 1993).
 */
export function withStudied(matrix: ResponseMatrix, sums: Int32Array, item: number): Int32Array {
	return sums.map((sum, p) => sum + Math.max(0, matrix.scores[p * matrix.items + item]!));
}
