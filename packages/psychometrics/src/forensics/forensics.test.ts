import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal, uniform } from '../../test/chance.ts';
import { simulate as simulateScores } from '../../test/simulate.ts';
import type { OptionMatrix } from '../data/index.ts';
import { binomialUpperTail, normalUpperTail } from '../distributions/index.ts';
import { matchProbabilities } from './generalised-binomial-test.ts';
import {
	abilityNodes,
	calibrateNominal,
	distractorCurves,
	examinePairs,
	generalisedBinomialTest,
	kIndex,
	m4,
	nominalCurves,
	normalScores,
	wollackOmega,
	scoreCurves,
	type NominalItem,
	type OptionCurves,
	type PairIndex,
	type SimilarityRefusal,
} from './index.ts';
import { trinomial } from './m4.ts';

const nodes = abilityNodes();

function ready<T extends object>(value: T | SimilarityRefusal): T {
	if ('code' in value) throw new Error(value.code);
	return value;
}

interface Simulated {
	readonly options: OptionMatrix;
	readonly theta: Float64Array;
	readonly items: NominalItem[];
	readonly key: Int8Array;
	readonly curves: OptionCurves;
}

/** Independent answers to nominal items of `optionCount` options. */
function simulate(seed: number, persons: number, items: number, optionCount = 4): Simulated {
	const next = uniform(seed);
	const gauss = normal(next);
	const key = Int8Array.from({ length: items }, () => Math.floor(next() * optionCount));
	const bank = Array.from(key, (right) => ({
		slopes: Array.from({ length: optionCount }, (_, o) => (o === right ? 1 : 0.1 * gauss())),
		intercepts: Array.from({ length: optionCount }, (_, o) =>
			o === right ? 1.2 + gauss() : 0.6 * gauss(),
		),
	}));
	const theta = Float64Array.from({ length: persons }, gauss);
	const choices = new Int8Array(persons * items);
	theta.forEach((ability, p) => {
		const { probabilities } = nominalCurves(bank, Float64Array.from([ability, ability + 1]));
		for (let i = 0; i < items; i++) {
			let left = next();
			let choice = 0;
			while (choice < optionCount - 1 && left >= probabilities[i * optionCount + choice]!) {
				left -= probabilities[i * optionCount + choice++]!;
			}
			choices[p * items + i] = choice;
		}
	});
	const optionCounts = new Int8Array(items).fill(optionCount);
	return {
		options: { persons, items, choices, optionCounts },
		theta,
		items: bank,
		key,
		curves: nominalCurves(bank, nodes),
	};
}

/** The second of every pair 2c, 2c + 1 takes a share of the first's answers over. */
function withCopies(options: OptionMatrix, pairs: number, share: number): OptionMatrix {
	const next = uniform(99);
	const choices = options.choices.slice();
	for (let c = 0; c < pairs; c++) {
		for (let i = 0; i < options.items; i++) {
			const at = 2 * c * options.items + i;
			if (next() < share) choices[at + options.items] = choices[at]!;
		}
	}
	return { ...options, choices };
}

describe('indices of one pair', () => {
	it('GBT is the binomial where every item is alike', () => {
		const items = Array.from({ length: 12 }, () => ({
			slopes: [0, 0, 0, 0],
			intercepts: [0, 0, 0, 0],
		}));
		const curves = nominalCurves(items, nodes);
		const choices = Int8Array.from({ length: 24 }, (_, at) => (at < 12 ? at % 4 : at % 3));
		const options = { persons: 2, items: 12, choices, optionCounts: new Int8Array(12).fill(4) };
		const index = ready(generalisedBinomialTest(options, new Float64Array(2), curves));
		const matches = index.matches(0, 1);
		expect(matches).toBe(3);
		expect(Math.exp(index.against(0)(1))).toBeCloseTo(binomialUpperTail(matches, 12, 0.25), 12);
	});

	it('ω is the standardised surplus over what the copier owes by ability', () => {
		const { options, theta, curves } = simulate(2, 2, 60);
		const index = ready(wollackOmega(options, theta, curves));
		const node = Math.round((theta[1]! + 4) / 0.2);
		let [mean, variance] = [0, 0];
		for (let i = 0; i < 60; i++) {
			const p = curves.probabilities[(node * 60 + i) * 4 + options.choices[i]!]!;
			mean += p;
			variance += p * (1 - p);
		}
		const z = (index.matches(0, 1) - 0.5 - mean) / Math.sqrt(variance);
		expect(Math.exp(index.against(0)(1))).toBeCloseTo(normalUpperTail(z), 12);
		const expected = index.expectation(0, 1);
		expect(expected.mean).toBeCloseTo(mean, 12);
		expect(expected.deviation).toBeCloseTo(Math.sqrt(variance), 12);
	});

	it('M4 sums cells whose upper quadrant is no likelier, over two items by hand', () => {
		// P(right, wrong) .5, .2 and .4, .1: cells (r, w) by the product of the two items.
		const mass = trinomial(Float64Array.from([0.5, 0.4]), Float64Array.from([0.2, 0.1]));
		expect([...mass].map((value) => Math.round(value * 1000) / 1000)).toEqual([
			0.15, 0.13, 0.02, 0.37, 0.13, 0, 0.2, 0, 0,
		]);
	});

	it('K counts only identical wrong answers, and a source without any is never copied', () => {
		const choices = Int8Array.from([0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 2]);
		const options = { persons: 3, items: 4, choices, optionCounts: new Int8Array(4).fill(3) };
		const index = ready(kIndex(options, [0, 0, 0, 0], 'group'));
		expect(index.matches(1, 2)).toBe(2);
		expect(index.against(0)(1)).toBe(0);
	});

	it('an omission is never a match', () => {
		const choices = Int8Array.from([-1, 1, -1, -1, 1, 0]);
		const options = { persons: 2, items: 3, choices, optionCounts: new Int8Array(3).fill(2) };
		const items = Array.from({ length: 3 }, () => ({ slopes: [0, 0], intercepts: [0, 0] }));
		const index = ready(
			generalisedBinomialTest(options, new Float64Array(2), nominalCurves(items, nodes)),
		);
		expect(index.matches(0, 1)).toBe(1);
	});

	it('match counts by bits are those by hand, whatever the number of options and items', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 70 }).chain((items) =>
					fc.record({
						items: fc.constant(items),
						choices: fc.array(fc.integer({ min: -1, max: 8 }), {
							minLength: 2 * items,
							maxLength: 2 * items,
						}),
						key: fc.array(fc.integer({ min: 0, max: 8 }), { minLength: items, maxLength: items }),
					}),
				),
				({ items, choices, key }) => {
					const options = {
						persons: 2,
						items,
						choices: Int8Array.from(choices),
						optionCounts: new Int8Array(items).fill(9),
					};
					const alike = key.map((_, i) => choices[i]! >= 0 && choices[i] === choices[items + i]);
					const wrong = alike.filter((same, i) => same && choices[i] !== key[i]).length;
					const flat = { slopes: Array<number>(9).fill(0), intercepts: Array<number>(9).fill(0) };
					const curves = nominalCurves(Array<NominalItem>(items).fill(flat), nodes);
					const index = ready(generalisedBinomialTest(options, new Float64Array(2), curves));
					expect(index.matches(0, 1)).toBe(alike.filter(Boolean).length);
					expect(ready(kIndex(options, key, 'group')).matches(0, 1)).toBe(wrong);
				},
			),
		);
	});
});

describe('option curves', () => {
	it('sum to 1 at every node, and match probabilities stay probabilities', () => {
		const { options, theta, curves, key } = simulate(3, 300, 20);
		const logistic = Array.from(key, () => ({
			model: 'logistic' as const,
			slope: 1,
			intercept: 0.5,
			guessing: 0.1,
		}));
		const smoothed = ready(distractorCurves(options, key, logistic, theta, nodes));
		for (const { probabilities } of [curves, smoothed]) {
			for (let at = 0; at < probabilities.length; at += 4) {
				const four = probabilities.subarray(at, at + 4);
				expect(four.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
				expect(four.every((p) => p > 0)).toBe(true);
			}
		}
		expect(matchProbabilities(smoothed, 0, 40).every((p) => p > 0 && p <= 1)).toBe(true);
	});

	it('distractors drift with ability as those who chose them did', () => {
		const { options, theta, curves, key, items } = simulate(4, 4000, 10);
		// The right option by the nominal model itself, so that only the distractors are smoothed.
		const smoothed = ready(
			distractorCurves(
				options,
				key,
				Array.from(key, () => ({ model: 'logistic', slope: 1, intercept: 0, guessing: 0 })),
				theta,
				nodes,
			),
		);
		let [error, n] = [0, 0];
		for (let q = 10; q <= 24; q++) {
			items.forEach((_, i) => {
				const from = (q * 10 + i) * 4;
				const right = key[i]!;
				for (let o = 0; o < 4; o++) {
					if (o === right) continue;
					const own =
						smoothed.probabilities[from + o]! / (1 - smoothed.probabilities[from + right]!);
					const truth = curves.probabilities[from + o]! / (1 - curves.probabilities[from + right]!);
					error += Math.abs(own - truth);
					n++;
				}
			});
		}
		expect(error / n).toBeLessThan(0.03);
	});

	it('the nominal model is recovered from answers: curves within .03 on average', () => {
		const { options, theta, key, curves } = simulate(5, 2000, 40);
		const sums = Int32Array.from({ length: 2000 }, (_, p) =>
			key.reduce((sum, right, i) => sum + (options.choices[p * 40 + i] === right ? 1 : 0), 0),
		);
		const found = ready(calibrateNominal(options, normalScores(sums), nodes));
		expect(found.converged).toBe(true);
		const again = nominalCurves(found.items, nodes);
		let [error, n] = [0, 0];
		for (let at = 10 * 160; at < 31 * 160; at++) {
			error += Math.abs(again.probabilities[at]! - curves.probabilities[at]!);
			n++;
		}
		expect(error / n).toBeLessThan(0.03);
		const bias = theta.reduce((sum, value, p) => sum + found.abilities[p]! - value, 0) / 2000;
		expect(Math.abs(bias)).toBeLessThan(0.05);
	});

	it('normal scores keep ties together and the middle at 0', () => {
		const scores = normalScores([3, 1, 2, 2]);
		expect(scores[2]).toBe(scores[3]);
		expect(scores[0]! + scores[1]!).toBeCloseTo(0, 12);
		expect(scores[1]).toBeCloseTo(-1.1503, 4);
	});
});

describe('false alarms over all pairs of a null session', () => {
	const { options, theta, curves, key } = simulate(6, 400, 80);
	const sums = Int32Array.from({ length: 400 }, (_, p) =>
		key.reduce((sum, right, i) => sum + (options.choices[p * 80 + i] === right ? 1 : 0), 0),
	);
	const calibrated = ready(calibrateNominal(options, normalScores(sums), nodes));
	const estimated = nominalCurves(calibrated.items, nodes);
	const { abilities } = calibrated;
	const indices: [string, PairIndex | SimilarityRefusal][] = [
		['GBT, true curves', generalisedBinomialTest(options, theta, curves)],
		['GBT, estimated', generalisedBinomialTest(options, abilities, estimated)],
		['ω, true curves', wollackOmega(options, theta, curves)],
		['ω, estimated', wollackOmega(options, abilities, estimated)],
		['K', kIndex(options, key, 'group')],
		['K̄₁', kIndex(options, key, 'linear')],
		['K̄₂', kIndex(options, key, 'quadratic')],
		['M4, true curves', m4(options, key, theta, curves)],
		['M4, estimated', m4(options, key, abilities, estimated)],
	];

	it.each(indices)('%s: at or under the nominal rate, and nobody flagged', (_, index) => {
		const { levels, flagged, pairs } = examinePairs(ready(index));
		expect(pairs).toBe(ready(index).directional ? 400 * 399 : (400 * 399) / 2);
		for (const { expected, found, level } of levels) {
			// Pairs share persons: three standard errors of independent pairs, doubled.
			expect(found, `level ${level}`).toBeLessThanOrEqual(expected + 6 * Math.sqrt(expected));
		}
		expect(flagged).toEqual([]);
	});

	it('finds pairs that share .7 of the answers, and only those', () => {
		const copied = withCopies(options, 5, 0.7);
		const again = ready(calibrateNominal(copied, abilities, nodes));
		const theirs = nominalCurves(again.items, nodes);
		for (const index of [
			generalisedBinomialTest(copied, again.abilities, theirs),
			wollackOmega(copied, again.abilities, theirs),
			m4(copied, key, again.abilities, theirs),
		]) {
			const { flagged } = examinePairs(ready(index));
			const pairs = new Set(flagged.map(({ source }) => Math.floor(source / 2)));
			expect(pairs.size).toBeGreaterThanOrEqual(4);
			for (const { source, other } of flagged) {
				expect(Math.floor(source / 2)).toBe(Math.floor(other / 2));
			}
		}
	});
});

it('TKP: options are the categories of the partial credit model, and the null holds there too', () => {
	const items = Array.from({ length: 45 }, (_, i) => ({
		model: 'partial-credit' as const,
		slope: 0.7,
		intercepts: [-1.2, -0.4, 0.4, 1.2].map((b) => -0.7 * (b + (i % 9) / 9 - 0.5)),
	}));
	const random = uniform(12);
	const theta = Float64Array.from({ length: 250 }, normal(random));
	const { scores } = simulateScores(items, theta, random);
	const options = {
		persons: 250,
		items: 45,
		choices: scores,
		optionCounts: new Int8Array(45).fill(5),
	};
	const index = generalisedBinomialTest(options, theta, scoreCurves(items, nodes));
	const { levels, flagged } = examinePairs(ready(index));
	for (const { expected, found } of levels) {
		expect(found).toBeLessThanOrEqual(expected + 6 * Math.sqrt(expected));
	}
	expect(flagged).toEqual([]);
});

describe('the control over pairs', () => {
	it('compares within blocks and counts what it compared', () => {
		const { options, theta, curves } = simulate(7, 30, 20);
		const blocks = Int32Array.from({ length: 30 }, (_, p) => (p < 2 ? -1 : p % 2));
		const index = ready(generalisedBinomialTest(options, theta, curves));
		expect(examinePairs(index, { blocks }).pairs).toBe(14 * 13);
		const seen: number[] = [];
		examinePairs(index, { blocks, progress: (judged) => seen.push(judged) });
		expect(seen.at(-1)).toBe(14 * 13);
	});

	it('marks what Benjamini–Yekutieli finds too, a part of what Benjamini–Hochberg found', () => {
		const { options, theta, curves } = simulate(8, 60, 60);
		const copied = withCopies(options, 6, 0.8);
		const { flagged } = examinePairs(ready(generalisedBinomialTest(copied, theta, curves)));
		const firm = flagged.findIndex(({ conservative }) => !conservative);
		expect(flagged.length).toBeGreaterThan(0);
		for (const { matches, expected } of flagged) {
			expect((matches - expected.mean) / expected.deviation).toBeGreaterThan(3);
		}
		expect(flagged.slice(firm < 0 ? flagged.length : firm).every((f) => !f.conservative)).toBe(
			true,
		);
	});
});

describe('bad input', () => {
	const { options, theta, curves, key } = simulate(9, 6, 10);
	const of = (change: Partial<OptionMatrix>, ability = theta) =>
		generalisedBinomialTest({ ...options, ...change }, ability, curves);

	it('is refused by name', () => {
		expect(of({ persons: 1, choices: options.choices.slice(0, 10) }, theta.slice(0, 1))).toEqual({
			ok: false,
			code: 'psychometrics.too_few_persons',
			persons: 1,
		});
		expect(
			of(
				{},
				theta.map((t, p) => (p === 3 ? Infinity : t)),
			),
		).toEqual({
			ok: false,
			code: 'psychometrics.ability_missing',
			person: 3,
		});
		const odd = options.choices.slice();
		odd[12] = 7;
		expect(of({ choices: odd })).toMatchObject({
			code: 'psychometrics.bad_score',
			row: 1,
			item: 2,
		});
		const fewer = nominalCurves([{ slopes: [0, 0], intercepts: [0, 0] }], nodes);
		expect(wollackOmega(options, theta, fewer)).toMatchObject({
			code: 'psychometrics.wrong_length',
			expected: 10,
			found: 1,
		});
		expect(distractorCurves(options, key, [], theta, nodes)).toMatchObject({ found: 0 });
		expect(kIndex(options, [0], 'group')).toMatchObject({ code: 'psychometrics.wrong_length' });
		const wrongKey = key.map((right, i) => (i === 4 ? 9 : right));
		expect(m4(options, wrongKey, theta, curves)).toMatchObject({
			code: 'psychometrics.bad_key',
			item: 4,
		});
	});

	it('all right, all wrong, nobody answered: still numbers, no NaN', () => {
		const choices = Int8Array.from({ length: 60 }, (_, at) =>
			at < 20 ? key[at % 10]! : at < 40 ? (key[at % 10]! + 1) % 4 : -1,
		);
		const same = { ...options, choices };
		const calibrated = ready(calibrateNominal(same, normalScores([3, 3, 2, 2, 1, 1]), nodes));
		const fitted = nominalCurves(calibrated.items, nodes);
		const { abilities } = calibrated;
		const all = [
			generalisedBinomialTest(same, abilities, fitted),
			wollackOmega(same, abilities, fitted),
			m4(same, key, abilities, fitted),
			...(['group', 'linear', 'quadratic'] as const).map((form) => kIndex(same, key, form)),
		];
		for (const index of all) {
			const judged = ready(index);
			for (let a = 0; a < 6; a++) {
				for (let b = 0; b < 6; b++)
					if (a !== b) expect(judged.against(a)(b)).toBeLessThanOrEqual(1e-9);
			}
		}
	});
});
