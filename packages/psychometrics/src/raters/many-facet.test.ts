import { describe, expect, it, vi } from 'vitest';
import { normal, uniform } from '../../test/chance.ts';
import { lsat7 } from '../../test/published.ts';
import { manyFacet, panelsOf, type ManyFacetFit, type Ratings } from './index.ts';

// Simulations take their time where the machine is shared.
vi.setConfig({ testTimeout: 60_000 });

interface Panel {
	readonly persons: number;
	readonly raters: number;
	readonly criteria: number;
	readonly perPerson: number;
	readonly thresholds: readonly number[];
	readonly seed: number;
	/** Extra severity, by rater and group; persons of odd number are group 1. */
	readonly bias?: (rater: number, group: number) => number;
	readonly groupMean?: number;
}

/** Each person is rated by raters drawn from all, on all criteria. */
function simulate(panel: Panel) {
	const next = uniform(panel.seed);
	const z = normal(next);
	const severity = Float64Array.from({ length: panel.raters }, () => 0.6 * z());
	const middle = severity.reduce((a, b) => a + b, 0) / panel.raters;
	for (let j = 0; j < panel.raters; j++) severity[j]! -= middle;
	const difficulty = Array.from({ length: panel.criteria }, (_, c) => -0.6 + 0.4 * c);
	const columns: [person: number, rater: number, criterion: number, score: number][] = [];
	for (let n = 0; n < panel.persons; n++) {
		const theta = z() + (n % 2) * (panel.groupMean ?? 0);
		const order = Array.from({ length: panel.raters }, (_, j) => [next(), j] as const);
		order.sort(([a], [b]) => a - b);
		for (const [, j] of order.slice(0, panel.perPerson)) {
			for (const [c, delta] of difficulty.entries()) {
				const eta = theta - severity[j]! - delta - (panel.bias?.(j, n % 2) ?? 0);
				columns.push([n, j, c, draw(eta, panel.thresholds, next())]);
			}
		}
	}
	const ratings: Ratings = {
		persons: panel.persons,
		raters: panel.raters,
		criteria: panel.criteria,
		maxScore: panel.thresholds.length,
		person: columns.map(([n]) => n),
		rater: columns.map(([, j]) => j),
		criterion: columns.map(([, , c]) => c),
		score: columns.map(([, , , x]) => x),
	};
	return { ratings, severity, difficulty };
}

function draw(eta: number, thresholds: readonly number[], chance: number): number {
	const weights = [1];
	for (const threshold of thresholds) weights.push(weights.at(-1)! * Math.exp(eta - threshold));
	const total = weights.reduce((a, b) => a + b, 0);
	let left = chance * total;
	const score = weights.findIndex((weight) => (left -= weight) < 0);
	return score === -1 ? thresholds.length : score;
}

function fitted(...given: Parameters<typeof manyFacet>): ManyFacetFit {
	const found = manyFacet(...given);
	if (!found.ok) throw new Error(found.code);
	return found;
}

describe('recovery of a panel: 600 persons, 3 of 40 raters each, 4 criteria, scores 0 to 4', () => {
	const thresholds = [-1.8, -0.6, 0.6, 1.8];
	const panel = { persons: 600, raters: 40, criteria: 4, perPerson: 3, thresholds, seed: 3 };
	const { ratings, severity, difficulty } = simulate(panel);
	const fit = fitted(ratings);

	it('finds severities with an error of .13 logits', () => {
		const errors = fit.raters.map(({ measure }, j) => measure - severity[j]!);
		expect(rootMeanSquare(errors)).toBeLessThan(0.16);
		expect(errors.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 8);
	});

	it('does not inflate them: over five panels the slope on the true ones is 1', () => {
		const slopes = [11, 12, 13, 14, 15].map((seed) => {
			const other = simulate({ ...panel, seed });
			const found = fitted(other.ratings).raters.map(({ measure }) => measure);
			return regression([...other.severity], found);
		});
		const mean = slopes.reduce((a, b) => a + b, 0) / slopes.length;
		expect(mean).toBeGreaterThan(0.95);
		expect(mean).toBeLessThan(1.05);
	});

	it('finds thresholds, difficulties and spread', () => {
		expect(rootMeanSquare(fit.thresholds.map((tau, k) => tau - thresholds[k]!))).toBeLessThan(0.08);
		const errors = fit.criteria.map(({ measure }, c) => measure - difficulty[c]!);
		expect(rootMeanSquare(errors)).toBeLessThan(0.12);
		expect(fit.spread).toBeGreaterThan(0.9);
		expect(fit.spread).toBeLessThan(1.1);
	});

	it('states errors as large as those made', () => {
		const standardised = fit.raters.map(
			({ measure, standardError }, j) => (measure - severity[j]!) / standardError,
		);
		expect(rootMeanSquare(standardised)).toBeGreaterThan(0.75);
		expect(rootMeanSquare(standardised)).toBeLessThan(1.25);
	});

	it('has mean squares around 1 where the model holds', () => {
		for (const { infit, outfit, infitZ } of fit.raters) {
			expect(infit).toBeGreaterThan(0.75);
			expect(infit).toBeLessThan(1.25);
			expect(outfit).toBeGreaterThan(0.7);
			expect(outfit).toBeLessThan(1.35);
			expect(Math.abs(infitZ)).toBeLessThan(3.5);
		}
		const mean = fit.raters.reduce((sum, { infit }) => sum + infit, 0) / fit.raters.length;
		expect(mean).toBeCloseTo(1, 1);
	});

	it('orders persons better by the fair score than by the mean of raw scores', () => {
		const raw = fit.persons.map(({ rawScore }) => rawScore);
		const fair = fit.persons.map(({ fairScore }) => fairScore);
		const measure = fit.persons.map((person) => person.measure);
		expect(regression(measure, fair)).toBeGreaterThan(0);
		expect(new Set(raw).size).toBeLessThan(new Set(fair).size);
		expect(fit.severityChiSquare).toBeGreaterThan(200);
	});
});

it('one rater and right or wrong: the Rasch model, LSAT7 as ltm fits it', () => {
	const { persons, items, scores } = lsat7();
	const fit = fitted({
		persons,
		raters: 1,
		criteria: items,
		maxScore: 1,
		person: Array.from(scores, (_, at) => Math.floor(at / items)),
		rater: new Uint8Array(scores.length),
		criterion: Array.from(scores, (_, at) => at % items),
		score: scores,
	});
	expect(fit.logLikelihood).toBeCloseTo(-2664.901, 3);
	expect(fit.spread).toBeCloseTo(1.011, 3);
	const b = fit.criteria.map(({ measure }) => measure / fit.spread);
	for (const [at, expected] of [-1.848, -0.782, -1.445, -0.516, -1.971].entries()) {
		expect(b[at]).toBeCloseTo(expected, 2);
	}
});

describe('bias of raters against a group', () => {
	const thresholds = [-1, 0, 1];
	const base = { persons: 800, raters: 10, criteria: 3, perPerson: 2, thresholds };
	const groupsOf = (ratings: Ratings) =>
		Uint8Array.from({ length: ratings.persons }, (_, n) => n % 2);

	it('finds the one rater who is harder on a group, and the group’s own mean beside it', () => {
		const bias = (rater: number, group: number) => (rater === 4 && group === 1 ? 1 : 0);
		const { ratings } = simulate({ ...base, seed: 8, bias, groupMean: -0.5 });
		const fit = fitted(ratings, { groups: groupsOf(ratings) });
		const worst = fit.groupBias.reduce((a, b) => (b.p < a.p ? b : a));
		expect(worst.rater).toBe(4);
		const against = fit.groupBias.find(({ rater, group }) => rater === 4 && group === 1)!;
		expect(against.bias).toBeGreaterThan(0.6);
		expect(against.bias).toBeLessThan(1.4);
		expect(fit.groupMeans[1]).toBeGreaterThan(-0.75);
		expect(fit.groupMeans[1]).toBeLessThan(-0.25);
	});

	it('accuses at or under the stated rate where nobody is biased', () => {
		let [accused, tests] = [0, 0];
		for (let seed = 100; seed < 108; seed++) {
			const { ratings } = simulate({ ...base, persons: 300, seed, groupMean: -0.5 });
			const fit = fitted(ratings, { groups: groupsOf(ratings) });
			for (const { p, group } of fit.groupBias) {
				if (group !== 1) continue;
				tests += 1;
				if (p < 0.05) accused += 1;
			}
		}
		expect(tests).toBe(80);
		// 4 expected; eleven have a chance under 1 in 200.
		expect(accused).toBeLessThan(11);
	});
});

describe('designs and data that have no answer', () => {
	const two: Ratings = {
		persons: 4,
		raters: 4,
		criteria: 1,
		maxScore: 2,
		person: [0, 0, 1, 1, 2, 2, 3, 3],
		rater: [0, 1, 0, 1, 2, 3, 2, 3],
		criterion: [0, 0, 0, 0, 0, 0, 0, 0],
		score: [0, 1, 2, 1, 2, 0, 1, 1],
	};

	it('names the panels that no person connects', () => {
		expect(panelsOf(two)).toEqual([[0, 1], [2, 3]]); // prettier-ignore
		expect(manyFacet(two)).toMatchObject({
			code: 'psychometrics.disconnected',
			panels: [[0, 1], [2, 3]], // prettier-ignore
		});
	});

	it('refuses raters who each have a criterion of their own', () => {
		const own = { ...two, raters: 2, criteria: 2, rater: [0, 1, 0, 1, 0, 1, 0, 1] };
		expect(manyFacet({ ...own, criterion: own.rater })).toMatchObject({
			code: 'psychometrics.confounded',
		});
	});

	it('refuses numbers out of range, with the place', () => {
		const one = (change: Partial<Ratings>) => manyFacet({ ...two, ...change });
		expect(one({ score: [0, 1, 2, 1, 3, 0, 1, 1] })).toMatchObject({ rating: 4, field: 'score' });
		expect(one({ score: [0, 1, 2, 1, NaN, 0, 1, 1] })).toMatchObject({ rating: 4 });
		expect(one({ rater: [0, 1, 0, 1, 2, 4, 2, 3] })).toMatchObject({ rating: 5, field: 'rater' });
		expect(one({ criterion: [0, 0] })).toMatchObject({ rating: 2, field: 'criterion' });
		expect(one({ person: [] })).toMatchObject({ code: 'psychometrics.bad_rating', rating: 0 });
	});

	it('refuses raters without ratings, unused scores, and raters who give one extreme only', () => {
		expect(manyFacet({ ...two, raters: 5 })).toMatchObject({
			code: 'psychometrics.unused',
			field: 'rater',
			at: 4,
		});
		expect(manyFacet({ ...two, score: [0, 2, 2, 0, 2, 0, 2, 0] })).toMatchObject({
			code: 'psychometrics.unused',
			field: 'score',
			at: 1,
		});
		expect(manyFacet({ ...two, score: [0, 1, 0, 1, 2, 0, 1, 1] })).toMatchObject({
			code: 'psychometrics.extreme',
			field: 'rater',
			at: 0,
		});
	});

	it('refuses groups that are numbered with gaps or are too few', () => {
		const { ratings } = simulate({ persons: 30, raters: 2, criteria: 2, perPerson: 2, thresholds: [0], seed: 1 }); // prettier-ignore
		const groups = new Uint8Array(30);
		groups[7] = 2;
		expect(manyFacet(ratings, { groups })).toMatchObject({ code: 'psychometrics.bad_group' });
		expect(manyFacet(ratings, { groups: [0] })).toMatchObject({ person: 1 });
	});

	it('gives no NaN for persons with all lowest or all highest scores', () => {
		const { ratings } = simulate({ persons: 60, raters: 4, criteria: 2, perPerson: 3, thresholds: [-0.5, 0.5], seed: 5 }); // prettier-ignore
		const score = Array.from(ratings.score, (x, at) => {
			if (ratings.person[at] === 0) return 0;
			return ratings.person[at] === 1 ? 2 : x;
		});
		const fit = fitted({ ...ratings, score });
		for (const one of [...fit.persons, ...fit.raters, ...fit.criteria]) {
			expect(Object.values(one).every(Number.isFinite)).toBe(true);
		}
		expect(fit.persons[0]!.measure).toBeLessThan(fit.persons[1]!.measure);
	});
});

function regression(x: readonly number[], y: readonly number[]): number {
	const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
	const [mx, my] = [mean(x), mean(y)];
	const across = x.reduce((sum, value, at) => sum + (value - mx) * (y[at]! - my), 0);
	return across / x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
}

function rootMeanSquare(values: readonly number[]): number {
	return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
