import type { Refusal } from '../data/index.ts';
import { criticalZ } from './adverse-impact.ts';

export interface CorrectedValidity {
	readonly ok: true;
	/** Correlation among those selected, as given. */
	readonly restricted: number;
	/** Correlation that the formula expects among all applicants. */
	readonly corrected: number;
	/** Limits of the corrected correlation. */
	readonly low: number;
	readonly high: number;
}

export type ValidityRefusal =
	| (Refusal & { readonly code: 'psychometrics.bad_correlation'; readonly value: number })
	| (Refusal & { readonly code: 'psychometrics.bad_spread'; readonly value: number })
	| (Refusal & {
			readonly code: 'psychometrics.too_few_persons';
			readonly found: number;
			readonly needed: number;
	  });

export interface DirectRestriction {
	/** Correlation of the score and the later criterion among those selected, between −1 and 1. */
	readonly correlation: number;
	/** Persons it was computed from, at least 4. */
	readonly persons: number;
	/** Standard deviation of the score among all applicants over that among those selected. */
	readonly spreadRatio: number;
	/** .95 unless said. */
	readonly confidence?: number;
}

export interface IndirectRestriction extends DirectRestriction {
	/** Correlation, among those selected, of the score with the variable that selection went by. */
	readonly withSelector: number;
	/** Correlation, among those selected, of the criterion with that variable. */
	readonly criterionWithSelector: number;
}

/**
 * Validity of a score by which persons were selected themselves (Thorndike 1949, case II):
 * R = ru/√(1 − r² + r²u²), u = `spreadRatio`. The limits are those of Fisher's z of the restricted
 * correlation, corrected likewise (Bobko & Rieck 1980).
 *
 * Checked: by hand, and by simulation of a selection. Holds where the regression on the score is a
 * straight line with even spread over the whole range, those not selected included: of them nothing
 * is known, and far above u = 2 the result is more assumption than data.
 */
export function correctDirectRestriction(
	given: DirectRestriction,
): CorrectedValidity | ValidityRefusal {
	const { spreadRatio: u } = given;
	return corrected(
		given,
		[given.correlation],
		(r) => (r * u) / Math.sqrt(1 - r * r + r * r * u * u),
	);
}

/**
 * Validity of a score where persons were selected by a third variable (Thorndike 1949, case III):
 * R = (r_xy + r_xz r_yz w)/√((1 + r_xz² w)(1 + r_yz² w)), w = u² − 1, u the ratio of the third
 * variable's standard deviations. The limits take r_xz and r_yz as known.
 *
 * Checked: equals case II where the third variable is the score; by simulation. The same conditions,
 * for both regressions on the third variable.
 */
export function correctIndirectRestriction(
	given: IndirectRestriction,
): CorrectedValidity | ValidityRefusal {
	const { withSelector: xz, criterionWithSelector: yz } = given;
	const w = given.spreadRatio * given.spreadRatio - 1;
	const scale = Math.sqrt((1 + xz * xz * w) * (1 + yz * yz * w));
	return corrected(given, [given.correlation, xz, yz], (r) => (r + xz * yz * w) / scale);
}

function corrected(
	{ correlation, persons, spreadRatio, confidence = 0.95 }: DirectRestriction,
	correlations: readonly number[],
	correct: (r: number) => number,
): CorrectedValidity | ValidityRefusal {
	const bad = correlations.find((r) => !(Math.abs(r) <= 1));
	if (bad !== undefined) return { ok: false, code: 'psychometrics.bad_correlation', value: bad };
	if (!(spreadRatio > 0 && spreadRatio < Infinity)) {
		return { ok: false, code: 'psychometrics.bad_spread', value: spreadRatio };
	}
	if (!(persons >= 4)) {
		return { ok: false, code: 'psychometrics.too_few_persons', found: persons, needed: 4 };
	}
	const half = criticalZ(confidence) / Math.sqrt(persons - 3);
	const within = (r: number) => Math.min(1, Math.max(-1, correct(r)));
	return {
		ok: true,
		restricted: correlation,
		corrected: within(correlation),
		low: within(Math.tanh(Math.atanh(correlation) - half)),
		high: within(Math.tanh(Math.atanh(correlation) + half)),
	};
}
