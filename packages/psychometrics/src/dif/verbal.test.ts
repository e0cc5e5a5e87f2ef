import { describe, expect, it } from 'vitest';
import { sharedTable } from '../../test/published.ts';
import { responseMatrix, type ResponseMatrix } from '../data/index.ts';
import { analyseDif, generalisedMantelHaenszel, mantel, standardisation } from './index.ts';
import type { ItemDif } from './analyse.ts';
import { sumOver } from './matching.ts';
import { stratify, type StratumTable } from './strata.ts';

/**
 * Verbal aggression, 316 persons × 24 items, by gender (De Boeck & Wilson 2004; in difR, Magis,
 * Béland, Tuerlinckx & De Boeck 2010). Figures of items 1 and 6 by difR; of the four-category sums
 * by an independent computation with the formulas written out.
 */
const rows = sharedTable('difR_verbal.csv');

describe.skipIf(rows === undefined)('verbal aggression by gender (difR)', () => {
	const groups = Int8Array.from(rows ?? [], (row) => row[25]!);
	const matrixOf = (scores: number[][]): ResponseMatrix => {
		const built = responseMatrix(scores);
		if (!built.ok) throw new Error(built.code);
		return built.matrix;
	};
	const answers = (rows ?? []).map((row) => row.slice(0, 24));

	function unpurified(): ItemDif[] {
		const report = analyseDif(matrixOf(answers), { groups, purifications: 0 });
		if (!report.ok) throw new Error(report.code);
		return report.items as ItemDif[];
	}

	it.each([
		{ item: 1, chiSquare: 1.7076, oddsRatio: 1.7005, delta: -1.2476, variance: 0.1294 },
		{ item: 6, chiSquare: 9.6032, oddsRatio: 2.8804, delta: -2.4861, variance: 0.1137 },
	])('agrees with difMH on item $item', ({ item, chiSquare, oddsRatio, delta, variance }) => {
		const found = unpurified()[item - 1]!.mantelHaenszel!;
		if (!found.ok) throw new Error(found.code);
		expect(found.chiSquare).toBeCloseTo(chiSquare, 4);
		expect(found.oddsRatio).toBeCloseTo(oddsRatio, 4);
		expect(found.delta).toBeCloseTo(delta, 4);
		expect(found.logOddsVariance).toBeCloseTo(variance, 4);
	});

	it.each([
		{ item: 1, both: 2.0014, uniform: 1.9998, difference: -0.0715 },
		{ item: 6, both: 11.4111, uniform: 11.3031, difference: -0.1759 },
	])('agrees with difLogistic on item $item', ({ item, both, uniform, difference }) => {
		const { logistic, standardisation: standard } = unpurified()[item - 1]!;
		if (!logistic.ok || !standard?.ok) throw new Error('refused');
		expect(logistic.both.chiSquare).toBeCloseTo(both, 3);
		expect(logistic.uniform.chiSquare).toBeCloseTo(uniform, 3);
		expect(logistic.nonUniform.chiSquare).toBeCloseTo(both - uniform, 3);
		expect(standard.proportion).toBeCloseTo(difference, 4);
	});

	it('flags the items of difMH at .05 and none but item 6 after Benjamini–Hochberg', () => {
		const items = unpurified();
		const flagged = items.filter(({ p }) => p < 0.05).map(({ item }) => item + 1);
		expect(flagged).toEqual([6, 12, 16, 17, 19, 20]);
		const discovered = items.filter(({ adjustedP }) => adjustedP < 0.05);
		expect(discovered.map(({ item }) => item + 1)).toEqual([6]);
		expect(items.map((item) => item.class)[5]).toBe('C');
	});

	it.each([
		{
			item: 0,
			chiSquare: 5.19774,
			surplus: -12.64905,
			smd: -0.22904,
			se: 0.10374,
			effect: -0.21299,
			gmh: 6.61923,
			both: 5.1894,
			uniform: 4.8146,
		},
		{
			item: 2,
			chiSquare: 0.00759,
			surplus: 0.52677,
			smd: -0.0007,
			se: 0.11728,
			effect: -0.00067,
			gmh: 2.34087,
			both: 2.3375,
			uniform: 0.0375,
		},
		{
			item: 6,
			chiSquare: 9.96206,
			surplus: 15.80035,
			smd: 0.29326,
			se: 0.09688,
			effect: 0.33127,
			gmh: 10.37664,
			both: 9.9654,
			uniform: 9.7929,
		},
	])('agrees with the formulas on the four-category sum $item', (expected) => {
		const sums = answers.map((row) =>
			Array.from({ length: 8 }, (_, j) => row[3 * j]! + row[3 * j + 1]! + row[3 * j + 2]!),
		);
		const matrix = matrixOf(sums);
		const matching = sumOver(matrix, new Uint8Array(8).fill(1));
		const table = stratify(matrix, expected.item, groups, 2, matching) as StratumTable;
		expect(mantel(table)).toMatchObject({
			chiSquare: expect.closeTo(expected.chiSquare, 4) as number,
			surplus: expect.closeTo(expected.surplus, 4) as number,
		});
		expect(standardisation(table)).toMatchObject({
			difference: expect.closeTo(expected.smd, 4) as number,
			standardError: expect.closeTo(expected.se, 4) as number,
			effect: expect.closeTo(expected.effect, 4) as number,
			matched: expect.closeTo(1, 1) as number,
		});
		expect(generalisedMantelHaenszel(table)).toMatchObject({
			degrees: 3,
			chiSquare: expect.closeTo(expected.gmh, 4) as number,
		});
		const report = analyseDif(matrix, { groups, purifications: 0 });
		const { logistic } = (report.ok ? report.items[expected.item] : undefined) as ItemDif;
		if (!logistic.ok) throw new Error(logistic.code);
		expect(logistic.both.chiSquare).toBeCloseTo(expected.both, 3);
		expect(logistic.uniform.chiSquare).toBeCloseTo(expected.uniform, 3);
	});
});
