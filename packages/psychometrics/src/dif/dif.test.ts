import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal, uniform } from '../../test/chance.ts';
import { responseMatrix, type ResponseMatrix } from '../data/index.ts';
import {
	analyseDif,
	etsClass,
	generalisedMantelHaenszel,
	mantel,
	mantelHaenszel,
	polytomousClass,
	standardisation,
	standardisationClass,
	stratify,
	type ItemDif,
	type StratumTable,
} from './index.ts';

function tableOf(groups: number, categories: number, strata: readonly number[][]): StratumTable {
	return {
		strata: strata.length,
		groups,
		categories,
		scores: Float64Array.from({ length: categories }, (_, c) => c),
		levels: Float64Array.from(strata, (_, k) => k),
		counts: Float64Array.from(strata.flat()),
	};
}

function matrixOf(rows: (number | null)[][], maxScores?: number[]): ResponseMatrix {
	const built = responseMatrix(rows, maxScores);
	if (!built.ok) throw new Error(built.code);
	return built.matrix;
}

/** UC Berkeley admissions 1973 by department (Bickel, Hammel & O'Connell 1975). */
const admissions = tableOf(2, 2, [
	[313, 512, 19, 89],
	[207, 353, 8, 17],
	[205, 120, 391, 202],
	[279, 138, 244, 131],
	[138, 53, 299, 94],
	[351, 22, 317, 24],
]);

/** Job satisfaction (4) by income (4) and gender (Agresti 2002, table 7.8). */
const satisfaction = tableOf(4, 4, [
	[1, 3, 11, 2, 2, 3, 17, 3, 0, 1, 8, 5, 0, 2, 4, 2],
	[1, 1, 2, 1, 0, 3, 5, 1, 0, 0, 7, 3, 0, 1, 9, 6],
]);

const smallTable = fc
	.array(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 4, maxLength: 4 }), {
		minLength: 1,
		maxLength: 6,
	})
	.map((strata) => tableOf(2, 2, strata));

function swapped(table: StratumTable): StratumTable {
	const counts = table.counts.slice();
	const { categories } = table;
	for (let k = 0; k < table.strata; k++) {
		for (let c = 0; c < categories; c++) {
			counts[2 * k * categories + c] = table.counts[(2 * k + 1) * categories + c]!;
			counts[(2 * k + 1) * categories + c] = table.counts[2 * k * categories + c]!;
		}
	}
	return { ...table, counts };
}

describe('published tables', () => {
	it('gives the common odds ratio of the Berkeley admissions (R, mantelhaen.test)', () => {
		const found = mantelHaenszel(admissions);
		if (!found.ok) throw new Error(found.code);
		expect(found.oddsRatio).toBeCloseTo(0.9047, 4);
		expect(found.chiSquare).toBeCloseTo(1.427, 3);
		// 95 % interval of the odds ratio there: .7719 to 1.0603.
		const half = 1.959964 * Math.sqrt(found.logOddsVariance);
		expect(found.oddsRatio * Math.exp(-half)).toBeCloseTo(0.7719, 3);
		expect(found.oddsRatio * Math.exp(half)).toBeCloseTo(1.0603, 3);
	});

	it('gives the general association of job satisfaction, 10.2001 at 9 (Agresti 2002, p. 297)', () => {
		expect(generalisedMantelHaenszel(satisfaction)).toMatchObject({
			chiSquare: expect.closeTo(10.2001, 4) as number,
			degrees: 9,
			p: expect.closeTo(0.3345, 4) as number,
		});
	});
});

describe('properties', () => {
	it('Mantel, generalised Mantel–Haenszel and the uncorrected χ² agree on two by two', () => {
		fc.assert(
			fc.property(smallTable, (table) => {
				const ordered = mantel(table);
				const named = generalisedMantelHaenszel(table);
				const fourFold = mantelHaenszel(table);
				if (!ordered.ok || !named.ok || !fourFold.ok) throw new Error('refused');
				expect(named.chiSquare).toBeCloseTo(ordered.chiSquare, 8);
				expect(fourFold.chiSquare).toBeLessThanOrEqual(ordered.chiSquare + 1e-9);
			}),
		);
	});

	it('groups that change places reverse every signed figure', () => {
		fc.assert(
			fc.property(smallTable, (table) => {
				const [there, back] = [mantelHaenszel(table), mantelHaenszel(swapped(table))];
				if (!there.ok || !back.ok) throw new Error('refused');
				expect(back.delta).toBeCloseTo(-there.delta, 8);
				expect(back.chiSquare).toBeCloseTo(there.chiSquare, 8);
				expect(back.logOddsVariance).toBeCloseTo(there.logOddsVariance, 8);
			}),
		);
	});

	it('scores 0 and 5 give the odds ratio of scores 0 and 1', () => {
		const chance = uniform(5);
		const rows = Array.from({ length: 60 }, () => [chance() < 0.5 ? 1 : 0, chance() < 0.6 ? 1 : 0]);
		const groups = Int8Array.from(rows, (_, p) => p % 2);
		const matching = Int32Array.from(rows, (row) => row[1]!);
		const of = (matrix: ResponseMatrix) =>
			mantelHaenszel(stratify(matrix, 0, groups, 2, matching) as StratumTable);
		const fives = matrixOf(rows.map((row) => row.map((score) => 5 * score)));
		expect(of(fives)).toEqual(of(matrixOf(rows)));
	});
});

describe('standardisation', () => {
	it('weights the difference by the focal group', () => {
		// Stratum 0: reference .5, focal .25 of 4; stratum 1: reference .8, focal .9 of 10.
		const table = tableOf(2, 2, [
			[5, 5, 3, 1],
			[2, 8, 1, 9],
		]);
		const found = standardisation(table);
		if (!found.ok) throw new Error(found.code);
		expect(found.difference).toBeCloseTo((4 * -0.25 + 10 * 0.1) / 14, 12);
		expect(found.matched).toBe(1);
	});

	it('says which share of the focal group had nobody to be matched with', () => {
		const table = tableOf(2, 2, [
			[5, 5, 3, 1],
			[0, 0, 1, 3],
		]);
		expect(standardisation(table)).toMatchObject({ matched: 0.5, difference: -0.25 });
	});
});

describe('classes', () => {
	it.each([
		[0.99, 0.1, 0.001, 'A'],
		[-2.5, 1.2, 0.06, 'A'],
		[1.2, 0.1, 0.001, 'B'],
		[-1.6, 0.5, 0.001, 'B'],
		[-1.6, 0.3, 0.001, 'C'],
	] as const)('Δ %d with error %d and p %d is %s', (delta, error, p, expected) => {
		expect(etsClass(delta, error, p)).toBe(expected);
	});

	it('reads SMD/SD at .17 and .25, STD P-DIF at .05 and .10', () => {
		expect([0.17, 0.2, 0.26].map((effect) => polytomousClass(-effect, 0.01))).toEqual(
			['A', 'B', 'C'], // prettier-ignore
		);
		expect(polytomousClass(0.5, 0.05)).toBe('A');
		expect([0.05, -0.1, 0.11].map(standardisationClass)).toEqual(['A', 'B', 'C']);
	});
});

/** 2PL answers of two groups; `shift` is taken from the focal logit of the first items. */
function simulate(seed: number, persons: number, items: number, shifted: number, shift: number) {
	const chance = uniform(seed);
	const gauss = normal(chance);
	const groups = Int8Array.from({ length: persons }, (_, p) => p % 2);
	const rows = Array.from(groups, (group) => {
		const theta = gauss() - 0.5 * group;
		return Array.from({ length: items }, (_, i) => {
			const b = ((i * 7) % items) / items - 0.5 + (group === 1 && i < shifted ? shift : 0);
			return chance() < 1 / (1 + Math.exp(-1.1 * (theta - b))) ? 1 : 0;
		});
	});
	return { matrix: matrixOf(rows), groups };
}

describe('a whole analysis', () => {
	it('finds shifted items and, purified, leaves the others alone', () => {
		const { matrix, groups } = simulate(11, 4000, 40, 4, 0.6);
		const report = analyseDif(matrix, { groups, purifications: 5 });
		if (!report.ok) throw new Error(report.code);
		const found = (report.items as ItemDif[]).filter(({ adjustedP }) => adjustedP < 0.05);
		expect(found.slice(0, 4).map(({ item }) => item)).toEqual([0, 1, 2, 3]);
		expect(found.length).toBeLessThanOrEqual(6);
		expect((report.items as ItemDif[]).filter((item) => item.class === 'C').length).toBeLessThan(5);
		expect([...report.anchor.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
	});

	it('holds the level where no item differs, though the groups differ in ability', () => {
		let flagged = 0;
		for (let seed = 1; seed <= 12; seed++) {
			const { matrix, groups } = simulate(seed, 1000, 30, 0, 0);
			const report = analyseDif(matrix, { groups, purifications: 0 });
			if (!report.ok) throw new Error(report.code);
			flagged += (report.items as ItemDif[]).filter(({ p }) => p < 0.05).length;
		}
		// 360 tests: 18 expected at .05, 12.4 more is three standard errors.
		expect(flagged).toBeLessThanOrEqual(30);
	});

	it('examines several focal groups by the generalised test', () => {
		const { matrix, groups } = simulate(3, 3000, 20, 2, 0.8);
		const three = groups.map((group, p) => (group === 1 && p % 4 === 1 ? 2 : group));
		const report = analyseDif(matrix, { groups: three });
		if (!report.ok) throw new Error(report.code);
		expect(report.method).toBe('generalised');
		const first = report.items[0] as ItemDif;
		expect(first.generalised).toMatchObject({ ok: true, degrees: 2 });
		expect(first.logistic).toMatchObject({ both: { degrees: 4 }, uniform: { degrees: 2 } });
		expect(first.mantelHaenszel).toBeUndefined();
		expect(first.adjustedP).toBeLessThan(0.01);
	});

	it('matches on a score from outside', () => {
		const { matrix, groups } = simulate(4, 400, 10, 0, 0);
		const matching = Int32Array.from(groups, (_, p) => p % 7);
		const report = analyseDif(matrix, { groups, matching });
		expect(report).toMatchObject({ ok: true, passes: 1, settled: true });
	});
});

describe('bad input', () => {
	const groups = Int8Array.from([0, 1, 0, 1]);
	const refusalOf = (
		rows: (number | null)[][],
		options: Partial<Parameters<typeof analyseDif>[1]>,
	) => analyseDif(matrixOf(rows), { groups, purifications: 0, ...options });

	it('refuses an item nobody answered and a constant item, and answers for the rest', () => {
		const rows = [
			[null, 1, 1, 0],
			[null, 1, 0, 1],
			[null, 1, 0, 1],
			[null, 1, 1, 0],
		];
		const report = refusalOf(rows, {});
		if (!report.ok) throw new Error(report.code);
		expect(report.items[0]).toEqual({ ok: false, code: 'psychometrics.item_unanswered', item: 0 });
		expect(report.items[1]).toEqual({ ok: false, code: 'psychometrics.item_constant', item: 1 });
		expect(JSON.stringify(report)).not.toContain('null');
	});

	it('refuses an odds ratio of infinity and says so', () => {
		const table = tableOf(2, 2, [[0, 9, 5, 5]]);
		expect(mantelHaenszel(table)).toMatchObject({ code: 'psychometrics.odds_ratio_unbounded' });
	});

	it('refuses groups that are never found at the same score', () => {
		const table = tableOf(2, 2, [
			[5, 5, 0, 0],
			[0, 0, 5, 5],
		]);
		for (const found of [mantelHaenszel(table), mantel(table), standardisation(table)]) {
			expect(found).toMatchObject({ ok: false, code: 'psychometrics.no_comparable_stratum' });
		}
		expect(generalisedMantelHaenszel(table)).toMatchObject({ ok: false });
	});

	it('names an empty group and columns of the wrong length', () => {
		const rows = [[0, 1], [1, 0], [1, 1], [0, 0]]; // prettier-ignore
		expect(refusalOf(rows, { groups: Int8Array.from([0, 0, 0, 0]) })).toEqual({
			ok: false,
			code: 'psychometrics.group_empty',
			group: 1,
		});
		expect(refusalOf(rows, { groups: Int8Array.from([0, 1]) })).toMatchObject({
			code: 'psychometrics.wrong_length',
			expected: 4,
			found: 2,
		});
	});

	it.each([
		['one person', [[1, 0, 1]], [0]],
		['one item', [[1], [0], [1], [0]], [0, 1, 0, 1]],
		['all right and all wrong', [[1, 1], [0, 0], [1, 1], [0, 0]], [0, 1, 0, 1]], // prettier-ignore
	] as const)('has no NaN for %s', (_, rows, members) => {
		const report = analyseDif(matrixOf(rows.map((row) => [...row])), {
			groups: Int8Array.from(members),
		});
		const seen = JSON.stringify(report, (key, value: unknown) =>
			typeof value === 'number' && !Number.isFinite(value) ? `broken ${key}` : value,
		);
		expect(seen).not.toContain('broken');
	});

	it('refuses separation in the logistic model instead of running away', () => {
		const rows = Array.from({ length: 40 }, (_, p) => [p < 20 ? 0 : 1, p % 5 === 0 ? 1 : 0]);
		const report = analyseDif(matrixOf(rows), {
			groups: Int8Array.from(rows, (_, p) => (p < 20 ? 0 : 1)),
			purifications: 0,
		});
		if (!report.ok) throw new Error(report.code);
		expect((report.items[0] as ItemDif).logistic).toMatchObject({ ok: false });
	});
});
