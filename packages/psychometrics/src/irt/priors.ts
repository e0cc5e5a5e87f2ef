/** Lognormal prior of slopes: ln a ~ N(`mean`, `sd`²). */
export interface SlopePrior {
	readonly mean: number;
	readonly sd: number;
}

/** Beta prior of the lower asymptote c; compulsory, since a likelihood without it often has no peak. */
export interface GuessingPrior {
	readonly alpha: number;
	readonly beta: number;
}

/** The default, with mode .2: worth some twenty persons who know nothing. */
export const guessingPrior: GuessingPrior = { alpha: 5, beta: 17 };

const smallestSlope = 1e-3;

/** Log density of the slope prior with its derivatives by a; held back from a ≤ 0. */
export function slopePriorTerms(slope: number, { mean, sd }: SlopePrior) {
	const a = Math.max(slope, smallestSlope);
	const z = (Math.log(a) - mean) / (sd * sd);
	return {
		value: -Math.log(a) - 0.5 * z * z * sd * sd,
		first: (-1 - z) / a,
		// Where the density is not log-concave its curvature would spoil Newton's step.
		second: Math.min(0, (1 + z - 1 / (sd * sd)) / (a * a)),
	};
}

/** Log density of the prior of c = 1/(1 + e^−g), without its constant, with derivatives by g. */
export function guessingPriorTerms(logit: number, { alpha, beta }: GuessingPrior) {
	const c = 1 / (1 + Math.exp(-logit));
	return {
		value: (alpha - 1) * Math.log(c) + (beta - 1) * Math.log1p(-c),
		first: (alpha - 1) * (1 - c) - (beta - 1) * c,
		second: -(alpha + beta - 2) * c * (1 - c),
	};
}
