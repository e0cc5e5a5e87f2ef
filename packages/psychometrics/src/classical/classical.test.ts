import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { uniform } from '../../test/chance.ts';
import { lsat7, matrixOf } from '../../test/published.ts';
import { keyScores, normalUpperQuantile, type OptionMatrix } from '../index.ts';
import { oneFactor } from './one-factor.ts';
import {
	analyseDistractors,
	analyseItems,
	biserialFromPointBiserial,
	omega,
	polyserial,
	reliability,
	scoreDistribution,
} from './index.ts';

describe('LSAT7 (Bock & Lieberman 1970), figures of R ltm::descript', () => {
	const analysis = analyseItems(lsat7());

	test('alpha .453', () => {
		expect(analysis.reliability).toMatchObject({ ok: true, persons: 1000, items: 5 });
		if (analysis.reliability.ok) expect(analysis.reliability.alpha).toBeCloseTo(0.453, 3);
	});

	test('difficulty and corrected item-rest correlation', () => {
		const p = [0.828, 0.658, 0.772, 0.606, 0.843];
		const r = [0.2457, 0.2467, 0.3132, 0.2228, 0.1748];
		for (const [i, row] of analysis.items.entries()) {
			expect(row.difficulty).toBeCloseTo(p[i]!, 6);
			expect(row.itemRest).toBeCloseTo(r[i]!, 4);
		}
	});
});

describe('reliability', () => {
	const scores = fc.array(
		fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 4, maxLength: 4 }),
		{
			minLength: 3,
			maxLength: 30,
		},
	);

	test('alpha equals the mean split-half covariance form: k² c̄ / s_T²', () => {
		fc.assert(
			fc.property(scores, (rows) => {
				const result = reliability(matrixOf(rows, [4, 4, 4, 4]));
				if (!result.ok) return;
				const means = [0, 1, 2, 3].map((i) => rows.reduce((s, r) => s + r[i]!, 0) / rows.length);
				let between = 0;
				for (let i = 0; i < 4; i++) {
					for (let j = 0; j < 4; j++) {
						if (i === j) continue;
						for (const row of rows) between += (row[i]! - means[i]!) * (row[j]! - means[j]!);
					}
				}
				const meanCovariance = between / 12 / (rows.length - 1);
				expect(result.alpha).toBeCloseTo((16 * meanCovariance) / result.totalSd ** 2, 9);
				expect(result.alphaLow).toBeLessThanOrEqual(result.alpha + 1e-9);
				expect(result.alphaHigh).toBeGreaterThanOrEqual(result.alpha - 1e-9);
			}),
		);
	});

	test('items that repeat each other have alpha 1 and no error', () => {
		const result = reliability(matrixOf([[0, 0], [1, 1], [1, 1]])); // prettier-ignore
		expect(result).toMatchObject({ ok: true, alpha: 1, sem: 0 });
	});

	test('Feldt interval stands on F with n − 1 and (n − 1)(k − 1) degrees of freedom', () => {
		// Upper and lower .025 points of F(99, 891): 1.319 and .727.
		const rows = equicorrelated(100, 10, 0.8);
		const result = reliability(rows);
		if (!result.ok) throw new Error(result.code);
		expect((1 - result.alphaLow) / (1 - result.alpha)).toBeCloseTo(1.319, 2);
		expect((1 - result.alphaHigh) / (1 - result.alpha)).toBeCloseTo(0.727, 2);
	});

	test.each([
		['one person', [[1, 0, 1]], 'psychometrics.too_few_persons'],
		['one item', [[1], [0]], 'psychometrics.too_few_items'],
		[
			'equal totals',
			[
				[1, 0],
				[0, 1],
			],
			'psychometrics.no_variance',
		],
	] as const)('%s is refused', (_, rows, code) => {
		expect(reliability(matrixOf(rows))).toMatchObject({ ok: false, code });
	});
});

/** Scores 0–4 of items with one common factor: whatever alpha comes of it. */
function equicorrelated(persons: number, items: number, loading: number) {
	const random = uniform(7);
	const normal = () => normalUpperQuantile(1 - random());
	return matrixOf(
		Array.from({ length: persons }, () => {
			const factor = normal();
			return Array.from({ length: items }, () => {
				const x = 2 + loading * factor + 0.8 * normal();
				return Math.max(0, Math.min(4, Math.round(x)));
			});
		}),
	);
}

describe('omega', () => {
	test('recovers the loadings of a covariance matrix that has one factor', () => {
		const loadings = [0.9, 0.7, 1.4, 0.5, 1.1];
		const unique = [0.4, 0.6, 0.5, 0.9, 0.3];
		const covariances = new Float64Array(25);
		for (let i = 0; i < 5; i++) {
			for (let j = 0; j < 5; j++) {
				covariances[i * 5 + j] = loadings[i]! * loadings[j]! + (i === j ? unique[i]! : 0);
			}
		}
		const fit = oneFactor(covariances, 5);
		if (!fit.ok) throw new Error(fit.code);
		for (let i = 0; i < 5; i++) {
			expect(fit.loadings[i]).toBeCloseTo(loadings[i]!, 6);
			expect(fit.uniquenesses[i]).toBeCloseTo(unique[i]!, 6);
		}
		expect(fit.heywood).toEqual([]);
	});

	test('is near alpha where loadings are equal, and constant items change nothing', () => {
		const matrix = equicorrelated(2000, 6, 1);
		const [found, alpha] = [omega(matrix), reliability(matrix)];
		if (!found.ok || !alpha.ok) throw new Error('refused');
		expect(found.omega).toBeCloseTo(alpha.alpha, 2);
		const rows = Array.from({ length: matrix.persons }, (_, p) => [
			...matrix.scores.subarray(p * 6, p * 6 + 6),
			1,
		]);
		expect(omega(matrixOf(rows))).toMatchObject({
			omega: found.omega,
			usedItems: [0, 1, 2, 3, 4, 5],
		});
	});

	test('two items cannot carry a factor', () => {
		expect(
			omega(
				matrixOf([
					[0, 1],
					[1, 1],
					[1, 0],
				]),
			),
		).toMatchObject({
			// prettier-ignore
			code: 'psychometrics.too_few_items',
			found: 2,
		});
	});
});

describe('polyserial', () => {
	test('recovers a known correlation: bias below .01 over 20 samples of 2000', () => {
		const random = uniform(11);
		const normal = () => normalUpperQuantile(1 - random());
		let bias = 0;
		for (let sample = 0; sample < 20; sample++) {
			const counts = Array.from({ length: 4 }, () => new Float64Array(81));
			for (let person = 0; person < 2000; person++) {
				const z = normal();
				const x = 0.6 * z + 0.8 * normal();
				const category = x < -1 ? 0 : x < 0.2 ? 1 : x < 1.2 ? 2 : 3;
				counts[category]![Math.max(0, Math.min(80, Math.round(40 + 10 * z)))]! += 1;
			}
			bias += polyserial({ restScores: Array.from({ length: 81 }, (_, t) => t), counts })! - 0.6;
		}
		expect(Math.abs(bias / 20)).toBeLessThan(0.01);
	});

	test('for two categories it is near the biserial formula', () => {
		const rest = [0, 1, 2, 3, 4, 5, 6];
		const counts = [
			[10, 40, 80, 90, 60, 20, 5],
			[2, 10, 45, 100, 110, 70, 25],
		];
		const n = 667;
		const p = 362 / n;
		const mean = (row: readonly number[]) => row.reduce((s, c, t) => s + c * t, 0);
		const m = (mean(counts[0]!) + mean(counts[1]!)) / n;
		const sd = Math.sqrt(counts.flat().reduce((s, c, at) => s + c * ((at % 7) - m) ** 2, 0) / n);
		const r = ((mean(counts[1]!) / 362 - m) / sd) * Math.sqrt(p / (1 - p));
		expect(
			Math.abs(polyserial({ restScores: rest, counts })! - biserialFromPointBiserial(r, p)),
		).toBeLessThan(0.01);
	});

	test('a constant item, a constant score and perfect separation have none', () => {
		expect(polyserial({ restScores: [0, 1], counts: [[3, 4], [0, 0]] })).toBeNull(); // prettier-ignore
		expect(polyserial({ restScores: [0, 1], counts: [[3, 0], [4, 0]] })).toBeNull(); // prettier-ignore
		expect(
			polyserial({ restScores: [0, 1, 2, 3], counts: [[5, 5, 0, 0], [0, 0, 5, 5]] }), // prettier-ignore
		).toBeNull();
	});
});

describe('degenerate items and persons', () => {
	test('all right, all wrong and not answered: statistics without NaN, and flags', () => {
		const { items } = analyseItems(
			matrixOf([[1, 0, null, 1], [1, 0, null, 0], [1, 0, null, 1]]), // prettier-ignore
		);
		expect(items.map((row) => row.flags)).toEqual([
			['constant', 'too_easy'],
			['constant', 'too_hard'],
			['not_answered'],
			[],
		]);
		expect(items.map((row) => row.itemRest)).toEqual([null, null, null, null]);
		expect(JSON.stringify(items)).not.toContain('NaN');
	});

	test('one person: means, and null where spread is needed', () => {
		const { items, reliability: none } = analyseItems(matrixOf([[1, 0]]));
		expect(items[0]).toMatchObject({ mean: 1, sd: null, itemRest: null, alphaWithout: null });
		expect(none).toMatchObject({ ok: false, code: 'psychometrics.too_few_persons' });
	});

	test('listwise leaves out who has a gap and says how many', () => {
		const matrix = matrixOf([[1, 0], [null, 1], [0, 0]]); // prettier-ignore
		expect(analyseItems(matrix, { missing: 'listwise' })).toMatchObject({
			persons: 2,
			excluded: 1,
		});
		expect(scoreDistribution(matrixOf([[null]]), { missing: 'listwise' })).toBeNull();
	});

	test('an item with the wrong sign is flagged', () => {
		const rows = [[0, 0, 1], [0, 1, 1], [1, 1, 0], [1, 1, 0]]; // prettier-ignore
		expect(analyseItems(matrixOf(rows)).items[2]!.flags).toEqual(['negative_discrimination']);
	});
});

describe('distractors', () => {
	/** Four persons able on the other items choose `able`, four others choose `weak` on item 0. */
	const table = (able: number, weak: number): OptionMatrix => ({
		persons: 8,
		items: 4,
		choices: Int8Array.from(
			[0, 1, 2, 3, 4, 5, 6, 7].flatMap((p) => (p < 4 ? [able, 0, 0, 0] : [weak, p % 2, 1, 1])),
		),
		optionCounts: Int8Array.of(4, 2, 2, 2),
	});

	test('a wrong key shows itself', () => {
		const options = table(2, 1);
		const wrong = analyseDistractors(options, keyScores(options, [1, 0, 0, 0]));
		if (!wrong.ok) throw new Error(wrong.code);
		const flags = wrong.items[0]!.options.map((option) => option.flags);
		expect(flags).toEqual([['unused'], ['repels_able'], ['attracts_able'], ['unused']]);
		const right = analyseDistractors(options, keyScores(options, [2, 0, 0, 0]));
		if (!right.ok) throw new Error(right.code);
		expect(right.items[0]!.options.flatMap((option) => option.flags)).toEqual(['unused', 'unused']);
	});

	test('shares count blanks; point-biserial and groups are those of the rest score', () => {
		const options = table(2, -1);
		const result = analyseDistractors(options, keyScores(options, [2, 0, 0, 0]), { groups: 2 });
		if (!result.ok) throw new Error(result.code);
		expect(result.items[0]).toMatchObject({ blank: 4 });
		expect(result.items[0]!.options[2]).toMatchObject({
			chosen: 4,
			share: 0.5,
			meanRest: 3,
			byGroup: [0, 1],
		});
		// Rest scores 3 3 3 3 against 1 0 1 0: r = (3 − .5)/2 / sd(n) of all eight.
		expect(result.items[0]!.options[2]!.pointBiserial).toBeCloseTo(1.25 / Math.sqrt(1.6875), 9);
	});

	test('a wrong key is refused by its place', () => {
		const options = table(2, 1);
		expect(analyseDistractors(options, keyScores(options, [9, 0, 0, 0]))).toMatchObject({
			ok: false,
			code: 'psychometrics.bad_key',
			item: 0,
		});
	});
});

test('score distribution of 0 1 1 2 5', () => {
	const found = scoreDistribution(matrixOf([[0], [1], [1], [2], [5]]));
	expect(found).toMatchObject({ persons: 5, mean: 1.8, lowest: 0, highest: 5, median: 1 });
	expect([...found!.counts]).toEqual([1, 2, 1, 0, 0, 1]);
	expect(found!.sd).toBeCloseTo(1.923538, 6);
	expect(found!.skewness).toBeCloseTo(5.184 / 2.96 ** 1.5, 9);
	const constant = scoreDistribution(matrixOf([[1], [1]]));
	expect(constant).toMatchObject({ skewness: null, kurtosis: null, sd: 0 });
});
