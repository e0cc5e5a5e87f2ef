import { describe, expect, test, vi } from 'vitest';
import { normal, uniform } from '../../test/chance.ts';
import { sharedTable } from '../../test/published.ts';
import { simulate } from '../../test/simulate.ts';
import { calibrate, categoryProbabilities, type ItemParameters } from '../index.ts';
import {
	bootstrapLinking,
	equateTrueScores,
	expectedDifference,
	linkScales,
	toLinkedScale,
	type Linking,
} from './index.ts';

vi.setConfig({ testTimeout: 60_000 });

function linked(...args: Parameters<typeof linkScales>): Linking {
	const result = linkScales(...args);
	if (!result.ok) throw new Error(result.code);
	return result;
}

const pairs = (count: number) => Array.from({ length: count }, (_, i) => ({ from: i, to: i }));

function mixedItems(seed: number): ItemParameters[] {
	const gauss = normal(uniform(seed));
	return Array.from({ length: 18 }, (_, i): ItemParameters => {
		const slope = Math.exp(0.3 * gauss());
		const b = 1.2 * gauss();
		if (i % 3 === 0) return { model: 'logistic', slope, intercept: -slope * b, guessing: 0.2 };
		const intercepts = [-0.8, 0.1, 0.9].map((shift) => -slope * (b + shift));
		return { model: i % 3 === 1 ? 'graded' : 'partial-credit', slope, intercepts };
	});
}

/** Slopes there are on the normal metric with b and c: a·1.7 and d = −1.7ab. */
function publishedItems(rows: readonly number[][], first: number): ItemParameters[] {
	return rows.map((row) => {
		const [a, b, c] = row.slice(first, first + 3) as [number, number, number];
		return { model: 'logistic', slope: 1.7 * a, intercept: -1.7 * a * b, guessing: c };
	});
}

const table = sharedTable('kolen_brennan_36_3pl.csv');

describe.skipIf(table === undefined)(
	'Kolen & Brennan, table 6.5: 36-item forms, every third item an anchor (data in ../shared)',
	() => {
		const rows = table ?? [];
		// The file has form Y in its first three columns, form X in its last.
		const [formY, formX] = [publishedItems(rows, 0), publishedItems(rows, 3)];
		const anchors = Array.from({ length: 12 }, (_, i) => ({ from: 3 * i + 2, to: 3 * i + 2 }));

		test('mean-mean and mean-sigma constants to six digits', () => {
			const { constants } = linked(formX, formY, anchors);
			expect(constants['mean-mean']!.slope).toBeCloseTo(1.217266, 5);
			expect(constants['mean-mean']!.intercept).toBeCloseTo(-0.557156, 5);
			expect(constants['mean-sigma']!.slope).toBeCloseTo(1.168891, 5);
			expect(constants['mean-sigma']!.intercept).toBeCloseTo(-0.515543, 5);
		});
	},
);

describe('a known transformation', () => {
	const old = mixedItems(1);
	const truth = { slope: 1.25, intercept: -0.4 };
	const now = old.map((item) => toLinkedScale(item, truth));

	test('leaves probabilities as they were', () => {
		const [before, after] = [new Float64Array(4), new Float64Array(4)];
		for (const [i, item] of old.entries()) {
			for (const theta of [-2, 0.3, 1.9]) {
				categoryProbabilities(item, theta, before);
				categoryProbabilities(now[i]!, 1.25 * theta - 0.4, after);
				for (const [k, p] of before.entries()) expect(after[k]).toBeCloseTo(p, 12);
			}
		}
	});

	test('is found by all four methods, and no anchor drifts', () => {
		const { constants, drift } = linked(old, now, pairs(18));
		for (const found of Object.values(constants)) {
			expect(found!.slope).toBeCloseTo(1.25, 8);
			expect(found!.intercept).toBeCloseTo(-0.4, 8);
		}
		expect(drift.some((anchor) => anchor.drifting)).toBe(false);
	});

	test('an anchor that became harder by .6 stands out, and hardly moves the curve methods', () => {
		const gauss = normal(uniform(9));
		const moved = now.map((item, i) => {
			const shift = i === 5 ? 0.6 : 0.03 * gauss();
			return toLinkedScale(item, { slope: 1, intercept: shift });
		});
		const { constants, drift } = linked(old, moved, pairs(18));
		expect(Math.abs(drift[5]!.difficultyZ!)).toBeGreaterThan(5);
		expect(drift[5]!.drifting).toBe(true);
		expect(constants.haebara!.slope).toBeCloseTo(1.25, 1);
		expect(Math.abs(constants['stocking-lord']!.intercept + 0.4)).toBeLessThan(0.08);
	});
});

test('the curve methods are at the least of their own loss', () => {
	const old = mixedItems(2).filter((item) => item.model === 'logistic');
	const now = mixedItems(3).filter((item) => item.model === 'logistic');
	const { constants } = linked(old, now, pairs(6));
	const p = new Float64Array(2);
	const curve = (item: ItemParameters, theta: number) => {
		categoryProbabilities(item, theta, p);
		return p[1]!;
	};
	const losses = (slope: number, intercept: number) => {
		let [haebara, stockingLord] = [0, 0];
		for (let q = 0; q <= 160; q++) {
			let sum = 0;
			for (const [i, item] of now.entries()) {
				const other = toLinkedScale(old[i]!, { slope, intercept });
				const gap = curve(item, -4 + q / 20) - curve(other, -4 + q / 20);
				sum += gap;
				haebara += gap * gap;
			}
			stockingLord += sum * sum;
		}
		return { haebara, 'stocking-lord': stockingLord };
	};
	for (const method of ['haebara', 'stocking-lord'] as const) {
		const { slope, intercept } = constants[method]!;
		const least = losses(slope, intercept)[method];
		for (const [da, db] of [
			[1e-3, 0],
			[-1e-3, 0],
			[0, 1e-3],
			[0, -1e-3],
		] as const) {
			// prettier-ignore
			expect(losses(slope + da, intercept + db)[method]).toBeGreaterThan(least);
		}
	}
});

describe('true-score equating', () => {
	const form = mixedItems(4);

	test('a form equates to itself, ends to ends', () => {
		for (const { total, equivalent } of equateTrueScores(form, form)) {
			expect(equivalent).toBeCloseTo(total, 8);
		}
	});

	test('a harder form equates upwards, and the expected difference says by how much', () => {
		const harder = form.map((item) => toLinkedScale(item, { slope: 1, intercept: 0.1 }));
		const rows = equateTrueScores(harder, form);
		expect(
			rows.filter((row) => row.ability !== null).every((row) => row.equivalent > row.total),
		).toBe(true);
		expect(expectedDifference(harder, form)).toBeLessThan(-0.2);
		expect(expectedDifference(form, form)).toBe(0);
	});
});

describe('bootstrap', () => {
	test('errors are those that occur over new samples', () => {
		const items = Array.from({ length: 10 }, (_, i): ItemParameters => {
			return { model: 'logistic', slope: 0.8 + (i % 4) / 5, intercept: 1.5 - i / 3, guessing: 0 };
		});
		const random = uniform(21);
		const gauss = normal(random);
		const sample = (mean: number) =>
			simulate(
				items,
				Float64Array.from({ length: 600 }, () => mean + gauss()),
				random,
			);
		const intercepts: number[] = [];
		for (let draw = 0; draw < 30; draw++) {
			const [old, now] = [
				calibrate(sample(0.3), { standardErrors: 'none' }),
				calibrate(sample(0), { standardErrors: 'none' }),
			];
			if (!old.ok || !now.ok) throw new Error('calibration');
			intercepts.push(
				linked(old.items, now.items, pairs(10)).constants['stocking-lord']!.intercept,
			);
		}
		const mean = intercepts.reduce((a, b) => a + b) / 30;
		const spread = Math.sqrt(intercepts.reduce((sum, b) => sum + (b - mean) ** 2, 0) / 29);
		const result = bootstrapLinking({
			from: sample(0.3),
			to: sample(0),
			anchors: pairs(10),
			replicates: 30,
			random,
		});
		if (!result.ok) throw new Error(result.code);
		const error = result.errors['stocking-lord']!;
		expect(mean).toBeCloseTo(0.3, 1);
		expect(error.replicates).toBe(30);
		// Both sides know a standard deviation to about 13 %.
		expect(error.intercept / spread).toBeGreaterThan(0.55);
		expect(error.intercept / spread).toBeLessThan(1.7);
	});

	test('replicates that fail are counted, and cancelling ends it', () => {
		const one = {
			persons: 2,
			items: 3,
			scores: Int8Array.of(1, 0, 1, 0, 1, 0),
			maxScores: Int8Array.of(1, 1, 1),
		};
		const request = { from: one, to: one, anchors: pairs(3), replicates: 6, random: uniform(1) };
		const result = bootstrapLinking({ ...request, random: () => 0 });
		expect(result).toMatchObject({ ok: true, failed: { 'psychometrics.constant_item': 6 } });
		expect(bootstrapLinking({ ...request, progress: () => false })).toMatchObject({
			code: 'psychometrics.cancelled',
		});
		expect(bootstrapLinking({ ...request, replicates: 1 })).toMatchObject({ ok: false });
	});
});

describe('what cannot be linked is refused', () => {
	const form = mixedItems(5);
	test.each([
		['one anchor', [{ from: 0, to: 0 }], 'psychometrics.too_few_anchors'],
		[
			'an anchor outside the form',
			[
				{ from: 0, to: 0 },
				{ from: 99, to: 1 },
			],
			'psychometrics.bad_anchor',
		],
		[
			'an anchor twice',
			[
				{ from: 0, to: 0 },
				{ from: 0, to: 3 },
			],
			'psychometrics.bad_anchor',
		],
		[
			'an anchor of another kind',
			[
				{ from: 0, to: 0 },
				{ from: 1, to: 2 },
			],
			'psychometrics.bad_anchor',
		],
	] as const)('%s', (_, anchors, code) => {
		expect(linkScales(form, form, anchors)).toMatchObject({ ok: false, code });
	});

	test('anchors of one difficulty have no mean-sigma, the others go on', () => {
		const same = [1, 1.5, 0.7].map((slope): ItemParameters => {
			return { model: 'logistic', slope, intercept: 0, guessing: 0 };
		});
		const { constants } = linked(same, same, pairs(3));
		expect(constants['mean-sigma']).toBeNull();
		expect(constants['stocking-lord']!.slope).toBeCloseTo(1, 6);
	});
});
