import { momentsOf } from './mantel.ts';
import type { StratumTable } from './strata.ts';
import type { DifRefusal } from './refusals.ts';

export interface Standardisation {
	readonly ok: true;
	/** Score points: focal mean minus the mean of reference persons matched to them. */
	readonly difference: number;
	readonly standardError: number;
	/** `difference` over the range of the item's scores; STD P-DIF where scores are 0 and 1. */
	readonly proportion: number;
	/** `difference` over the item's standard deviation in both groups together. */
	readonly effect: number;
	/** Share of the focal group that had anybody to be matched with. */
	readonly matched: number;
}

/** Standard deviation (n in the denominator) of the item over everybody in the table. */
function spread(table: StratumTable): number {
	const { categories, counts, scores } = table;
	let [n, sum, squares] = [0, 0, 0];
	counts.forEach((count, i) => {
		const score = scores[i % categories]!;
		n += count;
		sum += count * score;
		squares += count * score * score;
	});
	return Math.sqrt(Math.max(0, squares / n - (sum / n) * (sum / n)));
}

function focalCount(table: StratumTable): number {
	const { categories, counts } = table;
	let n = 0;
	counts.forEach((count, i) => {
		if (Math.floor(i / categories) % 2 === 1) n += count;
	});
	return n;
}

/**
 * Standardised difference, weighted by the focal group: Σ w_k (m_Fk − m_Rk) with w_k the focal
 * persons of stratum k. STD P-DIF for two scores (Dorans & Kulick 1986), SMD for more (Dorans &
 * Schmitt 1991); standard error with the hypergeometric variance (Zwick & Thayer 1996, eq. 7):
 * √Σ w_k² V(F_k) (1/n_Fk + 1/n_Rk)².
 *
 * Checked by hand-worked tables and by its reversal when groups change places in equal numbers.
 * Strata without reference persons cannot be standardised: `matched` says what is left. An effect
 * size, not a test; read it beside `mantelHaenszel` or `mantel`.
 */
export function standardisation(table: StratumTable): Standardisation | DifRefusal {
	if (table.groups !== 2) {
		return { ok: false, code: 'psychometrics.not_two_groups', groups: table.groups };
	}
	let [weight, sum, variance] = [0, 0, 0];
	for (let k = 0; k < table.strata; k++) {
		const moments = momentsOf(table, k);
		if (moments === undefined) continue;
		const { reference, focal, referenceSum, focalSum } = moments;
		weight += focal;
		sum += focal * (focalSum / focal - referenceSum / reference);
		const scale = focal * (1 / focal + 1 / reference);
		variance += scale * scale * moments.variance;
	}
	if (weight === 0) return { ok: false, code: 'psychometrics.no_comparable_stratum' };
	const difference = sum / weight;
	const range = table.scores[table.categories - 1]! - table.scores[0]!;
	return {
		ok: true,
		difference,
		standardError: Math.sqrt(variance) / weight,
		proportion: difference / range,
		effect: difference / spread(table),
		matched: weight / focalCount(table),
	};
}
