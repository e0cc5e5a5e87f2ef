import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal, uniform } from '../../test/chance.ts';
import {
	adverseImpact,
	correctDirectRestriction,
	correctIndirectRestriction,
	fisherExact,
	suppressSmallCells,
	type AdverseImpact,
} from './index.ts';

const share = (count: number, of: number) => ({ count, of });
const shares = fc
	.integer({ min: 1, max: 80 })
	.chain((of) => fc.integer({ min: 0, max: of }).map((count) => share(count, of)));

function impact(...given: Parameters<typeof adverseImpact>): AdverseImpact {
	const found = adverseImpact(...given);
	if (!found.ok) throw new Error(found.code);
	return found;
}

describe('adverse impact', () => {
	it('has the limits of Koopman (1984), 36 of 40 against 16 of 80', () => {
		const found = impact(share(36, 40), share(16, 80));
		expect(found.ratio).toBeCloseTo(4.5, 10);
		expect(found.ratioLow).toBeCloseTo(2.94, 2);
		expect(found.ratioHigh).toBeCloseTo(7.15, 2);
	});

	it('has the p of Fisher’s lady tasting tea', () => {
		expect(fisherExact(share(3, 4), share(1, 4))).toBeCloseTo(34 / 70, 10);
	});

	it('flags the agencies’ own example: 12 of 40 beside 48 of 80 (44 FR 11998, question 12)', () => {
		const found = impact(share(12, 40), share(48, 80));
		expect(found.ratio).toBeCloseTo(0.5, 12);
		expect(found.flagged).toBe(true);
		expect(found.shortfall).toBe(12);
	});

	it('does not flag what chance brings: 1 of 4 beside 2 of 4', () => {
		const found = impact(share(1, 4), share(2, 4));
		expect(found.ratio).toBeCloseTo(0.5, 12);
		expect(found.flagged).toBe(false);
		expect(found.ratioHigh).toBeGreaterThan(1);
	});

	it('gives limits that hold the ratio, and the same p whichever group is named first', () => {
		fc.assert(
			fc.property(shares, shares, (a, b) => {
				const there = adverseImpact(a, b);
				const back = adverseImpact(b, a);
				if (!there.ok || !back.ok) {
					expect(there).toEqual(back);
					return;
				}
				expect(there.fisherP).toBeCloseTo(back.fisherP, 9);
				expect(there.ratioLow).toBeLessThanOrEqual((there.ratio ?? Infinity) * (1 + 1e-9));
				expect(there.ratioHigh).toBeGreaterThanOrEqual((there.ratio ?? 0) * (1 - 1e-9));
				expect(Object.values(there)).not.toContain(NaN);
			}),
		);
	});

	it('has an answer where one group has nobody selected', () => {
		const none = impact(share(0, 20), share(10, 20));
		expect(none).toMatchObject({ ratio: 0, ratioLow: 0, flagged: true, shortfall: 10 });
		expect(none.ratioHigh).toBeLessThan(0.8);
		const other = impact(share(10, 20), share(0, 20));
		expect(other).toMatchObject({ ratio: undefined, ratioHigh: Infinity, flagged: false });
		expect(other.ratioLow).toBeGreaterThan(1);
	});

	it('covers the true ratio in 95 of 100 selections', () => {
		const next = uniform(7);
		const draw = (of: number, p: number) =>
			Array.from({ length: of }, () => Number(next() < p)).reduce((a, b) => a + b, 0);
		let [covered, runs] = [0, 0];
		for (let run = 0; run < 2000; run++) {
			const found = adverseImpact(share(draw(60, 0.2), 60), share(draw(90, 0.3), 90));
			if (!found.ok) continue;
			runs += 1;
			if (found.ratioLow <= 2 / 3 && found.ratioHigh >= 2 / 3) covered += 1;
		}
		expect(runs).toBe(2000);
		expect(covered / runs).toBeGreaterThan(0.935);
		expect(covered / runs).toBeLessThan(0.965);
	});

	it('refuses counts that cannot be, and selections of nobody or everybody', () => {
		expect(adverseImpact(share(5, 4), share(1, 4))).toMatchObject({ count: 5, of: 4 });
		expect(adverseImpact(share(0, 0), share(1, 4)).ok).toBe(false);
		const code = 'psychometrics.no_variance';
		expect(adverseImpact(share(0, 4), share(0, 9))).toMatchObject({ code });
		expect(adverseImpact(share(4, 4), share(9, 9))).toMatchObject({ code });
	});
});

describe('range restriction', () => {
	it('is nothing where the spread is the same, and symmetric in the sign', () => {
		const same = correctDirectRestriction({ correlation: 0.3, persons: 103, spreadRatio: 1 });
		expect(same).toMatchObject({ corrected: 0.3 });
		const up = correctDirectRestriction({ correlation: 0.3, persons: 103, spreadRatio: 2 });
		const down = correctDirectRestriction({ correlation: -0.3, persons: 103, spreadRatio: 2 });
		if (!up.ok || !down.ok) throw new Error('refused');
		expect(up.corrected).toBeCloseTo(0.6 / Math.sqrt(1 - 0.09 + 0.36), 12);
		expect(down.corrected).toBeCloseTo(-up.corrected, 12);
		expect(down.low).toBeCloseTo(-up.high, 12);
	});

	it('selecting by the score itself is the case of a third variable that is the score', () => {
		const given = { correlation: 0.25, persons: 200, spreadRatio: 1.7 };
		const direct = correctDirectRestriction(given);
		const indirect = correctIndirectRestriction({
			...given,
			withSelector: 1,
			criterionWithSelector: 0.25,
		});
		if (!direct.ok || !indirect.ok) throw new Error('refused');
		expect(indirect.corrected).toBeCloseTo(direct.corrected, 12);
	});

	it('finds the validity among all applicants again after the best third was taken', () => {
		const next = normal(uniform(11));
		const people = Array.from({ length: 60_000 }, () => {
			const selector = next();
			const score = 0.6 * selector + 0.8 * next();
			return { selector, score, criterion: 0.5 * score + Math.sqrt(0.75) * next() };
		});
		const byScore = people.filter(({ score }) => score > 0.43);
		const direct = correctDirectRestriction({
			correlation: correlation(byScore.map(({ score, criterion }) => [score, criterion])),
			persons: byScore.length,
			spreadRatio: 1 / sd(byScore.map(({ score }) => score)),
		});
		const byOther = people.filter(({ selector }) => selector > 0.43);
		const indirect = correctIndirectRestriction({
			correlation: correlation(byOther.map(({ score, criterion }) => [score, criterion])),
			persons: byOther.length,
			spreadRatio: 1 / sd(byOther.map(({ selector }) => selector)),
			withSelector: correlation(byOther.map(({ score, selector }) => [score, selector])),
			criterionWithSelector: correlation(
				byOther.map(({ criterion, selector }) => [criterion, selector]),
			),
		});
		if (!direct.ok || !indirect.ok) throw new Error('refused');
		expect(direct.restricted).toBeLessThan(0.4);
		expect(direct.corrected).toBeCloseTo(0.5, 1);
		expect(direct.low).toBeLessThan(0.5);
		expect(direct.high).toBeGreaterThan(0.5);
		expect(indirect.corrected).toBeCloseTo(0.5, 1);
	});

	it('refuses what is no correlation, no spread, or too few', () => {
		const good = { correlation: 0.3, persons: 50, spreadRatio: 1.5 };
		const refused = (change: Partial<typeof good>) =>
			correctDirectRestriction({ ...good, ...change });
		expect(refused({ correlation: 1.2 })).toMatchObject({ value: 1.2 });
		expect(refused({ correlation: NaN })).toMatchObject({ code: 'psychometrics.bad_correlation' });
		expect(refused({ spreadRatio: 0 })).toMatchObject({ code: 'psychometrics.bad_spread' });
		expect(refused({ persons: 3 })).toMatchObject({ code: 'psychometrics.too_few_persons' });
		expect(refused({ correlation: 1 })).toMatchObject({ corrected: 1, low: 1, high: 1 });
	});
});

describe('small cells', () => {
	const tables = fc
		.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
		.chain(([rows, columns]) =>
			fc.array(
				fc.array(fc.oneof(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 400 })), {
					minLength: columns,
					maxLength: columns,
				}),
				{ minLength: rows, maxLength: rows },
			),
		);

	it('shows no count from 1 to 9 and lets none be brought back by subtraction', () => {
		fc.assert(
			fc.property(tables, (counts) => {
				const found = suppressSmallCells(counts);
				if (!found.ok) throw new Error(found.code);
				const shown = [...found.cells.flat(), ...found.rowTotals, ...found.columnTotals];
				expect(shown.filter((count) => count !== undefined && count > 0 && count < 10)).toEqual([]);
				const unknown = (cells: readonly (number | undefined)[]) =>
					cells.filter((cell) => cell === undefined).length;
				for (const [row, cells] of found.cells.entries()) {
					expect(unknown([...cells, found.rowTotals[row]])).not.toBe(1);
				}
				for (const [column, total] of found.columnTotals.entries()) {
					expect(unknown([...found.cells.map((cells) => cells[column]), total])).not.toBe(1);
				}
			}),
		);
	});

	it('leaves a table without small cells as it is, zeros among them', () => {
		const counts = [
			[10, 0],
			[40, 25],
		];
		expect(suppressSmallCells(counts)).toMatchObject({
			cells: counts,
			rowTotals: [10, 65],
			columnTotals: [50, 25],
			small: 0,
			complementary: 0,
		});
	});

	it('hides the smallest companions of one small count', () => {
		const found = suppressSmallCells([
			[3, 50, 60],
			[40, 20, 70],
			[80, 90, 95],
		]);
		if (!found.ok) throw new Error(found.code);
		expect(found.small).toBe(1);
		expect(found.complementary).toBe(3);
		expect(found.cells[0]).toEqual([undefined, undefined, 60]);
		expect(found.cells[1]).toEqual([undefined, undefined, 70]);
		expect(found.rowTotals).toEqual([113, 130, 265]);
	});

	it('refuses a ragged table and counts that cannot be', () => {
		const code = 'psychometrics.bad_table';
		expect(suppressSmallCells([[1, 2], [3]])).toMatchObject({ code, row: 1, column: 1 });
		expect(suppressSmallCells([[1, -2]])).toMatchObject({ code, row: 0, column: 1 });
		expect(suppressSmallCells([[1.5]])).toMatchObject({ code });
	});
});

function sd(values: readonly number[]): number {
	const mean = values.reduce((a, b) => a + b, 0) / values.length;
	return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
}

function correlation(pairs: readonly (readonly [number, number])[]): number {
	const [xs, ys] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
	const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
	const [mx, my] = [mean(xs), mean(ys)];
	const across = pairs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / pairs.length;
	return across / (sd(xs) * sd(ys));
}
