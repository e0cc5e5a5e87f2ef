import type { ResponseMatrix } from '../data/index.ts';
import { chiSquareUpperTail, normalUpperTail } from '../distributions/index.ts';
import { makeCurves, type ItemParameters } from '../irt/index.ts';
import { adjustedP } from '../multiple-testing/index.ts';
import {
	scoreAbilities,
	type ScoreOptions,
	type ScoreStatus,
	type ScoringRefusal,
} from '../scoring/index.ts';
import { fitSums, type FitSums } from './log-likelihood.ts';

/** Estimates that leave a likelihood equation to correct for; EAP leaves none. */
export type FitMethod = 'ML' | 'MAP' | 'WLE';

export interface PersonFit {
	/** `nothing_to_judge`: one answer, or items whose answers cannot surprise at this ability. */
	readonly status: ScoreStatus | 'nothing_to_judge';
	readonly ability: number | null;
	readonly answered: number;
	/** Drasgow, Levine & Williams; too narrow where θ is estimated, so without a p. */
	readonly lz: number | null;
	/** Snijders; about N(0, 1) for answers that fit. Low = answers surprise the model. */
	readonly lzStar: number | null;
	/** P(lz* as low as this or lower | the person answers by the model). */
	readonly p: number | null;
	/** Benjamini–Hochberg over all persons with a p. */
	readonly adjustedP: number | null;
}

export interface PersonFitReport {
	readonly ok: true;
	readonly method: FitMethod;
	readonly persons: readonly PersonFit[];
}

/**
 * Lower tail of a sum with this standardised value and skewness. The sum is skewed to the left, so
 * the normal tail is too small where it matters: a χ² is laid through the first three moments
 * (Molenaar & Hoijtink 1990, p. 96).
 */
function lowerTail(z: number, skewness: number): number {
	if (skewness > -1e-4) return normalUpperTail(-z);
	const degrees = 8 / (skewness * skewness);
	return chiSquareUpperTail(degrees - z * Math.sqrt(2 * degrees), degrees);
}

type Unadjusted = Omit<PersonFit, 'adjustedP'>;

function judged(sums: FitSums, ability: number, balance: number): Unadjusted {
	const { surplus, variance, projection, projectedVariance, projectedThird, answered } = sums;
	// Below a share of lz's own variance nothing is left once θ is fitted: one item, or two alike.
	if (!(projectedVariance > 1e-9 * variance) || answered < 2) {
		const none = { lz: null, lzStar: null, p: null };
		return { status: 'nothing_to_judge', ability, answered, ...none };
	}
	const lzStar = (surplus + projection * balance) / Math.sqrt(projectedVariance);
	const skewness = projectedThird / (projectedVariance * Math.sqrt(projectedVariance));
	return {
		status: 'estimated',
		ability,
		answered,
		lz: surplus / Math.sqrt(variance),
		lzStar,
		p: lowerTail(lzStar, skewness),
	};
}

/** r₀ of Snijders: what the estimate adds to the likelihood equation. */
function balanceOf(
	method: FitMethod,
	sums: FitSums,
	ability: number,
	prior: { readonly mean: number; readonly sd: number },
): number {
	if (method === 'ML') return 0;
	return method === 'WLE' ? sums.warm : (prior.mean - ability) / (prior.sd * prior.sd);
}

function withAdjusted(persons: readonly Unadjusted[]): PersonFit[] {
	const tested = persons.filter(({ p }) => p !== null);
	const adjusted = adjustedP(Float64Array.from(tested, ({ p }) => p ?? 1));
	let next = 0;
	return persons.map((person) => ({
		...person,
		adjustedP: person.p === null ? null : adjusted[next++]!,
	}));
}

/**
 * lz and lz* of every person, answers of any number of categories, missing ones left out.
 *
 *   lz  = (l₀ − E l₀)/√Var l₀ at θ̂, l₀ = Σ ln P(x) (Drasgow, Levine & Williams 1985)
 *   lz* = (l₀ − E l₀ + c_n·r₀)/√Σ Var w̃, w̃ = ln P − c_n·P′/P, c_n = Σ P′ ln P / Σ P′²/P,
 *         r₀ = 0 for ML, (μ − θ̂)/σ² for MAP, J/2I for WLE
 *         (Snijders 2001; Magis, Raîche & Béland 2012; any number of categories, Sinharay 2016)
 *
 * p is the lower tail by a three-moment χ². Checked: the formula for two categories written out;
 * null simulations at or under the nominal rate. Not with EAP scores, whose equation is no
 * likelihood equation. Item parameters count as known. Low fit says that answers surprise the
 * model (guessing, a misread block, help on hard items, another language), not why.
 */
export function personFit(
	matrix: ResponseMatrix,
	items: readonly ItemParameters[],
	method: FitMethod,
	{ prior = { mean: 0, sd: 1 } }: ScoreOptions = {},
): PersonFitReport | ScoringRefusal {
	const scores = scoreAbilities(matrix, items, method, { prior });
	if (!scores.ok) return scores;
	const curves = makeCurves(128);
	const persons = scores.persons.map(({ status, ability }, p): Unadjusted => {
		const answers = matrix.scores.subarray(p * matrix.items, (p + 1) * matrix.items);
		if (ability === null) {
			const answered = answers.reduce((n, answer) => n + (answer < 0 ? 0 : 1), 0);
			return { status, ability, answered, lz: null, lzStar: null, p: null };
		}
		const sums = fitSums(items, answers, ability, curves);
		return judged(sums, ability, balanceOf(method, sums, ability, prior));
	});
	return { ok: true, method, persons: withAdjusted(persons) };
}
