import type { OptionMatrix } from '../data/index.ts';
import { binomialLogUpperTail } from '../distributions/index.ts';
import { countsOf, faultOf, keyFaultOf, packAnswers, wrongMatchesOf } from './answers.ts';
import type { PairIndex } from './pairs.ts';
import type { SimilarityRefusal } from './refusals.ts';

/**
 * Where the chance to repeat one of the source's wrong answers comes from: the mean of those with as
 * many wrong answers as the copier (`group`: K), or its regression on the share of wrong answers,
 * straight (`linear`: K̄₁) or curved (`quadratic`: K̄₂).
 */
export type KForm = 'group' | 'linear' | 'quadratic';

/** Mean share of the source's wrong answers repeated by persons with 0, 1, 2 … wrong answers. */
interface Groups {
	readonly size: Float64Array;
	readonly mean: Float64Array;
}

function groupsAgainst(shares: Float64Array, wrong: Int32Array, source: number): Groups {
	const count = wrong.reduce((top, w) => Math.max(top, w), 0) + 1;
	const size = new Float64Array(count);
	const mean = new Float64Array(count);
	shares.forEach((share, p) => {
		if (p === source) return;
		size[wrong[p]!]!++;
		mean[wrong[p]!]! += share;
	});
	for (let r = 0; r < count; r++) if (size[r]! > 0) mean[r]! /= size[r]!;
	return { size, mean };
}

/** Least squares of group means on 1, x … x^degree, groups weighted by their persons. */
function regression({ size, mean }: Groups, degree: number): Float64Array {
	const width = degree + 1;
	const rows = Array.from({ length: width }, () => new Float64Array(width + 1));
	const scale = Math.max(1, size.length - 1);
	for (let r = 0; r < size.length; r++) {
		const powers = Array.from({ length: width }, (_, k) => Math.pow(r / scale, k));
		for (let i = 0; i < width; i++) {
			for (let j = 0; j < width; j++) rows[i]![j]! += size[r]! * powers[i]! * powers[j]!;
			rows[i]![width]! += size[r]! * powers[i]! * mean[r]!;
		}
	}
	const beta = solve(rows);
	return Float64Array.from(size, (_, r) =>
		beta.reduce((sum, b, k) => sum + b * Math.pow(r / scale, k), 0),
	);
}

/** Gauss–Jordan; a power that the groups cannot tell apart from lower ones gets coefficient 0. */
function solve(rows: readonly Float64Array[]): Float64Array {
	const width = rows.length;
	for (let i = 0; i < width; i++) {
		const pivot = rows[i]![i]!;
		if (pivot < 1e-9) {
			for (const row of rows) row[i] = 0;
			rows[i]!.fill(0);
			rows[i]![i] = 1;
			continue;
		}
		for (let j = i; j <= width; j++) rows[i]![j]! /= pivot;
		for (let other = 0; other < width; other++) {
			const factor = rows[other]![i]!;
			if (other === i || factor === 0) continue;
			for (let j = i; j <= width; j++) rows[other]![j]! -= factor * rows[i]![j]!;
		}
	}
	return Float64Array.from(rows, (row) => row[width]!);
}

/** p̂ of copiers with 0, 1, 2 … wrong answers, given how many of the source's each one repeats. */
function chancesAgainst(
	counts: Int32Array,
	wrong: Int32Array,
	source: number,
	form: KForm,
): Float64Array {
	const own = wrong[source]!;
	const groups = groupsAgainst(
		Float64Array.from(counts, (m) => m / own),
		wrong,
		source,
	);
	const means = form === 'group' ? groups.mean : regression(groups, form === 'linear' ? 1 : 2);
	// A line may fall to 0 or below where few persons stand: half a repeated answer is the least.
	const margin = 1 / (2 * own);
	return means.map((mean) => Math.min(1 - margin, Math.max(margin, mean)));
}

/**
 * K and its smoothed forms K̄₁ and K̄₂ (Holland 1996; Sotaridona & Meijer 2002), directional: p is
 * the upper binomial tail of the identical wrong answers m among the source's w_s wrong answers,
 * P(X ≥ m), X ~ B(w_s, p̂), p̂ estimated for each source from everybody compared (see `KForm`). A
 * group of one decides p̂ by itself, so K is blind there; the smoothed forms are not. p̂ stays
 * within 1/(2w_s) of 0 and 1: half a repeated answer is owed by everybody.
 *
 * Assumes that a wrong answer of the source is equally likely to be repeated at every item, which
 * errs to the safe side on average (Sotaridona & Meijer 2002). Needs no item model and no ability,
 * but some hundred persons; two wrong answers are compared, so items need three options or more.
 */
export function kIndex(
	options: OptionMatrix,
	key: ArrayLike<number>,
	form: KForm,
): PairIndex | SimilarityRefusal {
	const fault = faultOf(options) ?? keyFaultOf(options, key);
	if (fault !== undefined) return fault;
	const { persons } = options;
	const answers = packAnswers(options, key);
	const wrong = Int32Array.from({ length: persons }, (_, p) => countsOf(answers, p).wrong);
	const repeated = (source: number, copier: number) => wrongMatchesOf(answers, source, copier);
	const countsAgainst = (source: number) => Int32Array.from(wrong, (_, p) => repeated(source, p));
	return {
		persons,
		directional: true,
		against: (source) => {
			const own = wrong[source]!;
			if (own === 0) return () => 0;
			const counts = countsAgainst(source);
			const chances = chancesAgainst(counts, wrong, source, form);
			// Copiers with as many wrong answers and as many of them repeated share one tail.
			const tails = new Float64Array(chances.length * (own + 1)).fill(NaN);
			return (copier) => {
				const group = wrong[copier]!;
				const at = group * (own + 1) + counts[copier]!;
				if (Number.isNaN(tails[at])) {
					tails[at] = binomialLogUpperTail(counts[copier]!, own, chances[group]!);
				}
				return tails[at]!;
			};
		},
		matches: repeated,
		expectation: (source, copier) => {
			const own = wrong[source]!;
			if (own === 0) return { mean: 0, deviation: 0 };
			const chance = chancesAgainst(countsAgainst(source), wrong, source, form)[wrong[copier]!]!;
			return { mean: own * chance, deviation: Math.sqrt(own * chance * (1 - chance)) };
		},
	};
}
