import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	differenceInterval,
	meanInterval,
	proportionTrend,
	seriesTrend,
	wilsonInterval,
} from './index.ts';

/** Shares of up to 500 trials. */
const shares = fc
	.integer({ min: 1, max: 500 })
	.chain((of) => fc.integer({ min: 0, max: of }).map((count) => ({ count, of })));

describe('proportions', () => {
	// Newcombe (1998), Statistics in Medicine 17, 857–872, table I, method 3.
	it.each([
		[81, 263, 0.2553, 0.3662],
		[15, 148, 0.0624, 0.1605],
		[0, 20, 0, 0.1611],
		[1, 29, 0.0061, 0.1718],
	])('Wilson limits of %d of %d as in Newcombe (1998a)', (count, of, low, high) => {
		const found = wilsonInterval({ count, of });
		if (!found.ok) throw new Error(found.code);
		expect(found.low).toBeCloseTo(low, 4);
		expect(found.high).toBeCloseTo(high, 4);
	});

	// Newcombe (1998), Statistics in Medicine 17, 873–890, table II, method 10.
	it.each([
		[{ count: 56, of: 70 }, { count: 48, of: 80 }, 0.0524, 0.3339],
		[{ count: 9, of: 10 }, { count: 3, of: 10 }, 0.1705, 0.809],
		[{ count: 10, of: 10 }, { count: 0, of: 20 }, 0.6791, 1],
	])('limits of a difference as in Newcombe (1998b)', (a, b, low, high) => {
		const found = differenceInterval(a, b);
		if (!found.ok) throw new Error(found.code);
		expect(found.low).toBeCloseTo(low, 4);
		expect(found.high).toBeCloseTo(high, 4);
	});

	it('keeps the estimate between limits within 0 and 1, mirrored for the complement', () => {
		fc.assert(
			fc.property(shares, (share) => {
				const found = wilsonInterval(share);
				const other = wilsonInterval({ count: share.of - share.count, of: share.of });
				if (!found.ok || !other.ok) throw new Error('refused');
				expect(found.low).toBeGreaterThanOrEqual(0);
				expect(found.high).toBeLessThanOrEqual(1);
				expect(found.low).toBeLessThanOrEqual(found.estimate);
				expect(found.high).toBeGreaterThanOrEqual(found.estimate);
				expect(found.low).toBeCloseTo(1 - other.high, 12);
			}),
		);
	});

	it.each([
		[3, 2],
		[-1, 2],
		[0, 0],
		[0.5, 2],
		[NaN, 2],
	])('refuses %d of %d', (count, of) => {
		expect(wilsonInterval({ count, of })).toMatchObject({ code: 'psychometrics.bad_count' });
		expect(differenceInterval({ count: 1, of: 2 }, { count, of }).ok).toBe(false);
		expect(
			proportionTrend([
				{ count: 1, of: 2 },
				{ count, of },
			]).ok,
		).toBe(false);
	});
});

describe('means', () => {
	/** Student (1908), Biometrika 6, p. 20: additional hours of sleep, second minus first drug. */
	const sleep = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];

	it('gives the limits of Student’s own data', () => {
		const found = meanInterval(sleep);
		if (!found.ok) throw new Error(found.code);
		expect(found.estimate).toBeCloseTo(1.58, 10);
		expect(found.low).toBeCloseTo(0.7001, 4);
		expect(found.high).toBeCloseTo(2.4599, 4);
	});

	it('knows everything once the whole group has answered', () => {
		const found = meanInterval(sleep, { population: 10 });
		if (!found.ok) throw new Error(found.code);
		expect(found.high).toBe(found.low);
	});

	it('refuses one value and values that are no numbers', () => {
		expect(meanInterval([4])).toMatchObject({ code: 'psychometrics.too_few_values', found: 1 });
		expect(meanInterval(sleep, { population: 9 })).toMatchObject({ count: 10, of: 9 });
		expect(meanInterval([4, NaN])).toMatchObject({ code: 'psychometrics.bad_value', at: 1 });
	});
});

describe('trends', () => {
	it('gives the trend test of R’s prop.trend.test on smokers among patients', () => {
		const found = proportionTrend([
			{ count: 83, of: 86 },
			{ count: 90, of: 93 },
			{ count: 129, of: 136 },
			{ count: 70, of: 82 },
		]);
		if (!found.ok) throw new Error(found.code);
		expect(found.chiSquare).toBeCloseTo(8.2249, 4);
		expect(found.p).toBeCloseTo(0.004132, 6);
		expect(found.slope).toBeLessThan(0);
	});

	it('two groups: the trend is the difference, whatever places they are given', () => {
		const groups = [
			{ count: 3, of: 10 },
			{ count: 9, of: 12 },
		];
		const near = proportionTrend(groups, [1, 2]);
		const far = proportionTrend(groups, [10, 60]);
		if (!near.ok || !far.ok) throw new Error('refused');
		expect(near.slope).toBeCloseTo(9 / 12 - 3 / 10, 12);
		expect(far.chiSquare).toBeCloseTo(near.chiSquare, 10);
	});

	it('the variance of s is that over all orders, ties among the values', () => {
		const values = [1, 2, 2, 3, 3, 3];
		let [count, squares] = [0, 0];
		for (const order of orders(values)) {
			const found = seriesTrend(order);
			if (!found.ok) throw new Error(found.code);
			count += 1;
			squares += found.s * found.s;
		}
		expect(count).toBe(720);
		const rising = seriesTrend(values);
		if (!rising.ok) throw new Error(rising.code);
		const sd = Math.sqrt(squares / count);
		expect(rising.z).toBeCloseTo((rising.s - 1) / sd, 10);
		expect(rising.s).toBe(11);
	});

	it('a rising line has τ = 1 and its own slope; turned round, the opposite', () => {
		const line = [2, 4, 6, 8, 10, 12];
		expect(seriesTrend(line)).toMatchObject({ tau: 1, slope: 2, s: 15 });
		expect(seriesTrend([...line].reverse())).toMatchObject({ tau: -1, slope: -2, s: -15 });
	});

	it('refuses what can show no trend', () => {
		expect(seriesTrend([1, 2, 3])).toMatchObject({ code: 'psychometrics.too_few_groups' });
		expect(seriesTrend([5, 5, 5, 5])).toMatchObject({ code: 'psychometrics.no_variance' });
		expect(seriesTrend([5, 5, Infinity, 5])).toMatchObject({ at: 2 });
		const even = { count: 5, of: 10 };
		expect(proportionTrend([even])).toMatchObject({ code: 'psychometrics.too_few_groups' });
		expect(proportionTrend([even, even], [1, 1])).toMatchObject({ ok: false });
		expect(proportionTrend([even, even], [1])).toMatchObject({ at: 1 });
		const none = { count: 0, of: 10 };
		expect(proportionTrend([none, none])).toMatchObject({ code: 'psychometrics.no_variance' });
	});
});

function* orders(values: readonly number[]): Generator<number[]> {
	if (values.length === 0) yield [];
	for (const [at, value] of values.entries()) {
		const rest = values.filter((_, other) => other !== at);
		for (const order of orders(rest)) yield [value, ...order];
	}
}
