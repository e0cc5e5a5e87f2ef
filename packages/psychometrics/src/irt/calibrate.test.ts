import { describe, expect, test, vi } from 'vitest';
import { normal, uniform } from '../../test/chance.ts';
import { lsat6, lsat7, matrixOf } from '../../test/published.ts';
import { bias, rmse, simulated } from '../../test/simulate.ts';
import { calibrate } from './calibrate.ts';
import type { Calibration, CalibrationOptions } from './calibration.ts';
import { difficulties, type ItemParameters } from './item.ts';
import { packResponses, thinned, unpackRow } from './packed.ts';
import type { ResponseMatrix } from '../data/index.ts';

// Simulations take their time where the machine is shared.
vi.setConfig({ testTimeout: 60_000 });

function fitted(matrix: ResponseMatrix, options: CalibrationOptions = {}): Calibration {
	const fit = calibrate(matrix, options);
	if (!fit.ok) throw new Error(fit.code);
	return fit;
}

const intercepts = (fit: Calibration) =>
	fit.items.flatMap((item) =>
		item.model === 'logistic' ? [item.intercept] : [...item.intercepts],
	);

describe('LSAT7 (Bock & Lieberman 1970), figures of R ltm', () => {
	test('2PL: log likelihood −2658.805, slopes and intercepts', () => {
		const fit = fitted(lsat7(), { tolerance: 1e-7 });
		expect(fit.converged).toBe(true);
		expect(fit.logLikelihood).toBeCloseTo(-2658.805, 3);
		for (const [i, a] of [0.9875, 1.0808, 1.7075, 0.765, 0.7357].entries()) {
			expect(fit.items[i]!.slope).toBeCloseTo(a, 3);
		}
		for (const [i, d] of [1.8559, 0.808, 1.8052, 0.486, 1.8545].entries()) {
			expect(intercepts(fit)[i]).toBeCloseTo(d, 3);
		}
	});

	test('1PL: log likelihood −2664.901, common slope 1.011, difficulties', () => {
		const fit = fitted(lsat7(), { model: '1PL', tolerance: 1e-7 });
		expect(fit.logLikelihood).toBeCloseTo(-2664.901, 3);
		expect(fit.parameters).toBe(6);
		for (const [i, b] of [-1.848, -0.782, -1.445, -0.516, -1.971].entries()) {
			expect(fit.items[i]!.slope).toBeCloseTo(1.011, 3);
			// −1.84745 here: three digits that fall on either side of a half.
			expect(Math.abs(difficulties(fit.items[i]!)[0]! - b)).toBeLessThan(0.001);
		}
	});
});

describe('LSAT6 (Bock & Lieberman 1970)', () => {
	test('2PL, figures of R ltm: −2466.653, discriminations and their standard errors', () => {
		const fit = fitted(lsat6(), { tolerance: 1e-7 });
		expect(fit.logLikelihood).toBeCloseTo(-2466.653, 3);
		const [a, errors] = [
			[0.8254, 0.7229, 0.8905, 0.6886, 0.6575],
			[0.2581, 0.1867, 0.2326, 0.1852, 0.21],
		] as const;
		const b = [-3.3597, -1.3696, -0.2799, -1.8659, -3.1236];
		for (const [i, item] of fit.items.entries()) {
			// There the search ended at a gradient of .024, a little before the maximum.
			expect(Math.abs(item.slope - a[i]!)).toBeLessThan(0.001);
			expect(Math.abs(fit.errors![i]!.slope! - errors[i]!)).toBeLessThan(0.001);
			expect(Math.abs(difficulties(item)[0]! - b[i]!)).toBeLessThan(0.004);
		}
	});

	test('Rasch with free variance .57, figures of R mirt: easiness and its intervals', () => {
		const fit = fitted(lsat6(), { model: '1PL', tolerance: 1e-7 });
		expect(fit.items[0]!.slope ** 2).toBeCloseTo(0.57, 2);
		for (const [i, d] of [2.73, 0.999, 0.24, 1.306, 2.099].entries()) {
			expect(intercepts(fit)[i]).toBeCloseTo(d, 2);
		}
	});
});

test('cross-product errors of LSAT7 under the 1PL are those of R mirt', () => {
	const fit = fitted(lsat7(), { model: '1PL', standardErrors: 'cross-product', tolerance: 1e-7 });
	// Intervals there: slope .885 to 1.138, intercepts 1.67 to 2.067 and .631 to .951.
	expect(fit.errors![0]!.slope).toBeCloseTo((1.138 - 0.885) / 3.92, 3);
	expect(fit.errors![0]!.intercepts[0]).toBeCloseTo((2.067 - 1.67) / 3.92, 3);
	expect(fit.errors![1]!.intercepts[0]).toBeCloseTo((0.951 - 0.631) / 3.92, 3);
});

/** As many right-or-wrong items as wanted: slopes around 1, difficulties spread over ±2. */
function binaryItems(count: number, seed: number): ItemParameters[] {
	const gauss = normal(uniform(seed));
	return Array.from({ length: count }, (_, i) => {
		const slope = Math.exp(0.25 * gauss());
		return {
			model: 'logistic',
			slope,
			intercept: slope * (2 - (4 * i) / (count - 1)),
			guessing: 0,
		};
	});
}

function choiceItems(count: number, seed: number): ItemParameters[] {
	const gauss = normal(uniform(seed));
	return Array.from({ length: count }, () => {
		const slope = Math.exp(-0.2 + 0.25 * gauss());
		const shift = 0.5 * gauss();
		const intercepts = [-1, 0, 1].map((b) => -slope * (b + shift + 0.2 * gauss()));
		return { model: 'partial-credit', slope, intercepts };
	});
}

const slopeErrors = (fit: Calibration, truth: readonly ItemParameters[]) =>
	truth.map((item, i) => fit.items[i]!.slope - item.slope);

describe('recovery', () => {
	const binary = binaryItems(30, 1);

	test('2PL, 30 items × 5000: bias of slopes below .02, RMSE below .06', () => {
		const fit = fitted(simulated(binary, 5000, 2), { standardErrors: 'none' });
		const slopes = slopeErrors(fit, binary);
		expect(Math.abs(bias(slopes))).toBeLessThan(0.02);
		expect(rmse(slopes)).toBeLessThan(0.06);
		const b = binary.map((item, i) => difficulties(fit.items[i]!)[0]! - difficulties(item)[0]!);
		expect(Math.abs(bias(b))).toBeLessThan(0.03);
		expect(rmse(b)).toBeLessThan(0.09);
	});

	test('a fifth of the answers missing at random costs precision, not truth', () => {
		const fit = fitted(simulated(binary, 3000, 3, 0.2), { standardErrors: 'none' });
		const slopes = slopeErrors(fit, binary);
		expect(Math.abs(bias(slopes))).toBeLessThan(0.035);
		expect(rmse(slopes)).toBeLessThan(0.09);
	});

	test('GPCM, 20 items × 4000: bias of slopes below .02, RMSE below .05', () => {
		const truth = choiceItems(20, 4);
		const fit = fitted(simulated(truth, 4000, 5), { standardErrors: 'none' });
		const slopes = slopeErrors(fit, truth);
		expect(Math.abs(bias(slopes))).toBeLessThan(0.02);
		expect(rmse(slopes)).toBeLessThan(0.05);
		const steps = truth.flatMap((item, i) => {
			const found = difficulties(fit.items[i]!);
			return difficulties(item).map((b, k) => found[k]! - b);
		});
		expect(Math.abs(bias(steps))).toBeLessThan(0.02);
		expect(rmse(steps)).toBeLessThan(0.13);
	});

	test('PCM finds the one slope of items that share it', () => {
		const truth = choiceItems(8, 6).map((item) => ({ ...item, slope: 0.7 }));
		const fit = fitted(simulated(truth, 4000, 7), { model: 'PCM', standardErrors: 'none' });
		expect(new Set(fit.items.map((item) => item.slope)).size).toBe(1);
		expect(fit.items[0]!.slope).toBeCloseTo(0.7, 1);
	});
});

describe('missing answers', () => {
	test('an answer missing by design changes nothing for those who share all items', () => {
		const matrix = lsat7();
		// Two more persons answered nothing at all: they say nothing.
		const rows = Array.from({ length: 1000 }, (_, p) => [
			...matrix.scores.subarray(5 * p, 5 * p + 5),
		]);
		const blank = [null, null, null, null, null];
		const fit = fitted(matrixOf([blank, ...rows, blank]), { tolerance: 1e-7 });
		expect(fit.logLikelihood).toBeCloseTo(-2658.805, 3);
		expect(fit.items[2]!.slope).toBeCloseTo(1.7075, 3);
	});
});

describe('what must not matter', () => {
	const matrix = simulated(choiceItems(7, 21), 700, 22, 0.1);
	const tight = { tolerance: 1e-7, standardErrors: 'none' } as const;
	const fit = fitted(matrix, tight);
	const rows = Array.from({ length: 700 }, (_, p) => [...matrix.scores.subarray(7 * p, 7 * p + 7)]);

	test('the order of persons and of items', () => {
		const turned = rows.toReversed().map((row) => row.toReversed());
		const other = fitted(matrixOf(turned), tight);
		expect(other.logLikelihood).toBeCloseTo(fit.logLikelihood, 6);
		for (const [i, item] of other.items.toReversed().entries()) {
			expect(item.slope).toBeCloseTo(fit.items[i]!.slope, 4);
		}
	});

	test('which end of the scale is up: turned answers mirror the steps', () => {
		const mirrored = rows.map((row) => row.map((score) => (score < 0 ? score : 3 - score)));
		const other = fitted(matrixOf(mirrored), tight);
		expect(other.logLikelihood).toBeCloseTo(fit.logLikelihood, 6);
		for (const [i, item] of other.items.entries()) {
			const steps = difficulties(fit.items[i]!).toReversed();
			for (const [k, b] of difficulties(item).entries()) expect(b).toBeCloseTo(-steps[k]!, 3);
		}
	});
});

describe('standard errors', () => {
	test('observed information agrees with the spread of estimates over samples', () => {
		const truth = binaryItems(8, 8);
		const estimates: number[] = [];
		const errors: number[] = [];
		for (let sample = 0; sample < 30; sample++) {
			const fit = fitted(simulated(truth, 1500, 100 + sample));
			estimates.push(fit.items[3]!.slope);
			errors.push(fit.errors![3]!.slope!);
		}
		const center = bias(estimates);
		const spread = rmse(estimates.map((a) => a - center));
		// Thirty samples know their spread to about 13 %.
		expect(spread / bias(errors)).toBeGreaterThan(0.65);
		expect(spread / bias(errors)).toBeLessThan(1.35);
	});

	test('cross-products agree with observed information where the model holds', () => {
		const truth = choiceItems(6, 9);
		const matrix = simulated(truth, 4000, 10, 0.1);
		const [observed, crossed] = (['observed', 'cross-product'] as const).map(
			(standardErrors) => fitted(matrix, { standardErrors }).errors!,
		);
		for (const [i, own] of observed!.entries()) {
			expect(crossed![i]!.slope! / own.slope!).toBeGreaterThan(0.9);
			expect(crossed![i]!.slope! / own.slope!).toBeLessThan(1.1);
			for (const [k, error] of own.intercepts.entries()) {
				expect(crossed![i]!.intercepts[k]! / error!).toBeGreaterThan(0.85);
				expect(crossed![i]!.intercepts[k]! / error!).toBeLessThan(1.15);
			}
		}
	});
});

describe('more persons than errors need', () => {
	test('a sample of them gives the errors of all: LSAT7 a hundred and one times over', () => {
		const { scores } = lsat7();
		const backwards = scores.map((_, at) => scores[5 * (999 - Math.floor(at / 5)) + (at % 5)]!);
		const many = new Int8Array(101 * scores.length);
		// Every second copy runs backwards, so that every second person is not the same one each time.
		for (let copy = 0; copy < 101; copy++) {
			many.set(copy % 2 === 0 ? scores : backwards, copy * scores.length);
		}
		const matrix = {
			persons: 101_000,
			items: 5,
			scores: many,
			maxScores: new Int8Array(5).fill(1),
		};
		const [once, over] = [
			fitted(lsat7(), { tolerance: 1e-7 }),
			fitted(matrix, { tolerance: 1e-7 }),
		];
		expect(over.errorPersons).toBe(50_500);
		for (const [i, { slope }] of over.errors!.entries()) {
			expect((slope! * Math.sqrt(101)) / once.errors![i]!.slope!).toBeCloseTo(1, 2);
		}
	});

	test('thinning keeps whole rows in their sets of answered items', () => {
		const matrix = simulated(binaryItems(12, 19), 999, 20, 0.3);
		const packed = packResponses(matrix);
		const sample = thinned(packed, 4);
		expect(sample.persons).toBe(250);
		const row = new Int8Array(12);
		for (const { from, to, answered } of sample.sets) {
			for (let place = from; place < to; place++) {
				unpackRow(sample, place, row);
				const person = sample.order![place]!;
				expect([...row]).toEqual([...matrix.scores.subarray(12 * person, 12 * person + 12)]);
				expect([...row.keys()].filter((item) => row[item]! >= 0)).toEqual(answered);
			}
		}
	});
});

describe('the node-spacing rule', () => {
	const long = binaryItems(110, 11);
	const answers = simulated(long, 1500, 12);

	test('21 nodes on 110 items are refused, with the number needed', () => {
		const refused = calibrate(answers, { nodes: 21, standardErrors: 'none' });
		expect(refused).toMatchObject({ ok: false, code: 'psychometrics.nodes_too_coarse', nodes: 21 });
		if (!refused.ok && refused.code === 'psychometrics.nodes_too_coarse') {
			expect(refused.needed).toBeGreaterThan(31);
		}
	});

	test('without a number asked for, the grid is refined until it is fine enough', () => {
		const steep = long.map((item) => ({ ...item, slope: 2.5 * item.slope }));
		const fit = fitted(simulated(steep, 1500, 13), { standardErrors: 'none' });
		expect(fit.converged).toBe(true);
		expect(fit.nodes).toBeGreaterThan(41);
	});
});

test('an SKD form in one call is answered with the remark that it is three scales', () => {
	const form: ItemParameters[] = [...binaryItems(65, 14), ...choiceItems(45, 15)];
	const fit = fitted(simulated(form, 600, 16), { standardErrors: 'none' });
	expect(fit.remarks).toContain('skd_is_three_scales');
	expect(fitted(lsat7(), { standardErrors: 'none' }).remarks).toEqual([]);
});

test('an item with a wrong key is answered with a negative slope and a remark', () => {
	const matrix = simulated(binaryItems(10, 17), 2000, 18);
	const turned = matrix.scores.map((score, at) => (at % 10 === 4 ? 1 - score : score));
	const fit = fitted({ ...matrix, scores: turned }, { standardErrors: 'none' });
	expect(fit.items[4]!.slope).toBeLessThan(0);
	expect(fit.remarks).toEqual(['slope_not_positive']);
});

describe('what cannot be calibrated is refused', () => {
	const base = [[0, 1, 0], [1, 0, 1], [1, 1, 0], [0, 0, 1]]; // prettier-ignore
	test.each([
		['an item all got right', base.map((row) => [...row, 1]), 'psychometrics.constant_item'],
		['an item all got wrong', base.map((row) => [...row, 0]), 'psychometrics.constant_item'],
		['one person', [[1, 0, 1]], 'psychometrics.constant_item'],
		[
			'an item nobody answered',
			base.map((row) => [...row, null]),
			'psychometrics.item_not_answered',
		],
		['one item', [[1], [0]], 'psychometrics.too_few_items'],
	] as const)('%s', (_, rows, code) => {
		expect(calibrate(matrixOf(rows))).toMatchObject({ ok: false, code });
	});

	test('a category that nobody chose, and a binary model for more categories', () => {
		const gap = base.map((row, i) => [...row, i === 0 ? 2 : 0]);
		expect(calibrate(matrixOf(gap))).toMatchObject({
			code: 'psychometrics.category_unused',
			item: 3,
			category: 1,
		});
		expect(calibrate(matrixOf(gap), { model: '2PL' })).toMatchObject({
			code: 'psychometrics.model_needs_two_categories',
			item: 3,
		});
	});

	test('a grid of no nodes, a prior without spread', () => {
		expect(calibrate(lsat7(), { nodes: NaN })).toMatchObject({
			code: 'psychometrics.nodes_too_coarse',
		});
		expect(calibrate(lsat7(), { slopePrior: { mean: 0, sd: 0 } })).toMatchObject({
			code: 'psychometrics.bad_prior',
		});
		expect(calibrate(lsat7(), { guessingPrior: { alpha: 0.5, beta: 1 } })).toMatchObject({
			code: 'psychometrics.bad_prior',
		});
	});

	test('a model list of another length', () => {
		expect(calibrate(matrixOf(base), { model: ['2PL'] })).toMatchObject({
			code: 'psychometrics.wrong_length',
			expected: 3,
			found: 1,
		});
	});

	test('cancelling ends with a refusal', () => {
		const seen: number[] = [];
		const result = calibrate(lsat7(), {
			progress: ({ evaluations }) => {
				seen.push(evaluations);
				return evaluations < 3;
			},
		});
		expect(result).toMatchObject({ ok: false, code: 'psychometrics.cancelled' });
		expect(seen).toEqual([1, 2, 3]);
	});
});

describe('hard data end in finite numbers', () => {
	test('persons all right and all wrong', () => {
		const rows = [...Array.from({ length: 20 }, () => [1, 1, 1, 1]), ...Array.from({ length: 20 }, () => [0, 0, 0, 0]), [1, 0, 1, 0], [0, 1, 0, 1], [1, 1, 0, 0]]; // prettier-ignore
		const fit = fitted(matrixOf(rows));
		expect(JSON.stringify(fit.items)).not.toMatch(/null|NaN/);
		expect(Number.isFinite(fit.logLikelihood)).toBe(true);
	});

	test('items that split persons perfectly are named, and a slope prior holds them', () => {
		const rows = Array.from({ length: 60 }, (_, p) =>
			[0, 1, 2, 3, 4, 5].map((i) => (p % 7 > i ? 1 : 0)),
		);
		const free = fitted(matrixOf(rows), { standardErrors: 'none' });
		expect(free.unboundedItems.length).toBeGreaterThan(0);
		const held = fitted(matrixOf(rows), { slopePrior: { mean: 0, sd: 0.5 } });
		expect(held.unboundedItems).toEqual([]);
		expect(held.converged).toBe(true);
	});
});
