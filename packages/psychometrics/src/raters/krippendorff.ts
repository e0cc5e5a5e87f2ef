import type { Refusal } from '../data/index.ts';

export type MeasurementLevel = 'nominal' | 'ordinal' | 'interval' | 'ratio';

export interface KrippendorffAlpha {
	readonly ok: true;
	/** 1 − observed over expected disagreement: 1 = agreement, 0 = chance, below 0 = worse. */
	readonly alpha: number;
	/** Units with two ratings or more, and the ratings in them: the others say nothing. */
	readonly units: number;
	readonly ratings: number;
}

export type KrippendorffRefusal =
	| (Refusal & {
			readonly code: 'psychometrics.bad_rating';
			readonly unit: number;
			readonly rater: number;
	  })
	/** No unit has two ratings. */
	| (Refusal & { readonly code: 'psychometrics.no_pairs' })
	/** All ratings are alike: nothing could have differed. */
	| (Refusal & { readonly code: 'psychometrics.no_variance' });

/** Ratings by unit; null where a rater did not rate it. */
export type UnitRatings = readonly (readonly (number | null)[])[];

/**
 * Krippendorff's alpha for any number of raters, absent ratings and four levels of measurement:
 * α = 1 − (n − 1) Σ o_ck δ²_ck / Σ n_c n_k δ²_ck over the coincidence matrix (Krippendorff 2011).
 * Differences δ²: nominal 1; ordinal (Σ_{g=c}^{k} n_g − (n_c + n_k)/2)²; interval (c − k)²; ratio
 * ((c − k)/(c + k))².
 *
 * Checked: Krippendorff's twelve units and four observers, nominal .743, ordinal .815, interval .849,
 * ratio .797. Ratio needs values from 0 up. Read it with the number of ratings: a few units swing it.
 */
export function krippendorffAlpha(
	units: UnitRatings,
	level: MeasurementLevel,
): KrippendorffAlpha | KrippendorffRefusal {
	for (const [unit, ratings] of units.entries()) {
		for (const [rater, value] of ratings.entries()) {
			if (value === null || (Number.isFinite(value) && (level !== 'ratio' || value >= 0))) continue;
			return { ok: false, code: 'psychometrics.bad_rating', unit, rater };
		}
	}
	const paired = units
		.map((ratings) => ratings.filter((value) => value !== null))
		.filter((ratings) => ratings.length >= 2);
	if (paired.length === 0) return { ok: false, code: 'psychometrics.no_pairs' };
	const values = [...new Set(paired.flat())].sort((a, b) => a - b);
	const place = new Map(values.map((value, at) => [value, at]));
	const size = values.length;
	const coincidences = new Float64Array(size * size);
	const totals = new Float64Array(size);
	for (const ratings of paired) {
		const places = ratings.map((value) => place.get(value)!);
		for (const [i, a] of places.entries()) {
			totals[a] = totals[a]! + 1;
			for (const [j, b] of places.entries()) {
				if (i !== j) {
					coincidences[a * size + b] = coincidences[a * size + b]! + 1 / (places.length - 1);
				}
			}
		}
	}
	const difference = differencesOf(level, values, totals);
	const n = totals.reduce((sum, count) => sum + count, 0);
	let [observed, expected] = [0, 0];
	for (let a = 0; a < size; a++) {
		for (let b = 0; b < size; b++) {
			const delta = difference(a, b);
			observed += coincidences[a * size + b]! * delta;
			expected += totals[a]! * totals[b]! * delta;
		}
	}
	if (expected === 0) return { ok: false, code: 'psychometrics.no_variance' };
	const alpha = 1 - ((n - 1) * observed) / expected;
	return { ok: true, alpha, units: paired.length, ratings: n };
}

/** δ² of two values by their places among the sorted values used. */
function differencesOf(
	level: MeasurementLevel,
	values: readonly number[],
	totals: Float64Array,
): (a: number, b: number) => number {
	switch (level) {
		case 'nominal':
			return (a, b) => (a === b ? 0 : 1);
		case 'interval':
			return (a, b) => (values[a]! - values[b]!) * (values[a]! - values[b]!);
		case 'ratio':
			return (a, b) => {
				if (a === b) return 0;
				const share = (values[a]! - values[b]!) / (values[a]! + values[b]!);
				return share * share;
			};
		case 'ordinal': {
			// Rank of a value's middle: those below it, and half of its own.
			let below = 0;
			const middles = values.map((_, at) => {
				const middle = below + totals[at]! / 2;
				below += totals[at]!;
				return middle;
			});
			return (a, b) => (middles[a]! - middles[b]!) * (middles[a]! - middles[b]!);
		}
	}
}
