import { describe, expect, it } from 'vitest';
import { pageOf, pageSize, searchPatterns } from './search.ts';

describe('words of a search', () => {
	it('are lower case, at most eight, without blanks', () => {
		expect(searchPatterns('  Perawat\tTALISE ')).toEqual(['%perawat%', '%talise%']);
		expect(searchPatterns('a b c d e f g h i j')).toHaveLength(8);
		expect(searchPatterns('   ')).toEqual([]);
	});

	it('take the signs of a pattern as letters', () => {
		expect(searchPatterns('50%_\\')).toEqual(['%50\\%\\_\\\\%']);
	});
});

describe('pages', () => {
	it('begin at one and end at the last', () => {
		expect(pageOf(0, 1)).toEqual({ page: 1, pages: 1 });
		expect(pageOf(pageSize + 1, 5)).toEqual({ page: 2, pages: 2 });
		expect(pageOf(100, -3).page).toBe(1);
		expect(pageOf(100, Number.NaN).page).toBe(1);
	});
});
