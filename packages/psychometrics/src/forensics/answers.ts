import type { OptionMatrix } from '../data/index.ts';
import type { SimilarityRefusal } from './refusals.ts';

/**
 * Answers as bits, 32 items a word, so that two persons are compared by a few operations a word.
 * A person's words follow each other: for each word the planes of the option's number, then who
 * answered, then who answered right.
 */
export interface PackedAnswers {
	readonly persons: number;
	readonly words: number;
	readonly planes: number;
	readonly stride: number;
	readonly bits: Int32Array;
}

/** The first thing that keeps these answers and abilities from being compared. */
export function faultOf(
	{ persons, items, choices, optionCounts }: OptionMatrix,
	theta?: Float64Array,
): SimilarityRefusal | undefined {
	for (const [expected, found] of [
		[persons * items, choices.length],
		[items, optionCounts.length],
		[persons, theta?.length ?? persons],
	] as const) {
		if (expected !== found) {
			return { ok: false, code: 'psychometrics.wrong_length', expected, found };
		}
	}
	if (persons < 2) return { ok: false, code: 'psychometrics.too_few_persons', persons };
	for (let at = 0; at < choices.length; at++) {
		const value = choices[at]!;
		const item = at % items;
		if (value < -1 || value >= optionCounts[item]!) {
			return { ok: false, code: 'psychometrics.bad_score', row: (at - item) / items, item, value };
		}
	}
	const person = theta?.findIndex((value) => !Number.isFinite(value)) ?? -1;
	return person < 0 ? undefined : { ok: false, code: 'psychometrics.ability_missing', person };
}

/** A key that names one option of every item. */
export function keyFaultOf(
	{ items, optionCounts }: OptionMatrix,
	key: ArrayLike<number>,
): SimilarityRefusal | undefined {
	if (key.length !== items) {
		return { ok: false, code: 'psychometrics.wrong_length', expected: items, found: key.length };
	}
	for (let item = 0; item < items; item++) {
		const value = key[item]!;
		if (!Number.isInteger(value) || value < 0 || value >= optionCounts[item]!) {
			return { ok: false, code: 'psychometrics.bad_key', item, value };
		}
	}
	return undefined;
}

/** Packs answers; without a key nobody counts as right. */
export function packAnswers(options: OptionMatrix, key?: ArrayLike<number>): PackedAnswers {
	const { persons, items, choices, optionCounts } = options;
	const words = Math.ceil(items / 32);
	const planes = Math.max(1, Math.ceil(Math.log2(Math.max(2, ...optionCounts))));
	const stride = words * (planes + 2);
	const bits = new Int32Array(persons * stride);
	for (let p = 0; p < persons; p++) {
		for (let i = 0; i < items; i++) {
			const choice = choices[p * items + i]!;
			if (choice < 0) continue;
			const at = p * stride + Math.floor(i / 32) * (planes + 2);
			const bit = 1 << (i % 32);
			for (let plane = 0; plane < planes; plane++) {
				if ((choice >> plane) & 1) bits[at + plane]! |= bit;
			}
			bits[at + planes]! |= bit;
			if (key?.[i] === choice) bits[at + planes + 1]! |= bit;
		}
	}
	return { persons, words, planes, stride, bits };
}

/** Number of ones among 32 bits. */
function ones(word: number): number {
	let x = word - ((word >>> 1) & 0x55555555);
	x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
	return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Items that both answered alike. */
export function matchesOf(answers: PackedAnswers, a: number, b: number): number {
	const { words, planes, stride, bits } = answers;
	let [i, j, count] = [a * stride, b * stride, 0];
	for (let word = 0; word < words; word++) {
		let differing = 0;
		for (let plane = 0; plane < planes; plane++) differing |= bits[i++]! ^ bits[j++]!;
		count += ones(~differing & bits[i]! & bits[j]!);
		i += 2;
		j += 2;
	}
	return count;
}

/** Items that both answered alike and wrong. */
export function wrongMatchesOf(answers: PackedAnswers, a: number, b: number): number {
	const { words, planes, stride, bits } = answers;
	let [i, j, count] = [a * stride, b * stride, 0];
	for (let word = 0; word < words; word++) {
		let differing = 0;
		for (let plane = 0; plane < planes; plane++) differing |= bits[i++]! ^ bits[j++]!;
		count += ones(~differing & bits[i]! & bits[j]! & ~bits[i + 1]!);
		i += 2;
		j += 2;
	}
	return count;
}

/** Items that a person answered, and those answered wrong. */
export function countsOf(answers: PackedAnswers, person: number): { given: number; wrong: number } {
	const { words, planes, stride, bits } = answers;
	let [given, right] = [0, 0];
	for (let word = 0; word < words; word++) {
		const at = person * stride + word * (planes + 2) + planes;
		given += ones(bits[at]!);
		right += ones(bits[at + 1]!);
	}
	return { given, wrong: given - right };
}
