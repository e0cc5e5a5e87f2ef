import { missing, type Refusal, type ResponseMatrix } from '../data/index.ts';
import { fUpperQuantile } from '../distributions/index.ts';
import { oneFactor } from './one-factor.ts';
import { moments, scoreSums, type MissingRule, type ScoreSums } from './sums.ts';

/** A sum score whose reliability cannot be asked for. */
export type ReliabilityRefusal =
	| (Refusal & {
			readonly code: 'psychometrics.too_few_persons';
			readonly found: number;
			readonly needed: number;
	  })
	| (Refusal & {
			readonly code: 'psychometrics.too_few_items';
			readonly found: number;
			readonly needed: number;
	  })
	/** Everybody has the same total. */
	| (Refusal & { readonly code: 'psychometrics.no_variance' });

export interface Reliability {
	readonly ok: true;
	readonly persons: number;
	readonly items: number;
	/** Cronbach's α; below 0 where items contradict each other. */
	readonly alpha: number;
	/** Feldt's 95 % interval. */
	readonly alphaLow: number;
	readonly alphaHigh: number;
	/** Standard error of measurement of the total, s_T √(1 − α), in score points. */
	readonly sem: number;
	/** Standard deviation of the total, denominator n − 1. */
	readonly totalSd: number;
}

/**
 * Cronbach's α = k/(k − 1)·(1 − Σs_i²/s_T²) of the sum score, for items with any number of score
 * points, with Feldt's (1965) interval from F with n − 1 and (n − 1)(k − 1) degrees of freedom.
 *
 * Checked: LSAT7 (Bock & Lieberman 1970) α = .453. Not to be used as proof of one dimension; a lower
 * bound of reliability unless all items have the same true-score variance, and no bound at all where
 * errors are correlated (items on one text).
 */
export function reliability(
	matrix: ResponseMatrix,
	{ missing: rule = 'zero' }: { readonly missing?: MissingRule } = {},
): Reliability | ReliabilityRefusal {
	return reliabilityOfSums(scoreSums(matrix, rule));
}

export function reliabilityOfSums(sums: ScoreSums): Reliability | ReliabilityRefusal {
	const items = sums.sum.length;
	const { persons } = sums;
	if (persons < 2) return tooFew('persons', persons, 2);
	if (items < 2) return tooFew('items', items, 2);
	const { variance, total } = moments(sums);
	if (total <= 0) return { ok: false, code: 'psychometrics.no_variance' };
	const within = variance.reduce((a, b) => a + b, 0);
	const alpha = (items / (items - 1)) * (1 - within / total);
	const [between, inside] = [persons - 1, (persons - 1) * (items - 1)];
	return {
		ok: true,
		persons,
		items,
		alpha,
		alphaLow: 1 - (1 - alpha) * fUpperQuantile(0.025, between, inside),
		alphaHigh: 1 - (1 - alpha) * fUpperQuantile(0.975, between, inside),
		sem: Math.sqrt(total * Math.max(0, 1 - alpha)),
		totalSd: Math.sqrt(total),
	};
}

function tooFew(what: 'persons' | 'items', found: number, needed: number): ReliabilityRefusal {
	return { ok: false, code: `psychometrics.too_few_${what}`, found, needed };
}

export interface Omega {
	readonly ok: true;
	/** Share of the sum score's variance that the one factor explains. */
	readonly omega: number;
	/** Loadings and unique variances on the scale of the scores, for the items in `usedItems`. */
	readonly loadings: Float64Array;
	readonly uniquenesses: Float64Array;
	/** Items with variance; constant items add nothing to either part and stand aside. */
	readonly usedItems: readonly number[];
	/** Items whose unique variance went to its floor (Heywood): the model does not hold there. */
	readonly heywood: readonly number[];
}

export type OmegaRefusal =
	| ReliabilityRefusal
	| (Refusal & { readonly code: 'psychometrics.not_converged'; readonly iterations: number });

/**
 * McDonald's (1999) ω = (Σλ)² / ((Σλ)² + Σψ) under one factor fitted to the covariances by maximum
 * likelihood. Equals α where all loadings are equal. Needs three items with variance. Checked: the
 * identity with α on tau-equivalent covariances, and recovery of known loadings.
 *
 * Not for tests of several dimensions (a bifactor ω is another number), and not a substitute for
 * IRT precision with few score points.
 */
export function omega(
	matrix: ResponseMatrix,
	{ missing: rule = 'zero' }: { readonly missing?: MissingRule } = {},
): Omega | OmegaRefusal {
	const sums = scoreSums(matrix, rule);
	if (sums.persons < 2) return tooFew('persons', sums.persons, 2);
	const { variance } = moments(sums);
	const usedItems = [...variance.keys()].filter((item) => variance[item]! > 0);
	if (usedItems.length < 3) return tooFew('items', usedItems.length, 3);
	const fit = oneFactor(itemCovariances(matrix, sums, usedItems), usedItems.length);
	if (!fit.ok) return fit;
	const common = fit.loadings.reduce((a, b) => a + b, 0);
	const unique = fit.uniquenesses.reduce((a, b) => a + b, 0);
	return {
		ok: true,
		omega: (common * common) / (common * common + unique),
		loadings: fit.loadings,
		uniquenesses: fit.uniquenesses,
		usedItems,
		heywood: fit.heywood.map((at) => usedItems[at]!),
	};
}

/** Covariance matrix (k × k, row-major, denominator n − 1) of the items in `used`. */
function itemCovariances(
	{ items, scores }: ResponseMatrix,
	sums: ScoreSums,
	used: readonly number[],
): Float64Array {
	const k = used.length;
	const products = new Float64Array(k * k);
	const row = new Float64Array(k);
	for (const [person, total] of sums.totals.entries()) {
		if (total < 0) continue;
		for (let i = 0; i < k; i++) {
			const score = scores[person * items + used[i]!]!;
			row[i] = score === missing ? 0 : score;
		}
		for (let i = 0; i < k; i++) {
			const x = row[i]!;
			if (x === 0) continue;
			for (let j = 0; j <= i; j++) products[i * k + j] = products[i * k + j]! + x * row[j]!;
		}
	}
	const n = sums.persons;
	for (let i = 0; i < k; i++) {
		for (let j = 0; j <= i; j++) {
			const [x, y] = [sums.sum[used[i]!]!, sums.sum[used[j]!]!];
			const value = (n * products[i * k + j]! - x * y) / (n * (n - 1));
			products[i * k + j] = value;
			products[j * k + i] = value;
		}
	}
	return products;
}
