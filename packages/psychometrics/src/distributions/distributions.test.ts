import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
	betaLogLowerTail,
	betaLowerQuantile,
	betaLowerTail,
	binomialLogUpperTail,
	binomialUpperTail,
	chiSquareLogUpperTail,
	chiSquareUpperQuantile,
	chiSquareUpperTail,
	fLogUpperTail,
	fUpperQuantile,
	fUpperTail,
	generalisedBinomial,
	generalisedBinomialLogUpperTails,
	generalisedBinomialUpperTails,
	logChoose,
	normalLogUpperTail,
	normalTwoSided,
	normalUpperQuantile,
	normalUpperTail,
	tLogUpperTail,
	tTwoSided,
	tUpperQuantile,
	tUpperTail,
} from './index.ts';

/** Relative, for numbers far below 1. */
const near = (found: number, expected: number, relative = 1e-9) =>
	expect(Math.abs(found / expected - 1)).toBeLessThan(relative);

describe('normal', () => {
	test('keeps the digits of far tails', () => {
		near(normalUpperTail(8.5), 9.479534822203318e-18);
		near(normalLogUpperTail(40), -804.608442013754);
		near(normalTwoSided(1.959963984540054), 0.05);
	});

	test('quantile undoes the tail, down to 1e-300', () => {
		for (const p of [0.5, 0.975, 0.05, 1e-10, 1e-100, 1e-300]) {
			expect(normalUpperTail(normalUpperQuantile(p)) / p).toBeCloseTo(1, 8);
		}
	});
});

describe('chi-square', () => {
	test('the tail at 60 with one degree of freedom is 9.486e-15, not 1 − cdf', () => {
		near(chiSquareUpperTail(60, 1), 9.485737571073e-15, 1e-11);
	});

	test('with two degrees of freedom the logarithm is −x/2, at any distance', () => {
		for (const x of [0.1, 5, 100, 3000, 1e6]) near(chiSquareLogUpperTail(x, 2), -x / 2);
	});

	test('with one degree it is the two-sided normal', () => {
		for (const z of [1, 5, 12, 60, 300]) {
			near(chiSquareLogUpperTail(z * z, 1), Math.LN2 + normalLogUpperTail(z));
		}
	});

	test('quantiles of tables: 3.841 at .05 with 1, 18.307 with 10', () => {
		expect(chiSquareUpperQuantile(0.05, 1)).toBeCloseTo(3.841459, 5);
		expect(chiSquareUpperQuantile(0.05, 10)).toBeCloseTo(18.307038, 5);
	});
});

describe('t and F', () => {
	test('one degree of freedom is Cauchy', () => {
		for (const t of [0.5, 3, 1e5]) near(tUpperTail(t, 1), Math.atan(1 / t) / Math.PI);
		near(tLogUpperTail(1e120, 1), -Math.log(Math.PI) - 120 * Math.LN10);
	});

	test('t squared is F with one degree above', () => {
		fc.assert(
			fc.property(
				fc.double({ min: 0.01, max: 30, noNaN: true }),
				fc.integer({ min: 1, max: 200 }),
				(t, df) => {
					near(tTwoSided(t, df), fUpperTail(t * t, 1, df), 1e-7);
					near(tUpperTail(-t, df) + tUpperTail(t, df), 1);
				},
			),
		);
	});

	test('logarithms go on below the smallest double', () => {
		// Two degrees below: P(F ≥ f) = (1 + d₁f/d₂)^(−d₂/2) for d₁ = 2.
		for (const f of [3, 1e3, 1e8]) {
			near(fLogUpperTail(f, 2, 400), -200 * Math.log1p((2 * f) / 400), 1e-8);
		}
	});

	test('quantiles of tables: t .975 with 10 is 2.228, F .95 with 5 and 10 is 3.326', () => {
		expect(tUpperQuantile(0.025, 10)).toBeCloseTo(2.228139, 5);
		expect(tUpperQuantile(0.975, 10)).toBeCloseTo(-2.228139, 5);
		expect(fUpperQuantile(0.05, 5, 10)).toBeCloseTo(3.325835, 5);
	});
});

describe('beta and binomial', () => {
	test('binomial tail equals the sum of its terms', () => {
		let sum = 0;
		for (let k = 20; k >= 12; k--) {
			sum += Math.exp(logChoose(20, k)) * 0.3 ** k * 0.7 ** (20 - k);
			near(binomialUpperTail(k, 20, 0.3), sum, 1e-10);
		}
		expect(binomialUpperTail(0, 20, 0.3)).toBe(1);
		expect(binomialUpperTail(21, 20, 0.3)).toBe(0);
	});

	test('all of a thousand trials: the logarithm is n ln p', () => {
		near(binomialLogUpperTail(1000, 1000, 0.1), 1000 * Math.log(0.1));
		near(betaLogLowerTail(1e-200, 3, 1), 3 * Math.log(1e-200));
	});

	test('quantile undoes the tail', () => {
		near(betaLowerTail(betaLowerQuantile(0.025, 3, 9), 3, 9), 0.025);
	});
});

describe('generalised binomial', () => {
	test('equals the binomial where all probabilities are equal', () => {
		const tails = generalisedBinomialUpperTails(new Float64Array(50).fill(0.2));
		for (let k = 0; k <= 50; k++) near(tails[k]!, binomialUpperTail(k, 50, 0.2), 1e-9);
	});

	test('equals the sum over all outcomes', () => {
		const probabilities = [0.1, 0.5, 0.9, 0.33, 0.72];
		const mass = new Float64Array(6);
		for (let outcome = 0; outcome < 32; outcome++) {
			const bits = probabilities.map((_, i) => (outcome >> i) & 1);
			const p = bits.reduce(
				(total, bit, i) => total * (bit ? probabilities[i]! : 1 - probabilities[i]!),
				1,
			);
			mass[bits.reduce((a, b) => a + b)]! += p;
		}
		for (const [k, p] of generalisedBinomial(probabilities).entries()) near(p, mass[k]!);
	});

	test('logarithms agree with the tails, and go on below the smallest double', () => {
		const probabilities = Float64Array.from({ length: 600 }, (_, i) => 0.05 + (i % 5) / 100);
		const tails = generalisedBinomialUpperTails(probabilities);
		const logs = generalisedBinomialLogUpperTails(probabilities);
		for (let k = 0; k < 100; k++) expect(logs[k]).toBeCloseTo(Math.log(tails[k]!), 9);
		const all = probabilities.reduce((sum, p) => sum + Math.log(p), 0);
		near(logs[600]!, all);
	});

	test('certain and impossible trials make no NaN', () => {
		expect([...generalisedBinomialLogUpperTails([0, 1])]).toEqual([0, 0, -Infinity]);
		expect([...generalisedBinomialUpperTails([])]).toEqual([1]);
	});
});
