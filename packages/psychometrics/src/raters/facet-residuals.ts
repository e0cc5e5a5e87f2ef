import type { FacetFit } from './facet-em.ts';
import { cellOf, logPriors, posteriorOf } from './facet-posterior.ts';
import type { Ratings } from './ratings.ts';

/** Mean squares of residuals over the posterior: 1 where the ratings are as noisy as the model. */
export interface FacetMeanSquares {
	readonly ratings: number;
	/** Weighted by information. Under 1: too regular; over 1: noise that the model does not know. */
	readonly infit: number;
	/** Unweighted: answers to surprises far from the person's measure. */
	readonly outfit: number;
	/** Wilson–Hilferty transforms, about standard normal under the model. */
	readonly infitZ: number;
	readonly outfitZ: number;
}

interface Sums {
	count: number;
	squares: number;
	variance: number;
	standardised: number;
	/** Of the squares, and of the standardised squares. */
	squaresVariance: number;
	standardisedVariance: number;
}

/**
 * Infit and outfit by rater, by criterion and by person. Expectations are taken over each person's
 * posterior, so that the mean squares have expectation 1 under the model; plugging in one estimate
 * of the person would make them too small (Wu 1997).
 */
export function facetResiduals(
	ratings: Ratings,
	group: ArrayLike<number>,
	{ parameters, tables, people }: FacetFit,
) {
	const { nodes, expected, variance, fourth } = tables;
	const priors = logPriors(parameters, nodes);
	const posterior = new Float64Array(nodes.length);
	const of = {
		raters: emptySums(ratings.raters),
		criteria: emptySums(ratings.criteria),
		persons: emptySums(ratings.persons),
	};
	for (let n = 0; n < ratings.persons; n++) {
		posteriorOf(ratings, people, tables, priors[group[n]!]!, n, posterior);
		for (let at = people.start[n]!; at < people.start[n + 1]!; at++) {
			const rating = people.order[at]!;
			const one = emptySums(1)[0]!;
			one.count = 1;
			const start = cellOf(ratings, rating) * nodes.length;
			for (let q = 0; q < nodes.length; q++) {
				const weight = posterior[q]!;
				const [v, c] = [variance[start + q]!, fourth[start + q]!];
				const residual = ratings.score[rating]! - expected[start + q]!;
				one.squares += weight * residual * residual;
				one.variance += weight * v;
				one.squaresVariance += weight * (c - v * v);
				if (v < 1e-12) continue;
				one.standardised += (weight * residual * residual) / v;
				one.standardisedVariance += weight * (c / (v * v) - 1);
			}
			add(of.raters[ratings.rater[rating]!]!, one);
			add(of.criteria[ratings.criterion[rating]!]!, one);
			add(of.persons[n]!, one);
		}
	}
	return {
		raters: of.raters.map(meanSquaresOf),
		criteria: of.criteria.map(meanSquaresOf),
		persons: of.persons.map(meanSquaresOf),
	};
}

function emptySums(count: number): Sums[] {
	return Array.from({ length: count }, () => ({
		count: 0,
		squares: 0,
		variance: 0,
		standardised: 0,
		squaresVariance: 0,
		standardisedVariance: 0,
	}));
}

function add(sums: Sums, one: Sums): void {
	sums.count += one.count;
	sums.squares += one.squares;
	sums.variance += one.variance;
	sums.standardised += one.standardised;
	sums.squaresVariance += one.squaresVariance;
	sums.standardisedVariance += one.standardisedVariance;
}

function meanSquaresOf(sums: Sums): FacetMeanSquares {
	const infit = sums.squares / sums.variance;
	const outfit = sums.standardised / sums.count;
	return {
		ratings: sums.count,
		infit,
		outfit,
		infitZ: wilsonHilferty(infit, Math.sqrt(sums.squaresVariance) / sums.variance),
		outfitZ: wilsonHilferty(outfit, Math.sqrt(sums.standardisedVariance) / sums.count),
	};
}

/** Cube-root transform of a mean square with standard deviation `sd` (Wright & Masters 1982, p. 100). */
function wilsonHilferty(meanSquare: number, sd: number): number {
	return sd === 0 ? 0 : (Math.cbrt(meanSquare) - 1) * (3 / sd) + sd / 3;
}
