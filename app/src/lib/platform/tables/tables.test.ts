import { describe, expect, it } from 'vitest';
import { copyLine } from './copy-lines.ts';
import { mappingFaults, proposeMapping, unusedColumns } from './mapping.ts';
import { csvLine, neutralise } from './spreadsheet-safe.ts';

const columns = [
	{ name: 'participant_id', required: true },
	{ name: 'skb_praktik', required: false },
];

describe('a mapping of columns', () => {
	it('is proposed from names that mean the same and from what was said before', () => {
		const header = ['Participant ID', 'Nilai'];
		expect(proposeMapping(header, columns)).toEqual({ participant_id: 'Participant ID' });
		expect(proposeMapping(header, columns, { skb_praktik: 'Nilai' })).toEqual({
			participant_id: 'Participant ID',
			skb_praktik: 'Nilai',
		});
		expect(proposeMapping(header, columns, { skb_praktik: 'Lain' })).not.toHaveProperty(
			'skb_praktik',
		);
	});

	it('lacks nothing that is required and uses no column twice', () => {
		expect(mappingFaults(['a'], columns, { skb_praktik: 'a' })).toEqual([
			{ code: 'missing_column', column: 'participant_id' },
		]);
		expect(mappingFaults(['a'], columns, { participant_id: 'a', skb_praktik: 'a' })).toEqual([
			{ code: 'duplicate_column', column: 'a' },
		]);
		expect(mappingFaults(['a', 'a'], columns, { participant_id: 'a' })).toHaveLength(1);
		expect(unusedColumns(['a', 'b'], { participant_id: 'a' })).toEqual(['b']);
		const mended = ['terang_line', 'terang_fault', 'a'];
		expect(unusedColumns(mended, { participant_id: 'a' })).toEqual([]);
	});
});

describe('a cell that leaves for a spreadsheet', () => {
	it.each(['=1+1', '+cmd', '-x', '@sum', '\t=1', ' =1', '\uFF1D1'])('cannot be run: %j', (text) => {
		expect(neutralise(text)).toBe(`'${text}`);
	});

	it.each(['-5', '+1,5', '79.5', 'Ani', ''])('stays as it is: %j', (text) => {
		expect(neutralise(text)).toBe(text);
	});

	it('is quoted where it holds what separates cells or rows', () => {
		expect(csvLine(['a,b', 'c"d', 'e'])).toBe('"a,b","c""d",e\r\n');
	});
});

describe('a line for COPY', () => {
	it('keeps tabs, line ends and backslashes inside their cell and tells null from empty', () => {
		expect(copyLine(['a\tb\\\n\r', '', null])).toBe('a\\tb\\\\\\n\\r\t\t\\N\n');
	});
});
