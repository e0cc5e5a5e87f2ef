import fc from 'fast-check';
import { expect, it } from 'vitest';
import { waitSeconds } from './slowdown.ts';

it('costs nothing for three slips, then doubles up to a quarter of an hour', () => {
	expect([1, 2, 3, 4, 5, 6, 7].map(waitSeconds)).toEqual([0, 0, 0, 2, 4, 8, 16]);
	expect(waitSeconds(12)).toBe(512);
	expect(waitSeconds(13)).toBe(900);
});

it('never shortens with another failure and never exceeds a quarter of an hour', () => {
	fc.assert(
		fc.property(fc.nat({ max: 1_000_000 }), (failures) => {
			expect(waitSeconds(failures + 1)).toBeGreaterThanOrEqual(waitSeconds(failures));
			expect(waitSeconds(failures)).toBeLessThanOrEqual(900);
		}),
	);
});
