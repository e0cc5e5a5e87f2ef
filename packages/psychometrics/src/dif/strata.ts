import type { ResponseMatrix } from '../data/index.ts';
import type { DifRefusal } from './refusals.ts';

/** More matching levels than any sum score has: an external criterion must be a score too. */
const mostLevels = 65_536;

/**
 * Answers to one item, counted by matching level, group and category. Every statistic of this
 * folder is a function of this table alone.
 */
export interface StratumTable {
	readonly strata: number;
	/** Group 0 is the reference, 1 … groups − 1 are focal. */
	readonly groups: number;
	/** Categories that somebody used, in ascending order of score. */
	readonly categories: number;
	/** Score of each category. */
	readonly scores: Float64Array;
	/** Matching score of each stratum. */
	readonly levels: Float64Array;
	/** `counts[(stratum × groups + group) × categories + category]` persons. */
	readonly counts: Float64Array;
}

export type Stratified = StratumTable | DifRefusal;

/**
 * Counts the answers to `item`. Persons without an answer to it, without a group (−1) or without
 * a matching score (−1) are left out; levels that nobody is left in disappear.
 *
 * @param groups persons; −1 left out, 0 reference, 1 … `groupCount` − 1 focal
 * @param matching persons; score to match on, an integer from 0 up, −1 left out
 */
export function stratify(
	matrix: ResponseMatrix,
	item: number,
	groups: Int8Array,
	groupCount: number,
	matching: Int32Array,
): Stratified {
	const { persons, items, scores } = matrix;
	let top = -1;
	const scoreSeen = new Uint8Array(128);
	for (let p = 0; p < persons; p++) {
		const score = scores[p * items + item]!;
		if (score < 0 || groups[p]! < 0 || matching[p]! < 0) continue;
		scoreSeen[score] = 1;
		if (matching[p]! > top) top = matching[p]!;
	}
	if (top < 0) return { ok: false, code: 'psychometrics.item_unanswered', item };
	if (top >= mostLevels) {
		return { ok: false, code: 'psychometrics.matching_out_of_range', highest: top };
	}
	const categoryOf = new Int8Array(128).fill(-1);
	const used: number[] = [];
	scoreSeen.forEach((seen, score) => {
		if (seen === 1) categoryOf[score] = used.push(score) - 1;
	});
	if (used.length < 2) return { ok: false, code: 'psychometrics.item_constant', item };
	const width = groupCount * used.length;
	const dense = new Float64Array((top + 1) * width);
	for (let p = 0; p < persons; p++) {
		const score = scores[p * items + item]!;
		const group = groups[p]!;
		if (score < 0 || group < 0 || matching[p]! < 0) continue;
		dense[matching[p]! * width + group * used.length + categoryOf[score]!]!++;
	}
	return withoutEmptyLevels(dense, groupCount, used);
}

function withoutEmptyLevels(
	dense: Float64Array,
	groups: number,
	scores: readonly number[],
): StratumTable {
	const width = groups * scores.length;
	const levels: number[] = [];
	for (let level = 0; level * width < dense.length; level++) {
		const row = dense.subarray(level * width, (level + 1) * width);
		if (row.some((count) => count > 0)) levels.push(level);
	}
	const counts = new Float64Array(levels.length * width);
	levels.forEach((level, stratum) =>
		counts.set(dense.subarray(level * width, (level + 1) * width), stratum * width),
	);
	return {
		strata: levels.length,
		groups,
		categories: scores.length,
		scores: Float64Array.from(scores),
		levels: Float64Array.from(levels),
		counts,
	};
}
