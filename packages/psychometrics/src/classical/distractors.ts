import {
	missing,
	scoreOptions,
	type OptionMatrix,
	type OptionScores,
	type TableFault,
} from '../data/index.ts';

export type OptionFlag =
	/** Chosen by nobody. */
	| 'unused'
	/** Worth less than the best, yet chosen by those who do well elsewhere: the key may be wrong. */
	| 'attracts_able'
	/** The best option, avoided by those who do well elsewhere. */
	| 'repels_able';

export interface OptionStatistics {
	readonly option: number;
	/** What it is worth. */
	readonly score: number;
	readonly chosen: number;
	/** Share of all persons, those who left the item blank included. */
	readonly share: number;
	/** Correlation of choosing it with the score on all other items; null without variance. */
	readonly pointBiserial: number | null;
	/** Mean score on all other items of those who chose it; null if nobody did. */
	readonly meanRest: number | null;
	/** Share choosing it in each group of ability, lowest first. */
	readonly byGroup: readonly number[];
	readonly flags: readonly OptionFlag[];
}

export interface DistractorAnalysis {
	readonly item: number;
	readonly blank: number;
	readonly options: readonly OptionStatistics[];
}

export type DistractorResult =
	{ readonly ok: true; readonly items: readonly DistractorAnalysis[] } | TableFault;

/**
 * Distractor analysis: for each option how often, by whom, and in which ability groups (equal
 * numbers by rest score, ties together) it was chosen. Blanks count 0 in the rest score. A distractor
 * with a positive point-biserial is the usual sign of a wrong key. Works for weighted options (TKP),
 * where each option below the best is looked at the same way only if it is worth nothing: a second
 * best answer may rightly attract able persons.
 *
 * Checked by hand on small tables. Not for samples of a few dozen, where the signs are chance.
 */
export function analyseDistractors(
	options: OptionMatrix,
	optionScores: OptionScores,
	{ groups = 5 }: { readonly groups?: number } = {},
): DistractorResult {
	const scored = scoreOptions(options, optionScores, { blank: 0 });
	if (!scored.ok) return scored;
	const { persons, items, scores } = scored.matrix;
	const totals = new Int32Array(persons);
	for (let at = 0; at < scores.length; at++) {
		const person = Math.floor(at / items);
		totals[person] = totals[person]! + scores[at]!;
	}
	const analyses = Array.from({ length: items }, (_, item) => {
		const rest = totals.map((total, person) => total - scores[person * items + item]!);
		const chosen = Int8Array.from(
			totals,
			(_total, person) => options.choices[person * items + item]!,
		);
		return analyseItem(item, chosen, rest, groupsOf(rest, groups), optionScores[item]!);
	});
	return { ok: true, items: analyses };
}

/** Group of each person by rest score, 0 = lowest; equal scores are never split. */
function groupsOf(rest: Int32Array, groups: number): Uint8Array {
	const below = new Float64Array(rest.reduce((a, b) => Math.max(a, b), 0) + 2);
	for (const score of rest) below[score + 1] = below[score + 1]! + 1;
	for (let score = 1; score < below.length; score++)
		below[score] = below[score]! + below[score - 1]!;
	return Uint8Array.from(rest, (score) =>
		Math.max(0, Math.min(groups - 1, Math.floor((below[score]! * groups) / rest.length))),
	);
}

function analyseItem(
	item: number,
	chosen: Int8Array,
	rest: Int32Array,
	group: Uint8Array,
	worth: readonly number[],
): DistractorAnalysis {
	const persons = chosen.length;
	const groupCount = group.reduce((a, b) => Math.max(a, b), 0) + 1;
	const sizes = new Float64Array(groupCount);
	for (const g of group) sizes[g] = sizes[g]! + 1;
	let [sum, squared] = [0, 0];
	for (const score of rest) {
		sum += score;
		squared += score * score;
	}
	const best = Math.max(...worth);
	const statistics = worth.map((score, option) => {
		const inGroup = new Float64Array(groupCount);
		let [count, restSum] = [0, 0];
		for (let person = 0; person < persons; person++) {
			if (chosen[person] !== option) continue;
			count++;
			restSum += rest[person]!;
			inGroup[group[person]!] = inGroup[group[person]!]! + 1;
		}
		const r = pointBiserial(persons, count, restSum, sum, squared);
		return {
			option,
			score,
			chosen: count,
			share: count / persons,
			pointBiserial: r,
			meanRest: count === 0 ? null : restSum / count,
			byGroup: Array.from(inGroup, (n, g) => (sizes[g] === 0 ? 0 : n / sizes[g]!)),
			flags: flagsOf(count, r, score, best),
		};
	});
	const blank = chosen.reduce((n, choice) => n + (choice === missing ? 1 : 0), 0);
	return { item, blank, options: statistics };
}

/** corr(chosen, rest) from whole-number sums; null where either is constant. */
function pointBiserial(n: number, count: number, restSum: number, sum: number, squared: number) {
	const spread = (n * count - count * count) * (n * squared - sum * sum);
	return spread <= 0 ? null : (n * restSum - count * sum) / Math.sqrt(spread);
}

function flagsOf(count: number, r: number | null, score: number, best: number): OptionFlag[] {
	if (count === 0) return ['unused'];
	if (r === null) return [];
	if (score === best) return r < 0 ? ['repels_able'] : [];
	return score === 0 && r > 0 ? ['attracts_able'] : [];
}
