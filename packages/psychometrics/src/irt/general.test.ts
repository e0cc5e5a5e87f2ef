import { describe, expect, test, vi } from 'vitest';
import { lsat7 } from '../../test/published.ts';
import { bias, rmse, simulated } from '../../test/simulate.ts';
import type { ResponseMatrix } from '../data/index.ts';
import { normalDensity } from '../distributions/index.ts';
import { calibrate } from './calibrate.ts';
import type { Calibration, CalibrationOptions } from './calibration.ts';
import { categoryGradients } from './item-gradients.ts';
import {
	categoryProbabilities,
	difficulties,
	type GradedItem,
	type ItemParameters,
	type LogisticItem,
} from './item.ts';

vi.setConfig({ testTimeout: 60_000 });

function fitted(matrix: ResponseMatrix, options: CalibrationOptions): Calibration {
	const fit = calibrate(matrix, options);
	if (!fit.ok) throw new Error(fit.code);
	return fit;
}

describe('graded response model', () => {
	const truth = Array.from({ length: 20 }, (_, i): GradedItem => {
		const intercepts = [1.5 + i / 20, 0.2, -1.2 - i / 30];
		return { model: 'graded', slope: 0.8 + (i % 5) / 4, intercepts };
	});

	test('with two categories it is the 2PL: LSAT7 −2658.805', () => {
		const fit = fitted(lsat7(), { model: 'GRM', tolerance: 1e-7 });
		const twoParameter = fitted(lsat7(), { model: '2PL', tolerance: 1e-7 });
		expect(fit.logLikelihood).toBeCloseTo(-2658.805, 3);
		for (const [i, item] of fit.items.entries()) {
			expect(item.slope).toBeCloseTo(twoParameter.items[i]!.slope, 4);
			expect(fit.errors![i]!.slope).toBeCloseTo(twoParameter.errors![i]!.slope!, 4);
		}
	});

	test('20 items × 4000: bias of slopes below .02, RMSE of slopes and intercepts below .06', () => {
		const fit = fitted(simulated(truth, 4000, 6), { model: 'GRM', standardErrors: 'none' });
		const slopes = fit.items.map((item, i) => item.slope - truth[i]!.slope);
		expect(fit.converged).toBe(true);
		expect(Math.abs(bias(slopes))).toBeLessThan(0.02);
		expect(rmse(slopes)).toBeLessThan(0.06);
		const boundaries = fit.items.flatMap((item, i) =>
			(item as GradedItem).intercepts.map((d, k) => d - truth[i]!.intercepts[k]!),
		);
		expect(rmse(boundaries)).toBeLessThan(0.06);
	});

	test('missing answers are left out', () => {
		const fit = fitted(simulated(truth, 3000, 7, 0.25), { model: 'GRM', standardErrors: 'none' });
		expect(Math.abs(bias(fit.items.map((item, i) => item.slope - truth[i]!.slope)))).toBeLessThan(
			0.04,
		);
	});
});

describe('three-parameter model, c with the prior Beta(5, 17)', () => {
	const truth = Array.from({ length: 30 }, (_, i): LogisticItem => {
		const slope = 0.8 + (i % 5) / 4;
		return { model: 'logistic', slope, intercept: slope * (2 - (4 * i) / 29), guessing: 0.2 };
	});

	test('30 items × 5000: bias of slopes below .05, RMSE a .16, b .15, c .05', () => {
		const fit = fitted(simulated(truth, 5000, 5), { model: '3PL', standardErrors: 'none' });
		expect(fit.converged).toBe(true);
		const slopes = fit.items.map((item, i) => item.slope - truth[i]!.slope);
		expect(Math.abs(bias(slopes))).toBeLessThan(0.05);
		expect(rmse(slopes)).toBeLessThan(0.16);
		const b = fit.items.map((item, i) => difficulties(item)[0]! - difficulties(truth[i]!)[0]!);
		expect(rmse(b)).toBeLessThan(0.15);
		expect(rmse(fit.items.map((item) => (item as LogisticItem).guessing - 0.2))).toBeLessThan(0.05);
	});

	test('five items (LSAT7) keep slopes below 3 where a fit without a prior runs away', () => {
		const fit = fitted(lsat7(), { model: '3PL' });
		expect(fit.converged).toBe(true);
		expect(fit.unboundedItems).toEqual([]);
		for (const [i, item] of fit.items.entries()) {
			expect(item.slope).toBeLessThan(3);
			expect(fit.errors![i]!.guessing).toBeGreaterThan(0);
		}
	});

	test('a prior far stronger than the data holds c where it is', () => {
		const fit = fitted(lsat7(), { model: '3PL', guessingPrior: { alpha: 20_000, beta: 80_000 } });
		for (const item of fit.items) expect((item as LogisticItem).guessing).toBeCloseTo(0.2, 2);
	});
});

test('models may be mixed: each item is what was asked for', () => {
	const truth = [
		{ model: 'logistic', slope: 1.2, intercept: 0.5, guessing: 0 },
		{ model: 'graded', slope: 1, intercepts: [1, -1] },
		{ model: 'partial-credit', slope: 0.9, intercepts: [0.6, -0.6] },
		{ model: 'logistic', slope: 1.5, intercept: 0, guessing: 0.2 },
		{ model: 'partial-credit', slope: 1.1, intercepts: [0.3, 0.1] },
	] as const;
	const matrix = simulated(truth, 6000, 8);
	const fit = fitted(matrix, { model: ['2PL', 'GRM', 'GPCM', '3PL', 'GPCM'] });
	expect(fit.items.map((item) => item.model)).toEqual(truth.map((item) => item.model));
	for (const [i, item] of fit.items.entries()) {
		expect(Math.abs(item.slope - truth[i]!.slope)).toBeLessThan(4 * fit.errors![i]!.slope!);
	}
	expect(fit.parameters).toBe(14);
});

test('the general engine and the one for divide-by-total items agree', () => {
	const choices = Array.from({ length: 6 }, (_, i) => {
		return { model: 'partial-credit', slope: 0.7 + i / 10, intercepts: [0.8, -0.2] } as const;
	});
	const binary = { model: 'logistic', slope: 1, intercept: 0.3, guessing: 0 } as const;
	const matrix = simulated([...choices, binary], 1500, 9, 0.1);
	const tight = { tolerance: 1e-7, standardErrors: 'none' } as const;
	// A graded item of two categories is a 2PL, and sends all items through the general engine.
	const gpcm = choices.map(() => 'GPCM' as const);
	const general = fitted(matrix, { ...tight, model: [...gpcm, 'GRM'] });
	const special = fitted(matrix, { ...tight, model: [...gpcm, '2PL'] });
	expect(general.logLikelihood).toBeCloseTo(special.logLikelihood, 5);
	for (const [i, item] of general.items.entries()) {
		expect(item.slope).toBeCloseTo(special.items[i]!.slope, 4);
	}
});

/**
 * Marginal log likelihood written down anew: for each person the integral over ability by Simpson's
 * rule on 241 points, item by item from the probabilities.
 */
function plainLogLikelihood(matrix: ResponseMatrix, items: readonly ItemParameters[]): number {
	const points = 241;
	const h = 14 / (points - 1);
	const table = Array.from({ length: points }, (_, q) => {
		const theta = -7 + q * h;
		const simpson = q === 0 || q === points - 1 ? 1 : q % 2 === 1 ? 4 : 2;
		const weight = ((simpson * h) / 3) * normalDensity(theta);
		const probabilities = items.map((item) => {
			const p = new Float64Array(4);
			categoryProbabilities(item, theta, p);
			return p;
		});
		return { weight, probabilities };
	});
	let sum = 0;
	for (let person = 0; person < matrix.persons; person++) {
		let marginal = 0;
		for (const { weight, probabilities } of table) {
			let likelihood = weight;
			for (const [i, p] of probabilities.entries()) {
				const score = matrix.scores[person * items.length + i]!;
				if (score >= 0) likelihood *= p[score]!;
			}
			marginal += likelihood;
		}
		sum += Math.log(marginal);
	}
	return sum;
}

/** The item with its slope moved. */
const steeper = (item: ItemParameters, by: number): ItemParameters => ({
	...item,
	slope: item.slope + by,
});

describe('a likelihood written down anew', () => {
	const truth = [
		{ model: 'graded', slope: 1, intercepts: [1, -1] },
		{ model: 'partial-credit', slope: 0.9, intercepts: [0.6, -0.6] },
		{ model: 'partial-credit', slope: 1.3, intercepts: [0.6, 0.1, -0.6] },
		{ model: 'logistic', slope: 1.5, intercept: 0, guessing: 0.2 },
		{ model: 'logistic', slope: 0.8, intercept: 0.7, guessing: 0 },
	] as const;
	const mixed = ['GRM', 'GPCM', 'GPCM', '3PL', '2PL'] as const;
	const onlyDivide = ['GPCM', 'GPCM', 'GPCM', '2PL', '2PL'] as const;

	test.each([
		['mixed models', mixed],
		['divide-by-total items only', onlyDivide],
	] as const)('has the value reported, and no slope left at the estimates: %s', (_, model) => {
		const matrix = simulated(truth, 400, 31, 0.1);
		const fit = fitted(matrix, { model, tolerance: 1e-8, standardErrors: 'none' });
		expect(plainLogLikelihood(matrix, fit.items)).toBeCloseTo(fit.logLikelihood, 6);
		for (const item of [0, 1, 2, 4]) {
			const at = (by: number) =>
				plainLogLikelihood(
					matrix,
					fit.items.map((own, i) => (i === item ? steeper(own, by) : own)),
				);
			expect((at(1e-4) - at(-1e-4)) / 2e-4).toBeCloseTo(0, 3);
		}
	});
});

test.each([
	['divide-by-total', [1.2, 0.5, -0.3, 0.1]],
	['graded', [1.2, 0.9, -0.3, -1]],
	['guessing', [1.2, 0.5, -1.4]],
] as const)('derivatives by item parameters, %s: those of the probabilities', (family, values) => {
	const categories = family === 'guessing' ? 2 : values.length;
	const room = () => ({
		probability: new Float64Array(categories),
		gradient: new Float64Array(categories * values.length),
	});
	const h = 1e-6;
	for (const theta of [-2, 0.4, 1.7]) {
		const [at, above, below] = [room(), room(), room()];
		categoryGradients(family, Float64Array.from(values), theta, at);
		for (let j = 0; j < values.length; j++) {
			const moved = (by: number) => Float64Array.from(values, (x, i) => (i === j ? x + by : x));
			categoryGradients(family, moved(h), theta, above);
			categoryGradients(family, moved(-h), theta, below);
			for (let k = 0; k < categories; k++) {
				const rise = (above.probability[k]! - below.probability[k]!) / (2 * h);
				expect(at.gradient[k * values.length + j]).toBeCloseTo(rise, 7);
			}
		}
	}
});
