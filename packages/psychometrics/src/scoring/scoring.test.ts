import { describe, expect, test, vi } from 'vitest';
import { normal, uniform } from '../../test/chance.ts';
import { lsat6, lsat7, matrixOf } from '../../test/published.ts';
import { bias, simulate } from '../../test/simulate.ts';
import { calibrate, type ItemParameters } from '../index.ts';
import type { ResponseMatrix } from '../data/index.ts';
import {
	scoreAbilities,
	sumScoreAbilities,
	type AbilityScores,
	type ScoreMethod,
} from './index.ts';

vi.setConfig({ testTimeout: 60_000 });

function calibrated(matrix: ResponseMatrix, model?: '1PL'): readonly ItemParameters[] {
	const options = { tolerance: 1e-7, standardErrors: 'none' } as const;
	const fit = calibrate(matrix, model === undefined ? options : { ...options, model });
	if (!fit.ok) throw new Error(fit.code);
	return fit.items;
}

function scored(
	rows: Parameters<typeof matrixOf>[0] | ResponseMatrix,
	items: readonly ItemParameters[],
	method: ScoreMethod,
): AbilityScores {
	const matrix = 'scores' in rows ? rows : matrixOf(rows);
	const result = scoreAbilities(matrix, items, method);
	if (!result.ok) throw new Error(result.code);
	return result;
}

/** The first patterns of five items, 00000, 00001, 00010 … */
const patterns = (count: number) =>
	Array.from({ length: count }, (_, pattern) => [4, 3, 2, 1, 0].map((bit) => (pattern >> bit) & 1));

describe('LSAT7 under the 2PL, figures in the tests of R mirt', () => {
	const items = calibrated(lsat7());

	test('EAP of the first six patterns', () => {
		const expected = [-1.8665957, -1.526692, -1.5134024, -1.1852276, -1.094683, -0.7666992];
		const { persons } = scored(patterns(6), items, 'EAP');
		// Two digits, as there: its own sum-score table has −1.86979 for 00000, which is ours.
		for (const [i, { ability }] of persons.entries()) expect(ability).toBeCloseTo(expected[i]!, 2);
		expect(persons[0]!.ability).toBeCloseTo(-1.86979, 4);
	});

	test('MAP of the first six patterns', () => {
		const expected = [-1.8165552, -1.4946906, -1.4822982, -1.1789899, -1.0958928, -0.7951026];
		const { persons } = scored(patterns(6), items, 'MAP');
		for (const [i, { ability }] of persons.entries()) expect(ability).toBeCloseTo(expected[i]!, 2);
	});

	test('EAP for sum scores with errors, expected counts and reliability', () => {
		const table = sumScoreAbilities(items);
		if (!table.ok) throw new Error(table.code);
		const ability = [-1.86979, -1.431861, -0.9488463, -0.4131963, 0.1517289, 0.7271877];
		const error = [0.6927032, 0.6838697, 0.6942298, 0.7210951, 0.758772, 0.8009335];
		const expected = [10.08994, 44.65882, 109.773, 207.7391, 319.1854, 308.5536];
		for (const [total, row] of table.rows.entries()) {
			expect(row.ability).toBeCloseTo(ability[total]!, 3);
			expect(row.error).toBeCloseTo(error[total]!, 3);
			expect(1000 * row.expected).toBeCloseTo(expected[total]!, 1);
		}
		expect(table.reliability).toBeCloseTo(0.4319948, 3);
	});
});

test('LSAT7 under the 1PL: ML of totals 1 and 2 as in the tests of R mirt', () => {
	const items = calibrated(lsat7(), '1PL');
	const { persons } = scored([[0, 0, 0, 0, 1], [0, 0, 0, 1, 1]], items, 'ML'); // prettier-ignore
	expect(persons[0]!.ability).toBeCloseTo(-2.783489, 2);
	expect(persons[1]!.ability).toBeCloseTo(-1.75089, 2);
});

describe('LSAT6 under the 2PL, figures of R ltm::factor.scores (posterior modes)', () => {
	test.each([
		[[0, 0, 0, 0, 0], -1.895, 0.795],
		[[0, 0, 0, 1, 1], -1.041, 0.8],
		[[0, 1, 1, 1, 1], 0.023, 0.828],
		[[1, 0, 1, 1, 1], 0.093, 0.831],
		[[1, 1, 1, 1, 1], 0.606, 0.855],
	])('%j', (row, ability, error) => {
		const { persons } = scored([row], calibrated(lsat6()), 'MAP');
		expect(persons[0]!.ability).toBeCloseTo(ability, 2);
		expect(persons[0]!.error).toBeCloseTo(error, 2);
	});
});

const choices: ItemParameters[] = Array.from({ length: 12 }, (_, i) => ({
	model: 'partial-credit',
	slope: 0.8 + (i % 3) / 5,
	intercepts: [1 - i / 10, 0.2, -0.5 - i / 12],
}));

describe('estimators', () => {
	test('WLE of the Rasch model maximises likelihood times √information', () => {
		const items = [-1, 0, 0.5, 1.5].map((b): ItemParameters => ({
			model: 'logistic',
			slope: 1,
			intercept: -b,
			guessing: 0,
		}));
		for (const answers of [
			[0, 0, 0, 0],
			[1, 0, 1, 0],
			[1, 1, 1, 1],
		]) {
			// prettier-ignore
			const found = scored([answers], items, 'WLE').persons[0]!.ability!;
			const objective = (theta: number) => {
				let [log, information] = [0, 0];
				for (const [i, b] of [-1, 0, 0.5, 1.5].entries()) {
					const p = 1 / (1 + Math.exp(b - theta));
					log += Math.log(answers[i] === 1 ? p : 1 - p);
					information += p * (1 - p);
				}
				return log + 0.5 * Math.log(information);
			};
			expect(objective(found)).toBeGreaterThan(objective(found - 1e-3));
			expect(objective(found)).toBeGreaterThan(objective(found + 1e-3));
		}
	});

	test('WLE has bias below .03 at 1.2 with six items, the highest scores included', () => {
		const short = choices.slice(0, 6);
		const answers = simulate(short, new Float64Array(4000).fill(1.2), uniform(1));
		const errors = scored(answers, short, 'WLE').persons.map((own) => own.ability! - 1.2);
		expect(Math.abs(bias(errors))).toBeLessThan(0.03);
	});

	test('stated errors are those that occur: spread of z-scores near 1', () => {
		const gauss = normal(uniform(2));
		const truth = Float64Array.from({ length: 3000 }, gauss);
		const answers = simulate(choices, truth, uniform(3), 0.1);
		for (const method of ['EAP', 'MAP', 'WLE'] as const) {
			const z = scored(answers, choices, method).persons.map(
				({ ability, error }, p) => (ability! - truth[p]!) / error!,
			);
			const sd = Math.sqrt(bias(z.map((x) => x * x)));
			expect(sd).toBeGreaterThan(0.93);
			expect(sd).toBeLessThan(1.07);
		}
	});

	test('empirical reliability of EAP is the squared correlation with the truth', () => {
		const truth = Float64Array.from({ length: 4000 }, normal(uniform(4)));
		const result = scored(simulate(choices, truth, uniform(5)), choices, 'EAP');
		const eap = result.persons.map((own) => own.ability!);
		const mean = bias(eap);
		let [xy, xx, yy] = [0, 0, 0];
		for (const [p, x] of eap.entries()) {
			xy += (x - mean) * truth[p]!;
			xx += (x - mean) ** 2;
			yy += truth[p]! ** 2;
		}
		expect(result.empiricalReliability).toBeCloseTo((xy * xy) / (xx * yy), 1);
	});
});

describe('persons at the ends, and without answers', () => {
	const items = calibrated(lsat7());

	test('ML says that there is no bound; the others have a number', () => {
		const rows = [[0, 0, 0, 0, 0], [1, 1, 1, 1, 1], [null, null, null, null, null]]; // prettier-ignore
		expect(scored(rows, items, 'ML').persons).toEqual([
			{ status: 'no_lower_bound', ability: null, error: null },
			{ status: 'no_upper_bound', ability: null, error: null },
			{ status: 'unanswered', ability: null, error: null },
		]);
		for (const method of ['EAP', 'MAP', 'WLE'] as const) {
			const { persons } = scored(rows, items, method);
			expect(persons.map((own) => own.status)).toEqual(['estimated', 'estimated', 'unanswered']);
			expect(Number.isFinite(persons[0]!.ability) && Number.isFinite(persons[0]!.error)).toBe(true);
		}
	});

	test('with guessing a likelihood may climb for ever to the left', () => {
		const guessed = [-1, 0, 2].map((b): ItemParameters => ({
			model: 'logistic',
			slope: 2,
			intercept: -2 * b,
			guessing: 0.25,
		}));
		expect(scored([[0, 0, 1]], guessed, 'ML').persons[0]!.status).toBe('no_lower_bound');
	});

	test('a hundred and ten steep items make no NaN', () => {
		const steep = Array.from({ length: 110 }, (_, i): ItemParameters => {
			return { model: 'logistic', slope: 3, intercept: 3 * (i / 55 - 1), guessing: 0 };
		});
		const rows = [steep.map(() => 1), steep.map((_, i) => i % 2), steep.map(() => 0)];
		for (const method of ['EAP', 'MAP', 'WLE'] as const) {
			expect(JSON.stringify(scored(rows, steep, method).persons)).not.toContain('null');
		}
	});
});

test('a prior without spread and parameters that are no numbers are refused', () => {
	const items: ItemParameters[] = [{ model: 'logistic', slope: 1, intercept: 0, guessing: 0 }];
	for (const method of ['EAP', 'MAP'] as const) {
		const flat = scoreAbilities(matrixOf([[1]]), items, method, { prior: { mean: 0, sd: 0 } });
		expect(flat).toMatchObject({ ok: false, code: 'psychometrics.bad_prior' });
	}
	const broken = sumScoreAbilities([{ model: 'graded', slope: 1, intercepts: [0, 1] }]);
	expect(broken).toMatchObject({ ok: false, code: 'psychometrics.bad_parameters', item: 0 });
});

test.each([
	['another number of items', [[1, 0]], undefined, 'psychometrics.wrong_length'],
	['a category without parameters', [[2, 0, 0, 0, 0]], undefined, 'psychometrics.category_unknown'],
	['a slope that is no number', [[1, 0, 0, 0, 0]], NaN, 'psychometrics.bad_parameters'],
] as const)('%s is refused', (_, rows, slope, code) => {
	const items = Array.from({ length: 5 }, (): ItemParameters => {
		return { model: 'logistic', slope: slope ?? 1, intercept: 0, guessing: 0 };
	});
	expect(scoreAbilities(matrixOf(rows), items, 'EAP')).toMatchObject({ ok: false, code });
});
