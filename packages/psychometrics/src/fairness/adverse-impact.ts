import type { Refusal } from '../data/index.ts';
import {
	chiSquareUpperQuantile,
	logChoose,
	normalTwoSided,
	normalUpperQuantile,
} from '../distributions/index.ts';
import type { CountRefusal, Share } from '../survey/index.ts';
import { badCount } from '../survey/refusals.ts';

export type ImpactRefusal =
	| CountRefusal
	/** Nobody, or everybody, was selected: no rate differs from another. */
	| (Refusal & { readonly code: 'psychometrics.no_variance' });

export interface AdverseImpact {
	readonly ok: true;
	readonly focalRate: number;
	readonly referenceRate: number;
	/** Focal rate over reference rate; undefined where nobody of the reference group was selected. */
	readonly ratio: number | undefined;
	/** Limits of the ratio by Koopman's score interval; `ratioHigh` may be infinite. */
	readonly ratioLow: number;
	readonly ratioHigh: number;
	/** Two-sided p of Fisher's exact test. */
	readonly fisherP: number;
	/** Two-sided p of the two-proportion z test with pooled variance. */
	readonly zP: number;
	/** Persons of the focal group who would have to be selected besides, for equal rates, rounded up. */
	readonly shortfall: number;
	/** Ratio under four fifths and Fisher's p under `alpha`: look closer. Neither alone is enough. */
	readonly flagged: boolean;
}

export interface ImpactOptions {
	/** Confidence of the ratio's interval, .95 unless said. */
	readonly confidence?: number;
	/** Level of Fisher's test for `flagged`, .05 unless said. */
	readonly alpha?: number;
	/** Ratio under which an impact counts as adverse, .8 unless said (29 CFR 1607.4 D). */
	readonly threshold?: number;
}

/**
 * Adverse impact of a selection on a focal group beside a reference group, each given as selected
 * (`count`) of applicants (`of`): the ratio of selection rates with Koopman's (1984) score interval,
 * Fisher's exact test (two-sided, by the sum of tables no likelier than this one), the two-proportion
 * z test, and the shortfall.
 *
 * Checked: Koopman's 36 of 40 against 16 of 80, 2.94 to 7.15; Fisher's lady tasting tea, p = .4857.
 * A monitoring signal, not a legal test in Indonesia, and weak in small vacancies: the interval
 * shows how weak. With many groups or vacancies, hold false discoveries (`falseDiscoveries`).
 */
export function adverseImpact(
	focal: Share,
	reference: Share,
	{ confidence = 0.95, alpha = 0.05, threshold = 0.8 }: ImpactOptions = {},
): AdverseImpact | ImpactRefusal {
	const refused = badCount(focal.count, focal.of) ?? badCount(reference.count, reference.of);
	if (refused !== undefined) return refused;
	const [selected, all] = [focal.count + reference.count, focal.of + reference.of];
	if (selected === 0 || selected === all) return { ok: false, code: 'psychometrics.no_variance' };
	const focalRate = focal.count / focal.of;
	const referenceRate = reference.count / reference.of;
	const ratio = referenceRate === 0 ? undefined : focalRate / referenceRate;
	const pooled = selected / all;
	const error = Math.sqrt(pooled * (1 - pooled) * (1 / focal.of + 1 / reference.of));
	const fisherP = fisherExact(focal, reference);
	const limit = chiSquareUpperQuantile(1 - confidence, 1);
	return {
		ok: true,
		focalRate,
		referenceRate,
		ratio,
		ratioLow: lowerRatio(focal, reference, limit),
		ratioHigh: 1 / lowerRatio(reference, focal, limit),
		fisherP,
		zP: normalTwoSided((focalRate - referenceRate) / error),
		shortfall: Math.max(0, Math.ceil(focal.of * referenceRate - focal.count - 1e-9)),
		flagged: ratio !== undefined && ratio < threshold && fisherP < alpha,
	};
}

/**
 * Two-sided p of Fisher's (1935) exact test on two shares: the sum of the hypergeometric
 * probabilities of all tables with the same margins that are no likelier than the one seen.
 */
export function fisherExact(a: Share, b: Share): number {
	const selected = a.count + b.count;
	const logAll = logChoose(a.of + b.of, selected);
	const logP = (count: number) =>
		logChoose(a.of, count) + logChoose(b.of, selected - count) - logAll;
	// Equally likely tables differ in their last digits when computed.
	const seen = logP(a.count) + 1e-7;
	let p = 0;
	for (let n = Math.max(0, selected - b.of); n <= Math.min(a.of, selected); n++) {
		const log = logP(n);
		if (log <= seen) p += Math.exp(log);
	}
	return Math.min(1, p);
}

/**
 * Koopman's (1984) lower limit of p₁/p₂: the smallest ratio that a score test does not reject.
 * @param limit the χ² with one degree of freedom at which it rejects
 */
function lowerRatio(a: Share, b: Share, limit: number): number {
	if (a.count === 0) return 0;
	let [low, high] = [0, a.count / a.of / (Math.max(b.count, 0.5) / b.of)];
	// Without anybody selected in b the statistic falls slowly.
	while (koopman(a, b, high) > limit) high *= 2;
	for (let step = 0; step < 200 && high - low > 1e-12 * high; step++) {
		const middle = (low + high) / 2;
		if (koopman(a, b, middle) > limit) low = middle;
		else high = middle;
	}
	return high;
}

/**
 * The score statistic for p₁/p₂ = φ: Pearson's χ² at the root p₁ of the constrained likelihood
 *, which a group of whom all were selected pushes against 1.
 */
function koopman(a: Share, b: Share, ratio: number): number {
	const all = a.of + b.of;
	const sum = ratio * (a.of + b.count) + a.count + b.of;
	const root = (sum - Math.sqrt(sum * sum - 4 * ratio * all * (a.count + b.count))) / (2 * all);
	const p = Math.min(root, 1, ratio);
	return pearson(a, p) + pearson(b, p / ratio);
}

function pearson({ count, of }: Share, p: number): number {
	const distance = count - of * p;
	return Math.abs(distance) < 1e-9 * of ? 0 : (distance * distance) / (of * p * (1 - p));
}

/** z at which a two-sided test of level 1 − `confidence` rejects. */
export function criticalZ(confidence: number): number {
	return normalUpperQuantile((1 - confidence) / 2);
}
