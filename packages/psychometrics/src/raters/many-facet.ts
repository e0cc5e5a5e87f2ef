import type { Refusal } from '../data/index.ts';
import { normalTwoSided } from '../distributions/index.ts';
import { invert, solveSymmetric } from '../linear/index.ts';
import {
	addConstraints,
	fitFacets,
	layoutOf,
	type FacetEmOptions,
	type FacetFit,
	type FacetLayout,
} from './facet-em.ts';
import { facetInformation } from './facet-information.ts';
import { facetResiduals, type FacetMeanSquares } from './facet-residuals.ts';
import { checkRatings, type Ratings, type RatingsRefusal } from './ratings.ts';

export interface ManyFacetOptions extends Partial<FacetEmOptions> {
	/** Group of each person, from 0: groups have means of their own, and raters are tested for them. */
	readonly groups?: ArrayLike<number>;
}

/** A rater or a criterion, in logits. */
export interface FacetElement extends FacetMeanSquares {
	/** Severity of a rater (they sum to 0), difficulty of a criterion. */
	readonly measure: number;
	readonly standardError: number;
}

export interface RatedPerson extends FacetMeanSquares {
	/** Posterior mean, in logits, and its standard deviation. */
	readonly measure: number;
	readonly standardDeviation: number;
	/** Mean score that raters of severity 0 would be expected to give over all criteria. */
	readonly fairScore: number;
	/** Mean of the scores given. */
	readonly rawScore: number;
}

export interface RaterGroupBias {
	readonly rater: number;
	readonly group: number;
	/** Severity towards this group beyond that towards the others, in logits. */
	readonly bias: number;
	readonly standardError: number;
	/** Two-sided. Hold false discoveries over all raters and groups (`falseDiscoveries`). */
	readonly p: number;
}

export interface ManyFacetFit {
	readonly ok: true;
	readonly raters: readonly FacetElement[];
	readonly criteria: readonly FacetElement[];
	readonly persons: readonly RatedPerson[];
	/** Threshold of each score against the one below, summing to 0. */
	readonly thresholds: readonly number[];
	/** Standard deviation of the persons, and the means of the groups beside the first. */
	readonly spread: number;
	readonly groupMeans: readonly number[];
	/** Share of the persons' variance that is not error: 1 − mean(sd²)/σ². */
	readonly reliability: number;
	/** χ² of all severities being equal, its degrees of freedom are raters − 1. */
	readonly severityChiSquare: number;
	/** For every rater and group with ratings inside and outside the group; empty without groups. */
	readonly groupBias: readonly RaterGroupBias[];
	readonly logLikelihood: number;
	readonly iterations: number;
}

export type ManyFacetRefusal =
	| RatingsRefusal
	| (Refusal & { readonly code: 'psychometrics.bad_group'; readonly person: number })
	| (Refusal & { readonly code: 'psychometrics.not_converged'; readonly iterations: number })
	/** The ratings do not determine the severities: the information is not positive definite. */
	| (Refusal & { readonly code: 'psychometrics.not_identified' });

const defaults = { tolerance: 1e-5, maxIterations: 1000 };

/**
 * Many-facet Rasch model (Linacre 1989) of ratings of persons by raters on criteria with one rating
 * scale: ln(P_k/P_{k−1}) = θ_n − δ_c − λ_j − τ_k, θ normal, by marginal maximum likelihood. Severity
 * λ_j with its standard error (Louis 1982), infit and outfit, expected fair scores, and for groups
 * the bias of each rater (score test with one step of Newton).
 *
 * Connection is checked first: raters of panels without a common person cannot be compared, and the
 * prior would hide it. Anchor such panels by persons that all rate, or read them apart.
 *
 * Checked: with one rater and scores 0 and 1 it is the Rasch model, and gives LSAT7 as `ltm` does;
 * recovery of severities without inflation, of thresholds, difficulties and spread from simulated
 * panels; standard errors against the errors made. Not for fewer than about thirty ratings a rater,
 * nor for raters who agreed among themselves: shared judgments are not independent.
 */
export function manyFacet(
	ratings: Ratings,
	{ groups, ...options }: ManyFacetOptions = {},
): ManyFacetFit | ManyFacetRefusal {
	const fault = checkRatings(ratings);
	if (fault !== undefined) return fault;
	const group = groups ?? new Uint8Array(ratings.persons);
	const count = groupCount(group, ratings.persons);
	if (typeof count !== 'number') return count;
	const layout = layoutOf(ratings, count);
	const fit = fitFacets(ratings, group, count, { ...defaults, ...options });
	if (!fit.converged) {
		return { ok: false, code: 'psychometrics.not_converged', iterations: fit.iterations };
	}
	const { information } = facetInformation(ratings, group, layout, fit);
	addConstraints(layout, information, layout.size);
	const covariance = invert(information, layout.size);
	if (covariance === undefined) return { ok: false, code: 'psychometrics.not_identified' };
	return report(ratings, group, layout, fit, information, covariance);
}

/** Groups are numbered without gaps; each has a person. */
function groupCount(group: ArrayLike<number>, persons: number): number | ManyFacetRefusal {
	let highest = 0;
	for (let n = 0; n < Math.max(persons, group.length); n++) {
		const value = group[n];
		if (n >= persons || value === undefined || !Number.isInteger(value) || value < 0) {
			return { ok: false, code: 'psychometrics.bad_group', person: n };
		}
		highest = Math.max(highest, value);
	}
	const used = new Set(Array.from(group));
	if (used.size === highest + 1) return highest + 1;
	return { ok: false, code: 'psychometrics.bad_group', person: Array.from(group).indexOf(highest) };
}

function report(
	ratings: Ratings,
	group: ArrayLike<number>,
	layout: FacetLayout,
	fit: FacetFit,
	information: Float64Array,
	covariance: Float64Array,
): ManyFacetFit {
	const { difficulty, severity, thresholds, spread, means } = fit.parameters;
	const residuals = facetResiduals(ratings, group, fit);
	const errorAt = (at: number) =>
		Math.sqrt(covariance[at * layout.size + at]! - constraintShare(layout, at));
	const errorVariance = fit.measureSd.reduce((sum, sd) => sum + sd * sd, 0) / ratings.persons;
	return {
		ok: true,
		raters: Array.from(severity, (measure, j) => ({
			measure,
			standardError: errorAt(layout.criteria + j),
			...residuals.raters[j]!,
		})),
		criteria: Array.from(difficulty, (measure, c) => ({
			measure,
			standardError: errorAt(c),
			...residuals.criteria[c]!,
		})),
		persons: personsOf(ratings, fit, residuals.persons),
		thresholds: [...thresholds],
		spread,
		groupMeans: [...means],
		reliability: 1 - errorVariance / (spread * spread),
		severityChiSquare: severityChiSquare(layout, severity, covariance),
		groupBias: layout.groups < 2 ? [] : groupBias(ratings, group, layout, fit, information),
		logLikelihood: fit.logLikelihood,
		iterations: fit.iterations,
	};
}

/**
 * What the added constraints put into the inverse: v vᵀ/(c·v)² for each of the two shifts v along
 * which the likelihood is flat (severities, or thresholds, up by 1 and difficulties down by 1).
 */
function constraintShare({ criteria, raters, steps, facets }: FacetLayout, at: number): number {
	const bySeverity = 1 / (raters * raters);
	const byThreshold = 1 / (steps * steps);
	if (at < criteria) return bySeverity + byThreshold;
	if (at < criteria + raters) return bySeverity;
	return at < facets ? byThreshold : 0;
}

/** λᵀ C⁺ λ over all but the last rater, which the others determine. */
function severityChiSquare(
	layout: FacetLayout,
	severity: Float64Array,
	covariance: Float64Array,
): number {
	const free = layout.raters - 1;
	if (free === 0) return 0;
	const block = new Float64Array(free * free);
	for (let i = 0; i < free; i++) {
		for (let j = 0; j < free; j++) {
			const at = (layout.criteria + i) * layout.size + layout.criteria + j;
			block[i * free + j] = covariance[at]! - 1 / (layout.raters * layout.raters);
		}
	}
	const weighted = solveSymmetric(block, severity.slice(0, free));
	return weighted?.reduce((sum, value, at) => sum + value * severity[at]!, 0) ?? 0;
}

function personsOf(
	ratings: Ratings,
	fit: FacetFit,
	meanSquares: readonly FacetMeanSquares[],
): readonly RatedPerson[] {
	const { difficulty, thresholds } = fit.parameters;
	const sums = new Float64Array(ratings.persons);
	for (let at = 0; at < ratings.score.length; at++) {
		sums[ratings.person[at]!]! += ratings.score[at]!;
	}
	return meanSquares.map((squares, n) => ({
		measure: fit.measure[n]!,
		standardDeviation: fit.measureSd[n]!,
		fairScore:
			difficulty.reduce(
				(sum, delta) => sum + expectedScore(fit.measure[n]! - delta, thresholds),
				0,
			) / difficulty.length,
		rawScore: sums[n]! / squares.ratings,
		...squares,
	}));
}

function expectedScore(eta: number, thresholds: Float64Array): number {
	let [logit, highest] = [0, 0];
	const logits = [0];
	for (const threshold of thresholds) {
		logit += eta - threshold;
		logits.push(logit);
		highest = Math.max(highest, logit);
	}
	let [sum, weighted] = [0, 0];
	for (const [k, value] of logits.entries()) {
		const share = Math.exp(value - highest);
		sum += share;
		weighted += k * share;
	}
	return weighted / sum;
}

/** Rao's (1948) score test of a shift for one rater and one group, everything else being free. */
function groupBias(
	ratings: Ratings,
	group: ArrayLike<number>,
	layout: FacetLayout,
	fit: FacetFit,
	information: Float64Array,
): readonly RaterGroupBias[] {
	const found: RaterGroupBias[] = [];
	for (let rater = 0; rater < layout.raters; rater++) {
		const rated = new Set<number>();
		for (let at = 0; at < ratings.rater.length; at++) {
			if (ratings.rater[at] === rater) rated.add(ratings.person[at]!);
		}
		for (let g = 0; g < layout.groups; g++) {
			const persons = [...rated].filter((n) => group[n] === g);
			if (persons.length === 0 || persons.length === rated.size) continue;
			const applies = (rating: number) => ratings.rater[rating] === rater;
			const own = facetInformation(ratings, group, layout, fit, { applies, persons });
			const last = own.size - 1;
			const cross = own.information.slice(last * own.size, last * own.size + last);
			const through = solveSymmetric(information, cross);
			if (through === undefined) continue;
			const explained = through.reduce((sum, value, at) => sum + value * cross[at]!, 0);
			const left = own.information[last * own.size + last]! - explained;
			// Nothing is left where the rater's other ratings say nothing about the rest.
			if (!(left > 1e-9)) continue;
			const bias = own.score[last]! / left;
			const standardError = 1 / Math.sqrt(left);
			found.push({ rater, group: g, bias, standardError, p: normalTwoSided(bias / standardError) });
		}
	}
	return found;
}
