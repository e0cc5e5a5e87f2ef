import type { TableFault } from './refusal.ts';

/** The code of an answer that is absent. */
export const missing = -1;
/** Scores are kept in one signed byte. */
export const highestScore = 127;

/** Scored answers of persons to items. */
export interface ResponseMatrix {
	readonly persons: number;
	readonly items: number;
	/** Row-major, persons × items; −1 = missing. */
	readonly scores: Int8Array;
	/** Highest reachable score of each item, at least 1. */
	readonly maxScores: Int8Array;
}

export type MatrixResult = { readonly ok: true; readonly matrix: ResponseMatrix } | TableFault;

/** Rows of scores; null or −1 where a person gave no answer. */
export type ScoreRows = readonly (readonly (number | null)[])[];

/**
 * A matrix from rows, one per person. Without `maxScores` an item's highest reachable score is the
 * highest one seen, at least 1: hand them in where an option was chosen by nobody.
 */
export function responseMatrix(rows: ScoreRows, maxScores?: readonly number[]): MatrixResult {
	const persons = rows.length;
	if (persons === 0) return { ok: false, code: 'psychometrics.no_persons' };
	const items = rows[0]!.length;
	const scores = new Int8Array(persons * items);
	for (const [row, values] of rows.entries()) {
		if (values.length !== items) {
			const found = values.length;
			return { ok: false, code: 'psychometrics.ragged_row', row, expected: items, found };
		}
		for (const [item, value] of values.entries()) {
			const score = value ?? missing;
			if (!Number.isInteger(score) || score < missing || score > highestScore) {
				return { ok: false, code: 'psychometrics.bad_score', row, item, value: score };
			}
			scores[row * items + item] = score;
		}
	}
	return matrixFromScores(scores, items, maxScores);
}

/**
 * A matrix over scores already in memory (row-major, persons × items), which it keeps and does not
 * copy. The same rules and faults as `responseMatrix`.
 */
export function matrixFromScores(
	scores: Int8Array,
	items: number,
	maxScores?: readonly number[],
): MatrixResult {
	if (items < 1) return { ok: false, code: 'psychometrics.no_items' };
	if (scores.length === 0) return { ok: false, code: 'psychometrics.no_persons' };
	const persons = Math.ceil(scores.length / items);
	if (persons * items !== scores.length) {
		const found = scores.length - (persons - 1) * items;
		return { ok: false, code: 'psychometrics.ragged_row', row: persons - 1, expected: items, found };
	}
	const limits = maxScores === undefined ? highestSeen(scores, items) : Int8Array.from(maxScores);
	if (limits.length !== items) {
		const found = limits.length;
		return { ok: false, code: 'psychometrics.wrong_length', expected: items, found };
	}
	for (let item = 0; item < items; item++) {
		const value = maxScores?.[item] ?? limits[item]!;
		if (!Number.isInteger(value) || value < 1 || value > highestScore) {
			return { ok: false, code: 'psychometrics.bad_maximum', item, value };
		}
	}
	for (let at = 0; at < scores.length; at++) {
		const score = scores[at]!;
		const item = at % items;
		if (score < missing || score > limits[item]!) {
			const row = (at - item) / items;
			return { ok: false, code: 'psychometrics.bad_score', row, item, value: score };
		}
	}
	return { ok: true, matrix: { persons, items, scores, maxScores: limits } };
}

function highestSeen(scores: Int8Array, items: number): Int8Array {
	const highest = new Int8Array(items).fill(1);
	for (let at = 0; at < scores.length; at++) {
		const item = at % items;
		if (scores[at]! > highest[item]!) highest[item] = scores[at]!;
	}
	return highest;
}

/** The columns of `keep`, in that order, as a matrix of its own: one scale of a longer test. */
export function selectItems(matrix: ResponseMatrix, keep: readonly number[]): MatrixResult {
	const { persons, items, scores, maxScores } = matrix;
	if (keep.length === 0) return { ok: false, code: 'psychometrics.no_items' };
	for (const item of keep) {
		if (!Number.isInteger(item) || item < 0 || item >= items) {
			return { ok: false, code: 'psychometrics.bad_key', item, value: items };
		}
	}
	const selected = new Int8Array(persons * keep.length);
	for (let person = 0; person < persons; person++) {
		for (let column = 0; column < keep.length; column++) {
			selected[person * keep.length + column] = scores[person * items + keep[column]!]!;
		}
	}
	const limits = Int8Array.from(keep, (item) => maxScores[item]!);
	return {
		ok: true,
		matrix: { persons, items: keep.length, scores: selected, maxScores: limits },
	};
}
