import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CountCell, showColumn, showCount } from './shown-counts.ts';

const cellsOf = (...counts: readonly number[]): readonly CountCell[] =>
	counts.map((count, at) => ({ key: `v-${String(at).padStart(2, '0')}`, count }));
const hiddenOf = (...counts: readonly number[]) => [...showColumn(cellsOf(...counts)).hidden];

describe('a count of people', () => {
	it('is shown from ten on, and where nobody is counted', () => {
		expect([0, 1, 9, 10].map(showCount)).toEqual([0, 'under_10', 'under_10', 10]);
	});
});

describe('a column with its total', () => {
	it('stays as it is where no group is small', () => {
		expect(showColumn(cellsOf(10, 0, 42))).toEqual({ hidden: new Map(), total: 52 });
	});

	it('hides one more than the small cell, which the total would give away', () => {
		expect(hiddenOf(72, 3, 58)).toEqual([
			['v-01', 'under_10'],
			['v-00', 'withheld'],
		]);
	});

	it('hides as many as it takes, in the order of their keys', () => {
		expect(hiddenOf(4, 11, 10, 90, 200).map(([key]) => key)).toEqual([
			'v-00',
			'v-01',
			'v-02',
			'v-03',
		]);
	});

	it('hides the total where the other cells are too few or too near ten', () => {
		expect(showColumn(cellsOf(4, 0, 12)).total).toBe('withheld');
		expect(showColumn(cellsOf(4, 0, 12)).hidden).toEqual(new Map([['v-00', 'under_10']]));
		expect(showColumn(cellsOf(4, 8)).total).toBe('withheld');
		expect(showColumn(cellsOf(4, 3)).total).toBe('under_10');
	});

	it('never lets a small cell be computed: each could be any number from one to nine', () => {
		const counts = fc.array(fc.oneof(fc.nat(12), fc.nat(300)), { maxLength: 12 });
		fc.assert(
			fc.property(counts, (given) => {
				const cells = cellsOf(...given);
				const { hidden, total } = showColumn(cells);
				for (const { key, count } of cells) {
					expect(hidden.get(key) === 'under_10').toBe(count > 0 && count < 10);
				}
				if (typeof total !== 'number' || !hidden.size) return;
				const shown = cells.filter(({ key }) => !hidden.has(key));
				const rest = total - shown.reduce((sum, { count }) => sum + count, 0);
				const small = [...hidden.values()].filter((kind) => kind === 'under_10').length;
				const large = hidden.size - small;
				// The others at their least leave the most for one small cell; large ones have no most.
				expect(rest - (small - 1) - 10 * large).toBeGreaterThanOrEqual(9);
				expect(large).toBeGreaterThan(0);
			}),
		);
	});
});
