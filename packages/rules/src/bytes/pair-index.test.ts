import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PairIndex } from './pair-index.ts';

test('pairs are numbered in the order of their first appearance', () => {
	const pair = fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 60 }));
	fc.assert(
		fc.property(fc.array(pair, { maxLength: 2000 }), (pairs) => {
			const index = new PairIndex();
			const numbers = new Map<string, number>();
			for (const [a, b] of pairs) {
				const key = `${a}/${b}`;
				if (!numbers.has(key)) numbers.set(key, numbers.size);
				expect(index.add(a, b)).toBe(numbers.get(key));
			}
			expect(index.count).toBe(numbers.size);
			for (const [a, b] of pairs) expect(index.find(a, b)).toBe(numbers.get(`${a}/${b}`));
			expect(index.find(61, 0)).toBe(-1);
		}),
	);
});
