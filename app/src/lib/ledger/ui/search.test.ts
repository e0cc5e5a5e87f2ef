import { describe, expect, it } from 'vitest';
import { indexOf, parseLogSearch } from './search.ts';

describe('search of the log', () => {
	it('takes an entry number as the pages print it', () => {
		for (const typed of ['48207', '48.207', '48,207', ' #48207 ']) {
			expect(parseLogSearch(typed)).toEqual({ kind: 'index', index: 48207 });
		}
	});

	it('takes anything else as a digest, without the spaces of a printed one', () => {
		expect(parseLogSearch('9f3a 71c0 5be2')).toEqual({ kind: 'digest', text: '9f3a71c05be2' });
		expect(parseLogSearch('tG7x+qL/20=')).toEqual({ kind: 'digest', text: 'tG7x+qL/20=' });
	});

	it('asks nothing where nothing was typed', () => {
		expect(parseLogSearch('  ')).toEqual({ kind: 'none' });
	});

	it('knows an entry number in an address', () => {
		expect(indexOf('0')).toBe(0);
		expect(indexOf('48207')).toBe(48207);
		for (const odd of ['', '-1', '01', '1e3', '1.5', null]) expect(indexOf(odd)).toBeUndefined();
	});
});
