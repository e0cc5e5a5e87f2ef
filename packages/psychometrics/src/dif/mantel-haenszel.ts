import { chiSquareUpperTail } from '../distributions/index.ts';
import { etsClass, type EtsClass } from './classes.ts';
import type { StratumTable } from './strata.ts';
import type { DifRefusal } from './refusals.ts';

export interface MantelHaenszel {
	readonly ok: true;
	/** One degree of freedom. */
	readonly chiSquare: number;
	readonly p: number;
	/** Common odds ratio α; above 1 the item is easier for the reference group. */
	readonly oddsRatio: number;
	/** Variance of ln α. */
	readonly logOddsVariance: number;
	/** MH D-DIF, −2.35 ln α, on the ETS delta scale; negative: harder for the focal group. */
	readonly delta: number;
	readonly deltaError: number;
	readonly class: EtsClass;
}

interface Sums {
	difference: number;
	variance: number;
	concordant: number;
	discordant: number;
}

/** A stratum that compares: reference right and wrong, focal right and wrong, all together. */
interface FourFold {
	readonly a: number;
	readonly b: number;
	readonly c: number;
	readonly d: number;
	readonly n: number;
}

/** Strata in which both groups occur; the others say nothing about a difference. */
function fourFolds(table: StratumTable): FourFold[] {
	const folds: FourFold[] = [];
	for (let k = 0; k < table.strata; k++) {
		const b = table.counts[k * 4]!;
		const a = table.counts[k * 4 + 1]!;
		const d = table.counts[k * 4 + 2]!;
		const c = table.counts[k * 4 + 3]!;
		if (a + b > 0 && c + d > 0) folds.push({ a, b, c, d, n: a + b + c + d });
	}
	return folds;
}

/** ΣA − ΣE, ΣV, ΣAD/T and ΣBC/T. */
function sums(folds: readonly FourFold[]): Sums {
	const total: Sums = { difference: 0, variance: 0, concordant: 0, discordant: 0 };
	for (const { a, b, c, d, n } of folds) {
		total.difference += a - ((a + b) * (a + c)) / n;
		total.variance += ((a + b) * (c + d) * (a + c) * (b + d)) / (n * n * (n - 1));
		total.concordant += (a * d) / n;
		total.discordant += (b * c) / n;
	}
	return total;
}

/** Phillips & Holland (1987), the estimator that Robins, Breslow & Greenland derived too. */
function varianceOfLog(folds: readonly FourFold[], oddsRatio: number, concordant: number): number {
	let sum = 0;
	for (const { a, b, c, d, n } of folds) {
		sum += ((a * d + oddsRatio * b * c) * (a + d + oddsRatio * (b + c))) / (n * n);
	}
	return sum / (2 * concordant * concordant);
}

/**
 * Mantel–Haenszel DIF of an item with two scores for one focal group (Holland & Thayer 1988).
 * In stratum k, reference right A and wrong B, focal right C and wrong D, T in all:
 *
 *   α = Σ A D / T ÷ Σ B C / T,  χ² = (|ΣA − ΣE(A)| − ½)² / ΣV(A),  Δ = −2.35 ln α
 *
 * χ² with the continuity correction of Mantel & Haenszel (1959); var(ln α) as Phillips & Holland
 * (1987, Biometrics 43, 425–431); class by `etsClass`.
 *
 * Checked: `verbal` of difR, items 1 and 6, χ², α, Δ and var(ln α) to four decimals; UC Berkeley
 * admissions, α .9047. Not for DIF that changes its sign along the scale (see `logisticDif`), nor
 * where the matching score itself measures something else in the two groups.
 *
 * Refused: more than two scores or groups, no stratum with both groups and both answers, an odds
 * ratio of 0 or infinity.
 */
export function mantelHaenszel(table: StratumTable): MantelHaenszel | DifRefusal {
	if (table.categories !== 2 || table.groups !== 2) {
		const { categories, groups } = table;
		return { ok: false, code: 'psychometrics.not_two_by_two', categories, groups };
	}
	const folds = fourFolds(table);
	const { difference, variance, concordant, discordant } = sums(folds);
	if (variance === 0) return { ok: false, code: 'psychometrics.no_comparable_stratum' };
	if (concordant === 0 || discordant === 0) {
		return { ok: false, code: 'psychometrics.odds_ratio_unbounded', concordant, discordant };
	}
	const corrected = Math.max(0, Math.abs(difference) - 0.5);
	const chiSquare = (corrected * corrected) / variance;
	const oddsRatio = concordant / discordant;
	const logOddsVariance = varianceOfLog(folds, oddsRatio, concordant);
	const delta = -2.35 * Math.log(oddsRatio);
	const deltaError = 2.35 * Math.sqrt(logOddsVariance);
	const p = chiSquareUpperTail(chiSquare, 1);
	return {
		ok: true,
		chiSquare,
		p,
		oddsRatio,
		logOddsVariance,
		delta,
		deltaError,
		class: etsClass(delta, deltaError, p),
	};
}
