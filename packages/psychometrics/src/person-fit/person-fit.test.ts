import { describe, expect, it } from 'vitest';
import { normal, uniform } from '../../test/chance.ts';
import { matrixOf } from '../../test/published.ts';
import { simulate } from '../../test/simulate.ts';
import type { ItemParameters } from '../irt/index.ts';
import { personFit, type FitMethod, type PersonFit, type PersonFitReport } from './index.ts';

const methods = ['ML', 'MAP', 'WLE'] as const;

function logisticItems(count: number, guessing: number, seed: number): ItemParameters[] {
	const gauss = normal(uniform(seed));
	return Array.from({ length: count }, () => {
		const slope = Math.exp(0.25 * gauss());
		return { model: 'logistic', slope, intercept: -slope * gauss(), guessing };
	});
}

function gradedChoices(count: number): ItemParameters[] {
	return Array.from({ length: count }, (_, i) => ({
		model: 'partial-credit',
		slope: 0.7,
		intercepts: [-1.2, -0.4, 0.4, 1.2].map((b) => -0.7 * (b + (i % 5) / 5 - 0.4)),
	}));
}

function reportOf(...args: Parameters<typeof personFit>): PersonFitReport {
	const report = personFit(...args);
	if (!report.ok) throw new Error(report.code);
	return report;
}

/** lz and lz* of right-or-wrong answers as Snijders (2001) writes them, weights ln(P/Q). */
function byHand(
	items: readonly ItemParameters[],
	answers: readonly number[],
	theta: number,
	balance: (bias: number, information: number) => number,
): { lz: number; lzStar: number } {
	let [surplus, variance, cross, information, bias] = [0, 0, 0, 0, 0];
	const rows = items.map((item, i) => {
		if (item.model !== 'logistic') throw new Error('logistic only');
		const l = 1 / (1 + Math.exp(-(item.slope * theta + item.intercept)));
		const p = item.guessing + (1 - item.guessing) * l;
		const q = 1 - p;
		const first = (1 - item.guessing) * item.slope * l * (1 - l);
		const second = first * item.slope * (1 - 2 * l);
		const w = Math.log(p / q);
		const r = first / (p * q);
		surplus += (answers[i]! - p) * w;
		variance += p * q * w * w;
		cross += first * w;
		information += first * r;
		bias += (first * second) / (p * q);
		return { p, q, w, r };
	});
	const c = cross / information;
	const projected = rows.reduce(
		(sum, { p, q, w, r }) => sum + p * q * (w - c * r) * (w - c * r),
		0,
	);
	return {
		lz: surplus / Math.sqrt(variance),
		lzStar: (surplus + c * balance(bias, information)) / Math.sqrt(projected),
	};
}

describe('agreement with the formulas for two categories', () => {
	it.each([
		{ method: 'ML', r0: () => () => 0 },
		{ method: 'MAP', r0: (theta: number) => () => -theta },
		{ method: 'WLE', r0: () => (j: number, i: number) => j / (2 * i) },
	] as const)('lz and lz* for $method', ({ method, r0 }) => {
		const items = logisticItems(25, 0.15, 3);
		const matrix = simulate(items, [-0.8, 0, 1.1], uniform(4));
		for (const [p, person] of reportOf(matrix, items, method).persons.entries()) {
			const answers = [...matrix.scores.subarray(p * 25, (p + 1) * 25)];
			const expected = byHand(items, answers, person.ability!, r0(person.ability!));
			expect(person.lz).toBeCloseTo(expected.lz, 8);
			expect(person.lzStar).toBeCloseTo(expected.lzStar, 6);
		}
	});
});

describe('null answers', () => {
	const persons = 1200;
	const cases: [string, ItemParameters[]][] = [
		['60 items of the 2PL', logisticItems(60, 0, 5)],
		['35 items of the 3PL', logisticItems(35, 0.2, 6)],
		['30 items of five categories', gradedChoices(30)],
	];

	it.each(cases.flatMap(([name, items]) => methods.map((method) => ({ name, items, method }))))(
		'$method, $name: lz* about N(0, 1), p at or under the nominal rate',
		({ items, method }) => {
			const random = uniform(7);
			const abilities = Float64Array.from({ length: persons }, normal(random));
			const matrix = simulate(items, abilities, random);
			const found = reportOf(matrix, items, method).persons.filter((f) => f.lzStar !== null);
			const mean = found.reduce((sum, { lzStar }) => sum + lzStar!, 0) / found.length;
			const square = found.reduce((sum, { lzStar }) => sum + lzStar! * lzStar!, 0) / found.length;
			// The mean stands a little above 0 on short tests, to the safe side.
			expect(mean).toBeGreaterThan(-0.08);
			expect(mean).toBeLessThan(0.2);
			expect(Math.sqrt(square - mean * mean)).toBeGreaterThan(0.93);
			expect(Math.sqrt(square - mean * mean)).toBeLessThan(1.05);
			for (const level of [0.05, 0.01]) {
				const share = found.filter(({ p }) => p! <= level).length / found.length;
				expect(share, `level ${level}`).toBeLessThanOrEqual(
					level + 3 * Math.sqrt((level * (1 - level)) / found.length),
				);
			}
			expect(found.filter(({ adjustedP }) => adjustedP! < 0.01).length).toBeLessThanOrEqual(1);
		},
	);
});

it('finds low abilities that have the hardest third right, and few others', () => {
	const items = logisticItems(60, 0, 8);
	const random = uniform(9);
	const abilities = Float64Array.from({ length: 400 }, (_, p) => (p < 20 ? -1 : 0.5));
	const matrix = simulate(items, abilities, random);
	const difficulty = items.map((item) =>
		item.model === 'logistic' ? -item.intercept / item.slope : 0,
	);
	const hard = difficulty.toSorted((a, b) => b - a)[19]!;
	for (let p = 0; p < 20; p++) {
		for (let i = 0; i < 60; i++) if (difficulty[i]! >= hard) matrix.scores[p * 60 + i] = 1;
	}
	const { persons } = reportOf(matrix, items, 'WLE');
	const found = persons.flatMap(({ adjustedP }, p) => (adjustedP! < 0.05 ? [p] : []));
	expect(found.filter((p) => p < 20).length).toBeGreaterThan(15);
	expect(found.filter((p) => p >= 20).length).toBeLessThanOrEqual(2);
});

describe('bad input', () => {
	const items = logisticItems(6, 0, 10);
	const of = (rows: (number | null)[][], method: FitMethod): readonly PersonFit[] =>
		reportOf(matrixOf(rows, [1, 1, 1, 1, 1, 1]), items, method).persons;

	it('all right and all wrong have no ML estimate, hence no index, and a WLE one', () => {
		const rows = [[1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0]]; // prettier-ignore
		expect(of(rows, 'ML').map(({ status, lzStar, p }) => ({ status, lzStar, p }))).toEqual([
			{ status: 'no_upper_bound', lzStar: null, p: null },
			{ status: 'no_lower_bound', lzStar: null, p: null },
		]);
		for (const { p } of of(rows, 'WLE')) expect(p).toBeGreaterThan(0);
	});

	it('nobody is judged by one answer, or by none', () => {
		const found = of([[1, null, null, null, null, null], Array<null>(6).fill(null)], 'MAP');
		expect(found[0]).toMatchObject({ status: 'nothing_to_judge', lzStar: null, p: null });
		expect(found[1]).toMatchObject({ p: null, answered: 0 });
		expect(JSON.stringify(found)).not.toContain('NaN');
	});

	it('refuses another number of items', () => {
		const matrix = matrixOf([[1, 0], [0, 1]]); // prettier-ignore
		expect(personFit(matrix, items, 'ML')).toMatchObject({ code: 'psychometrics.wrong_length' });
	});
});

it('items that sit exactly at the ability surprise nobody: nothing is judged', () => {
	const items = Array.from({ length: 2 }, () => ({
		model: 'logistic' as const,
		slope: 1,
		intercept: 0,
		guessing: 0,
	}));
	const [person] = reportOf(matrixOf([[1, 0]]), items, 'ML').persons;
	expect(person).toMatchObject({ status: 'nothing_to_judge', lzStar: null, p: null });
});
