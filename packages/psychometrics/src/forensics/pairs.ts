import { falseDiscoveries } from '../multiple-testing/index.ts';

/** An index of similarity, ready to judge any pair. */
export interface PairIndex {
	readonly persons: number;
	/** A directional index asks whether `other` copied from `source`: both orders are tests. */
	readonly directional: boolean;
	/** ln p of everybody else against one source. */
	against(source: number): (other: number) => number;
	/** Items answered alike (for K: alike and wrong). */
	matches(source: number, other: number): number;
	/** Mean and standard deviation of that number under independent work. */
	expectation(source: number, other: number): Expectation;
}

export interface Expectation {
	readonly mean: number;
	readonly deviation: number;
}

export interface PairOptions {
	/** Rate of false discoveries over all pairs examined; .01 by default. */
	readonly rate?: number;
	/** Persons; only pairs of the same block (session, room) are examined. −1 = in no pair. */
	readonly blocks?: Int32Array;
	/** Called now and then with the number of pairs judged so far. */
	readonly progress?: (judged: number) => void;
}

export interface SimilarPair {
	/** The source, or for an undirected index the first of the two. */
	readonly source: number;
	readonly other: number;
	readonly matches: number;
	/** Under independent work: (matches − mean)/deviation is what Wollack calls ω. */
	readonly expected: Expectation;
	readonly logP: number;
	/** Found under Benjamini–Yekutieli too, whatever the dependence between pairs. */
	readonly conservative: boolean;
}

export interface SimilarityReport {
	readonly ok: true;
	/** Pairs examined: the number that the control is over. */
	readonly pairs: number;
	readonly rate: number;
	/** Benjamini–Hochberg over all pairs, by ascending p. */
	readonly flagged: readonly SimilarPair[];
	/** How many pairs fell under each level; under the null at most `expected`. */
	readonly levels: readonly { level: number; expected: number; found: number }[];
}

const levels = [0.05, 0.01, 0.001] as const;

/** Persons of each block, in order. */
function blocksOf(persons: number, blocks: Int32Array | undefined): number[][] {
	if (blocks === undefined) return [Array.from({ length: persons }, (_, p) => p)];
	const members = new Map<number, number[]>();
	blocks.forEach((block, p) => {
		if (block < 0) return;
		const own = members.get(block);
		if (own === undefined) members.set(block, [p]);
		else own.push(p);
	});
	return [...members.values()];
}

/**
 * Judges every pair, within blocks if there are any, and holds the rate of false discoveries over
 * all of them: Benjamini & Hochberg (1995), with the line of Benjamini & Yekutieli (2001) beside
 * it. Only p-values up to `rate` are kept, for no other can be rejected.
 */
export function examinePairs(index: PairIndex, options: PairOptions = {}): SimilarityReport {
	const { rate = 0.01, blocks, progress } = options;
	const logLevels = levels.map(Math.log);
	const found = levels.map(() => 0);
	const keepUpTo = Math.log(rate);
	const kept: { source: number; other: number; logP: number }[] = [];
	let pairs = 0;
	for (const members of blocksOf(index.persons, blocks)) {
		for (let i = 0; i < members.length; i++) {
			const source = members[i]!;
			const judge = index.against(source);
			for (let j = index.directional ? 0 : i + 1; j < members.length; j++) {
				if (j === i) continue;
				const other = members[j]!;
				const logP = judge(other);
				pairs++;
				for (let l = 0; l < levels.length && logP <= logLevels[l]!; l++) found[l]!++;
				if (logP <= keepUpTo) kept.push({ source, other, logP });
			}
			progress?.(pairs);
		}
	}
	const logP = Float64Array.from(kept, (pair) => pair.logP);
	const discovered = falseDiscoveries(logP, { rate, tests: pairs }).found;
	const certain = falseDiscoveries(logP, { rate, tests: pairs, dependence: 'any' });
	const flagged = Array.from(discovered, (at, rank) => {
		const { source, other } = kept[at]!;
		const matches = index.matches(source, other);
		const expected = index.expectation(source, other);
		return { ...kept[at]!, matches, expected, conservative: rank < certain.found.length };
	});
	return {
		ok: true,
		pairs,
		rate,
		flagged,
		levels: levels.map((level, l) => ({ level, expected: level * pairs, found: found[l]! })),
	};
}
