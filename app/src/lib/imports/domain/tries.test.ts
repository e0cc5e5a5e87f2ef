import { expect, it } from 'vitest';
import { mostTries, pauseAfter } from './tries.ts';

it('the pauses between tries grow, and the last is long enough to mend what is wrong', () => {
	const pauses = Array.from({ length: mostTries - 1 }, (_, at) => pauseAfter(at + 1));
	expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
	expect(pauses.at(-1)).toBeGreaterThanOrEqual(30 * 60_000);
});
