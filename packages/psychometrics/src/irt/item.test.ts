import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	categoryCount,
	categoryCurves,
	categoryProbabilities,
	difficulties,
	expectedScore,
	information,
	makeCurves,
	testInformation,
	type ItemParameters,
} from './index.ts';

const slope = fc.double({ min: 0.2, max: 3, noNaN: true });
const intercept = fc.double({ min: -4, max: 4, noNaN: true });
const anyItem: fc.Arbitrary<ItemParameters> = fc.oneof(
	fc.record({
		model: fc.constant('logistic' as const),
		slope,
		intercept,
		guessing: fc.double({ min: 0, max: 0.4, noNaN: true }),
	}),
	fc.record({
		model: fc.constant('partial-credit' as const),
		slope,
		intercepts: fc.array(intercept, { minLength: 1, maxLength: 5 }),
	}),
	fc.record({
		model: fc.constant('graded' as const),
		slope,
		intercepts: fc
			.array(fc.double({ min: 0.1, max: 2, noNaN: true }), { minLength: 1, maxLength: 5 })
			.map((gaps) => gaps.map((_, k) => 3 - gaps.slice(0, k + 1).reduce((a, b) => a + b))),
	}),
);
const ability = fc.double({ min: -5, max: 5, noNaN: true });

test('probabilities are positive and sum to 1, for every model', () => {
	fc.assert(
		fc.property(anyItem, ability, (item, theta) => {
			const p = new Float64Array(8);
			categoryProbabilities(item, theta, p);
			const used = [...p.subarray(0, categoryCount(item))];
			expect(Math.min(...used)).toBeGreaterThan(0);
			expect(used.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
		}),
	);
});

test('derivatives are those of the probabilities, by finite differences', () => {
	const h = 1e-4;
	fc.assert(
		fc.property(anyItem, ability, (item, theta) => {
			const [at, above, below] = [makeCurves(8), makeCurves(8), makeCurves(8)];
			categoryCurves(item, theta, at);
			categoryCurves(item, theta + h, above);
			categoryCurves(item, theta - h, below);
			for (let k = 0; k < categoryCount(item); k++) {
				const rise = (above.probability[k]! - below.probability[k]!) / (2 * h);
				expect(at.first[k]).toBeCloseTo(rise, 5);
				expect(at.second[k]).toBeCloseTo((above.first[k]! - below.first[k]!) / (2 * h), 5);
			}
		}),
	);
});

test('the expected score rises with ability', () => {
	fc.assert(
		fc.property(anyItem, ability, (item, theta) => {
			expect(expectedScore(item, theta + 0.1)).toBeGreaterThan(expectedScore(item, theta));
		}),
	);
});

test('3PL information is a²·(Q/P)·((P − c)/(1 − c))²', () => {
	const item: ItemParameters = { model: 'logistic', slope: 1.7, intercept: 0.4, guessing: 0.2 };
	for (const theta of [-3, -0.5, 0, 1, 4]) {
		const p = 0.2 + 0.8 / (1 + Math.exp(-(1.7 * theta + 0.4)));
		const byHand = 1.7 ** 2 * ((1 - p) / p) * ((p - 0.2) / 0.8) ** 2;
		expect(information(item, theta)).toBeCloseTo(byHand, 12);
	}
});

test('one-step graded, partial credit and two-parameter items are the same item', () => {
	const two: ItemParameters = { model: 'logistic', slope: 1.2, intercept: -0.7, guessing: 0 };
	for (const model of ['graded', 'partial-credit'] as const) {
		const item: ItemParameters = { model, slope: 1.2, intercepts: [-0.7] };
		for (const theta of [-2, 0, 3]) {
			expect(expectedScore(item, theta)).toBeCloseTo(expectedScore(two, theta), 12);
			expect(information(item, theta)).toBeCloseTo(information(two, theta), 12);
		}
		expect(difficulties(item)).toEqual(difficulties(two));
	}
});

test('far from any item information is 0, not NaN', () => {
	const items: ItemParameters[] = [
		{ model: 'logistic', slope: 2, intercept: 0, guessing: 0.2 },
		{ model: 'graded', slope: 2, intercepts: [1, -1] },
		{ model: 'partial-credit', slope: 2, intercepts: [1, -1] },
	];
	expect(testInformation(items, 1000)).toBe(0);
	expect(testInformation(items, -1000)).toBe(0);
});
