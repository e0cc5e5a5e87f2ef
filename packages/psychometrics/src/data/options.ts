import { highestScore, missing, type ResponseMatrix } from './matrix.ts';
import type { TableFault } from './refusal.ts';

/** Which option each person chose, before any scoring. */
export interface OptionMatrix {
	readonly persons: number;
	readonly items: number;
	/** Row-major, persons × items: the option's number from 0; −1 = missing. */
	readonly choices: Int8Array;
	/** Number of options of each item, at least 2. */
	readonly optionCounts: Int8Array;
}

/** What each option of each item is worth: `optionScores[item][option]`, whole numbers from 0. */
export type OptionScores = readonly (readonly number[])[];

/** Option scores of items with one right answer: 1 for the key, 0 for all others. */
export function keyScores(options: OptionMatrix, key: readonly number[]): OptionScores {
	return key.map((right, item) =>
		Array.from({ length: options.optionCounts[item] ?? 0 }, (_, option) =>
			option === right ? 1 : 0,
		),
	);
}

/**
 * Scores choices by what each option is worth. A missing choice stays missing, unless `blank` gives
 * the score of a blank answer (0 in SKD, where a blank earns nothing even in TKP).
 */
export function scoreOptions(
	options: OptionMatrix,
	optionScores: OptionScores,
	{ blank }: { readonly blank?: number } = {},
): { readonly ok: true; readonly matrix: ResponseMatrix } | TableFault {
	const { persons, items, choices, optionCounts } = options;
	if (persons < 1) return { ok: false, code: 'psychometrics.no_persons' };
	if (items < 1) return { ok: false, code: 'psychometrics.no_items' };
	const fault = optionFault(options, optionScores);
	if (fault !== undefined) return fault;
	const scores = new Int8Array(choices.length);
	const maxScores = Int8Array.from(optionScores, (worth) => Math.max(...worth));
	for (let at = 0; at < choices.length; at++) {
		const item = at % items;
		const choice = choices[at]!;
		if (choice < missing || choice >= optionCounts[item]!) {
			const row = (at - item) / items;
			return { ok: false, code: 'psychometrics.bad_score', row, item, value: choice };
		}
		scores[at] = choice === missing ? (blank ?? missing) : optionScores[item]![choice]!;
	}
	return { ok: true, matrix: { persons, items, scores, maxScores } };
}

function optionFault(options: OptionMatrix, optionScores: OptionScores): TableFault | undefined {
	const { persons, items, choices, optionCounts } = options;
	for (const [expected, found] of [
		[items, optionScores.length],
		[items, optionCounts.length],
		[persons * items, choices.length],
	] as const) {
		if (expected !== found) {
			return { ok: false, code: 'psychometrics.wrong_length', expected, found };
		}
	}
	for (const [item, worth] of optionScores.entries()) {
		const value = worth.find((w) => !Number.isInteger(w) || w < 0 || w > highestScore);
		if (value !== undefined) return { ok: false, code: 'psychometrics.bad_key', item, value };
		if (worth.length !== optionCounts[item] || Math.max(...worth) < 1) {
			return { ok: false, code: 'psychometrics.bad_key', item, value: worth.length };
		}
	}
	return undefined;
}
