import { describe, expect, test, vi } from 'vitest';
import { lsat7, matrixOf } from '../../test/published.ts';
import { simulated } from '../../test/simulate.ts';
import { calibrate } from './calibrate.ts';
import { itemFit, type ItemFits } from './item-fit.ts';
import type { ItemParameters } from './item.ts';

vi.setConfig({ testTimeout: 60_000 });

function fits(...args: Parameters<typeof itemFit>): ItemFits {
	const result = itemFit(...args);
	if (!result.ok) throw new Error(result.code);
	return result;
}

const binary = (slopes: readonly number[]): ItemParameters[] =>
	slopes.map((slope, i) => ({ model: 'logistic', slope, intercept: 1 - i / 6, guessing: 0 }));

describe('S-X²', () => {
	test('LSAT7 under the 2PL: figures in the tests of R mirt', () => {
		const fit = calibrate(lsat7(), { tolerance: 1e-7, standardErrors: 'none' });
		if (!fit.ok) throw new Error(fit.code);
		const { items, persons } = fits(lsat7(), fit.items);
		expect(persons).toBe(1000);
		for (const [i, expected] of [4.74944, 14.451071, 1.270381, 5.2374, 0.941125].entries()) {
			expect(items[i]!.statistic).toBeCloseTo(expected, 2);
			expect(items[i]!.degreesOfFreedom).toBe(2);
		}
	});

	test('rejects about one item in twenty where the model holds', () => {
		const truth = binary([0.7, 1, 1.3, 0.9, 1.1, 1.6, 0.8, 1, 1.2, 1.4]);
		let [rejected, tests] = [0, 0];
		for (let sample = 0; sample < 12; sample++) {
			const matrix = simulated(truth, 1200, 50 + sample);
			const fit = calibrate(matrix, { standardErrors: 'none' });
			if (!fit.ok) throw new Error(fit.code);
			for (const { p } of fits(matrix, fit.items).items) {
				tests++;
				if (p! < 0.05) rejected++;
			}
		}
		expect(tests).toBe(120);
		// Expected 6; more than 15 has a chance below .001.
		expect(rejected).toBeLessThanOrEqual(15);
	});

	test('finds the item whose slope is wrong', () => {
		const truth = binary([1, 1, 1, 1, 2.2, 1, 1, 1, 1, 1]);
		const assumed = binary([1, 1, 1, 1, 0.9, 1, 1, 1, 1, 1]);
		const { items } = fits(simulated(truth, 3000, 5), assumed);
		expect(items[4]!.p).toBeLessThan(1e-6);
		expect(items[4]!.rmsd).toBe(Math.max(...items.map((item) => item.rmsd!)));
	});

	test('polytomous items: right size, and sparse cells merged', () => {
		const truth = Array.from({ length: 8 }, (_, i): ItemParameters => {
			return { model: 'partial-credit', slope: 0.7 + i / 10, intercepts: [1.2, 0, -1.2] };
		});
		let rejected = 0;
		for (let sample = 0; sample < 10; sample++) {
			const { items } = fits(simulated(truth, 800, 90 + sample), truth);
			rejected += items.filter((item) => item.p! < 0.05).length;
		}
		// Parameters are known here and yet cost degrees of freedom: a little too strict.
		expect(rejected).toBeLessThanOrEqual(16);
	});

	test('too few persons for any cell, gaps, and another number of items', () => {
		const items = binary([1, 1, 1]);
		expect(fits(matrixOf([[1, 0, 1]]), items).items[0]).toMatchObject({ statistic: null, p: null });
		expect(itemFit(matrixOf([[1, null, 1]]), items)).toMatchObject({
			code: 'psychometrics.no_complete_persons',
		});
		expect(itemFit(matrixOf([[1, 0]]), items)).toMatchObject({
			code: 'psychometrics.wrong_length',
		});
		expect(itemFit(matrixOf([[1, 0, 0]]), binary([1, NaN, 1]))).toMatchObject({
			code: 'psychometrics.bad_parameters',
			item: 1,
		});
		expect(itemFit(matrixOf([[2, 0, 0]]), items)).toMatchObject({
			code: 'psychometrics.category_unknown',
			item: 0,
		});
	});
});
