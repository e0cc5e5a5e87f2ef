import fc from 'fast-check';
import { expect, it } from 'vitest';
import { adjustedP, falseDiscoveries } from './index.ts';

/** Benjamini & Hochberg (1995), p. 295: thrombolysis trials, four discoveries at .05. */
const published = Float64Array.from([
	0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
	0.6528, 0.759, 1,
]);
const pValues = fc.array(fc.double({ min: 1e-12, max: 1, noNaN: true }), {
	minLength: 1,
	maxLength: 60,
});

it('makes the four discoveries of Benjamini & Hochberg (1995)', () => {
	const { found, logThreshold } = falseDiscoveries(published.map(Math.log), { rate: 0.05 });
	expect([...found]).toEqual([0, 1, 2, 3]);
	expect(logThreshold).toBeCloseTo(Math.log(0.0095), 12);
});

it('adjusts as p.adjust does', () => {
	const bh = adjustedP(published);
	expect(bh[3]).toBeCloseTo((0.0095 * 15) / 4, 12);
	expect(bh[4]).toBeCloseTo((0.0201 * 15) / 5, 12);
	const by = adjustedP(published, 'any');
	expect(by[0]).toBeCloseTo(0.0001 * 15 * 3.318229, 6);
});

it('rejects exactly those whose adjusted p is at most the rate, under both dependences', () => {
	fc.assert(
		fc.property(pValues, fc.constantFrom('positive', 'any'), (values, dependence) => {
			const p = Float64Array.from(values);
			const { found } = falseDiscoveries(p.map(Math.log), { rate: 0.1, dependence });
			const adjusted = adjustedP(p, dependence);
			const within = values.flatMap((_, i) => (adjusted[i]! <= 0.1 * (1 - 1e-12) ? [i] : []));
			const rejected = new Set(found);
			expect(within.every((i) => rejected.has(i))).toBe(true);
			expect([...rejected].every((i) => adjusted[i]! <= 0.1 * (1 + 1e-12))).toBe(true);
		}),
	);
});

it('needs only the smallest p-values when told how many tests were made', () => {
	fc.assert(
		fc.property(pValues, (values) => {
			const logP = Float64Array.from(values, Math.log).sort();
			const kept = logP.filter((value) => value <= Math.log(0.05));
			const all = falseDiscoveries(logP, { rate: 0.05 });
			const few = falseDiscoveries(kept, { rate: 0.05, tests: logP.length });
			expect([...few.found]).toEqual([...all.found]);
		}),
	);
});

it('tells tails apart that underflow a double', () => {
	const logP = Float64Array.from([-900, -2000, -0.5]);
	expect([...falseDiscoveries(logP, { rate: 0.01 }).found]).toEqual([1, 0]);
});

it('finds nothing among no tests', () => {
	expect(falseDiscoveries(new Float64Array(0), { rate: 0.05 }).found).toHaveLength(0);
});
