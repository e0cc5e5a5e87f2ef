import { chiSquareUpperTail } from '../distributions/index.ts';
import type { StratumTable } from './strata.ts';
import type { DifRefusal } from './refusals.ts';

export interface Mantel {
	readonly ok: true;
	/** One degree of freedom. */
	readonly chiSquare: number;
	readonly p: number;
	/** ΣF − ΣE(F): focal score points above (below, if negative) what the strata promise. */
	readonly surplus: number;
}

/** One stratum as the tests for ordered scores see it. */
export interface Moments {
	readonly reference: number;
	readonly focal: number;
	readonly referenceSum: number;
	readonly focalSum: number;
	/** Hypergeometric variance of the focal sum, margins held fixed. */
	readonly variance: number;
}

/** Sums and variance of one stratum of a two-group table; undefined where a group is absent. */
export function momentsOf(table: StratumTable, stratum: number): Moments | undefined {
	const { categories, counts, scores } = table;
	let [reference, focal, referenceSum, focalSum, squares] = [0, 0, 0, 0, 0];
	for (let c = 0; c < categories; c++) {
		const score = scores[c]!;
		const inReference = counts[stratum * 2 * categories + c]!;
		const inFocal = counts[(stratum * 2 + 1) * categories + c]!;
		reference += inReference;
		focal += inFocal;
		referenceSum += inReference * score;
		focalSum += inFocal * score;
		squares += (inReference + inFocal) * score * score;
	}
	if (reference === 0 || focal === 0) return undefined;
	const n = reference + focal;
	const sum = referenceSum + focalSum;
	const variance = ((reference * focal) / (n * n * (n - 1))) * (n * squares - sum * sum);
	return { reference, focal, referenceSum, focalSum, variance };
}

/**
 * Mantel's (1963) test for ordered scores, for one focal group: χ² = (ΣF_k − ΣE(F_k))² / ΣV(F_k),
 * F_k the focal score sum in stratum k, one degree of freedom, no continuity correction (Zwick,
 * Donoghue & Grima 1993, eq. 1–4). The right test for TKP items; on items with two scores it is
 * Mantel–Haenszel without the correction.
 *
 * Checked: job satisfaction by income and gender (Agresti 2002, p. 297) and `verbal`. Blind to
 * differences that leave the mean alone: see `generalisedMantelHaenszel`.
 */
export function mantel(table: StratumTable): Mantel | DifRefusal {
	if (table.groups !== 2) {
		return { ok: false, code: 'psychometrics.not_two_groups', groups: table.groups };
	}
	let surplus = 0;
	let variance = 0;
	for (let k = 0; k < table.strata; k++) {
		const moments = momentsOf(table, k);
		if (moments === undefined) continue;
		const { reference, focal, referenceSum, focalSum } = moments;
		surplus += focalSum - (focal * (referenceSum + focalSum)) / (reference + focal);
		variance += moments.variance;
	}
	if (variance <= 0) return { ok: false, code: 'psychometrics.no_comparable_stratum' };
	const chiSquare = (surplus * surplus) / variance;
	return { ok: true, chiSquare, p: chiSquareUpperTail(chiSquare, 1), surplus };
}
