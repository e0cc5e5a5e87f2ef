import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	cohenKappa,
	intraclassCorrelations,
	krippendorffAlpha,
	type IntraclassCorrelations,
} from './index.ts';

/** Shrout & Fleiss (1979), table 2: six targets, four judges. */
const judges = [
	[9, 2, 5, 8],
	[6, 1, 3, 2],
	[8, 4, 6, 8],
	[7, 1, 2, 6],
	[10, 5, 6, 9],
	[6, 2, 4, 7],
];

function icc(table: readonly (readonly number[])[]): IntraclassCorrelations {
	const found = intraclassCorrelations(table);
	if (!found.ok) throw new Error(found.code);
	return found;
}

describe('intraclass correlations', () => {
	const found = icc(judges);

	// Estimates as published; limits as R's psych prints them for the same table.
	it.each([
		['icc1', 0.1657, -0.133, 0.72],
		['icc2', 0.2898, 0.019, 0.76],
		['icc3', 0.7148, 0.342, 0.95],
		['icc1k', 0.4428, -0.884, 0.91],
		['icc2k', 0.6201, 0.071, 0.93],
		['icc3k', 0.9093, 0.676, 0.99],
	] as const)('%s of Shrout & Fleiss (1979) is %d', (name, estimate, low, high) => {
		expect(found[name].estimate).toBeCloseTo(estimate, 4);
		expect(found[name].low).toBeCloseTo(low, 2);
		expect(found[name].high).toBeCloseTo(high, 2);
	});

	it('agreement suffers from a severe rater, consistency does not', () => {
		fc.assert(
			fc.property(fc.integer({ min: -20, max: 20 }), (severity) => {
				const shifted = icc(judges.map((row) => row.map((x, at) => (at === 0 ? x + severity : x))));
				expect(shifted.icc3.estimate).toBeCloseTo(found.icc3.estimate, 9);
				expect(shifted.icc2.estimate).toBeLessThanOrEqual(shifted.icc3.estimate + 1e-12);
			}),
		);
	});

	it('refuses unfinished tables, single raters and targets that are all alike', () => {
		expect(intraclassCorrelations([[1, 2]])).toMatchObject({ found: 1 });
		expect(intraclassCorrelations([[1], [2]])).toMatchObject({
			code: 'psychometrics.too_few_raters',
		});
		expect(intraclassCorrelations([[1, 2], [3, NaN]])).toMatchObject({ row: 1, column: 1 }); // prettier-ignore
		expect(intraclassCorrelations([[1, 2], [3]])).toMatchObject({ row: 1, column: 1 });
		const code = 'psychometrics.no_variance';
		expect(intraclassCorrelations([[1, 2], [1, 2]])).toMatchObject({ code }); // prettier-ignore
		expect(intraclassCorrelations([[1, 2], [3, 4]])).toMatchObject({ code }); // prettier-ignore
	});
});

describe('kappa', () => {
	/** Cohen (1968): shares of 200 patients, and his disagreement weights. */
	const patients = [
		[88, 14, 18],
		[10, 40, 10],
		[2, 6, 12],
	];
	const custom = [
		[0, 1, 3],
		[1, 0, 6],
		[3, 6, 0],
	];

	it('is that of Cohen (1968), unweighted .492 and weighted .348', () => {
		const plain = cohenKappa(patients);
		const weighted = cohenKappa(patients, { custom });
		if (!plain.ok || !weighted.ok) throw new Error('refused');
		expect(plain.kappa).toBeCloseTo(0.492, 3);
		expect(weighted.kappa).toBeCloseTo(0.348, 3);
	});

	/** Fleiss, Cohen & Everitt (1969): the same kind of table, their own weights. */
	it('has the standard errors of Fleiss, Cohen & Everitt (1969)', () => {
		const table = [
			[106, 10, 4],
			[22, 28, 10],
			[2, 12, 6],
		];
		const plain = cohenKappa(table);
		const weighted = cohenKappa(table, {
			custom: [
				[0, 1, 0.5556],
				[1, 0, 0.3333],
				[0.5556, 0.3333, 0],
			],
		});
		if (!plain.ok || !weighted.ok) throw new Error('refused');
		expect(plain.kappa).toBeCloseTo(0.429, 3);
		expect(plain.standardError ** 2).toBeCloseTo(0.002885, 4);
		expect(weighted.kappa).toBeCloseTo(0.507, 2);
		expect(weighted.standardError ** 2).toBeCloseTo(0.003248, 4);
	});

	it('with two categories all weights are the same, and swapping raters changes nothing', () => {
		const count = fc.integer({ min: 1, max: 60 });
		const counts = fc.tuple(count, count, count, count);
		fc.assert(
			fc.property(counts, ([a, b, c, d]) => {
				const table = [[a, b], [c, d]]; // prettier-ignore
				const swapped = [[a, c], [b, d]]; // prettier-ignore
				const found = [
					cohenKappa(table),
					cohenKappa(table, 'linear'),
					cohenKappa(table, 'quadratic'),
					cohenKappa(swapped),
				].map((one) => (one.ok ? [one.kappa, one.standardError] : []));
				for (const [kappa, error] of found) {
					expect(kappa).toBeCloseTo(found[0]![0]!, 10);
					expect(error).toBeCloseTo(found[0]![1]!, 10);
				}
			}),
		);
	});

	it('is 1 without disagreement, and is refused where nothing could differ', () => {
		expect(cohenKappa([[3, 0], [0, 4]])).toMatchObject({ kappa: 1, standardError: 0, high: 1 }); // prettier-ignore
		expect(cohenKappa([[3, 0], [0, 0]])).toMatchObject({ code: 'psychometrics.no_variance' }); // prettier-ignore
		expect(cohenKappa([[0, 0], [0, 0]])).toMatchObject({ code: 'psychometrics.no_variance' }); // prettier-ignore
		expect(cohenKappa([[1, 2], [3]])).toMatchObject({ row: 1, column: 1 });
		expect(cohenKappa([[1, -2], [3, 4]])).toMatchObject({ row: 0, column: 1 }); // prettier-ignore
		expect(cohenKappa([[5]])).toMatchObject({ code: 'psychometrics.bad_table' });
		expect(cohenKappa(patients, { custom: [[0]] })).toMatchObject({ ok: false });
	});
});

describe('Krippendorff’s alpha', () => {
	const _ = null;
	/** Krippendorff (2011), p. 1: four observers (rows), twelve units. */
	const observers = [
		[1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
		[1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
		[_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
		[1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
	];
	const units = observers[0]!.map((__, unit) => observers.map((row) => row[unit]!));

	it.each([
		['nominal', 0.743421],
		['ordinal', 0.815388],
		['interval', 0.849107],
		['ratio', 0.797403],
	] as const)('%s on twelve units is %d', (level, alpha) => {
		const found = krippendorffAlpha(units, level);
		if (!found.ok) throw new Error(found.code);
		expect(found.alpha).toBeCloseTo(alpha, 6);
		expect(found.units).toBe(11);
		expect(found.ratings).toBe(40);
	});

	it('is 1 where raters agree, near 0 where ratings are shuffled, whatever order raters come in', () => {
		const agreed = units.map((ratings) =>
			ratings.map((value) => value && (ratings.find(Boolean) ?? 1)),
		);
		expect(krippendorffAlpha(agreed, 'interval')).toMatchObject({ alpha: 1 });
		const turned = krippendorffAlpha(units.map((ratings) => [...ratings].reverse()), 'ordinal'); // prettier-ignore
		expect(turned).toEqual(krippendorffAlpha(units, 'ordinal'));
	});

	it('refuses units without pairs, ratings all alike and values that do not fit the level', () => {
		expect(krippendorffAlpha([[1, null], [null, 2]], 'nominal')).toMatchObject({ code: 'psychometrics.no_pairs' }); // prettier-ignore
		expect(krippendorffAlpha([[2, 2], [2, 2]], 'ratio')).toMatchObject({ code: 'psychometrics.no_variance' }); // prettier-ignore
		expect(krippendorffAlpha([[2, -1]], 'ratio')).toMatchObject({ unit: 0, rater: 1 });
		expect(krippendorffAlpha([[2, NaN]], 'nominal')).toMatchObject({ unit: 0, rater: 1 });
		expect(krippendorffAlpha([], 'nominal')).toMatchObject({ ok: false });
	});
});
