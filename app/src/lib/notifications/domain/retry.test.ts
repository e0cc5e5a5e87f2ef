import { expect, it } from 'vitest';
import { retryMinutes } from './retry.ts';

it('waits twice as long after each failure, and a day at most', () => {
	expect([1, 2, 3, 4].map(retryMinutes)).toEqual([1, 2, 4, 8]);
	expect(retryMinutes(11)).toBe(1024);
	expect(retryMinutes(12)).toBe(24 * 60);
	expect(retryMinutes(1000)).toBe(24 * 60);
});
