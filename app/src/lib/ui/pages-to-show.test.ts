import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pagesToShow } from './pages-to-show.ts';

describe('pages to show', () => {
	it('leaves out what is far away', () => {
		expect(pagesToShow(1, 26)).toEqual([1, 2, undefined, 26]);
		expect(pagesToShow(13, 26)).toEqual([1, undefined, 12, 13, 14, undefined, 26]);
	});

	it('fills a gap of one page with its number', () => {
		expect(pagesToShow(4, 6)).toEqual([1, 2, 3, 4, 5, 6]);
	});

	it('always holds the first, the last and the present page, in order, at most seven', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }), (a, b) => {
				const page = Math.min(a, b);
				const pages = Math.max(a, b);
				const shown = pagesToShow(page, pages);
				const numbers = shown.filter((n) => n !== undefined);
				expect(numbers).toEqual([...new Set(numbers)].sort((x, y) => x - y));
				expect(numbers).toEqual(expect.arrayContaining([1, page, pages]));
				expect(shown.length).toBeLessThanOrEqual(7);
			}),
		);
	});
});
