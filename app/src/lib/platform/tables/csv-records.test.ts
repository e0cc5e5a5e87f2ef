import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvRecords, type TableRecord } from './csv-records.ts';
import { csvLine } from './spreadsheet-safe.ts';

function readAll(pieces: readonly string[]): TableRecord[] {
	const records = new CsvRecords();
	return [...pieces.flatMap((piece) => [...records.push(piece)]), ...records.end()];
}

describe('records of a CSV', () => {
	it('carry the line on which they begin, past line ends inside quotes', () => {
		expect(readAll(['a,b\r\n"x\ny","1"\n2,3'])).toEqual([
			{ line: 1, cells: ['a', 'b'] },
			{ line: 2, cells: ['x\ny', '1'] },
			{ line: 4, cells: ['2', '3'] },
		]);
	});

	it('are separated by semicolons where the header is', () => {
		expect(readAll(['a;b\n1,5;2\n'])[1]?.cells).toEqual(['1,5', '2']);
	});

	it('are separated by tabs, or by what stands most often outside quotes', () => {
		expect(readAll(['a\tb\n1,5\t2\n'])[1]?.cells).toEqual(['1,5', '2']);
		expect(readAll(['"a,b,c";d;e\n1;2;3\n'])[1]?.cells).toEqual(['1', '2', '3']);
		expect(readAll(['a,b;c,d\n1,2;3,4\n'])[1]?.cells).toEqual(['1', '2;3', '4']);
	});

	it('name a quotation mark that stands open and go on with the next row', () => {
		const records = readAll(['a,b\nx "y",1\n2,3\n']);
		expect(records.map(({ malformed }) => malformed)).toEqual([
			undefined,
			'malformed_quotes',
			undefined,
		]);
		expect(readAll(['a\n"open\n'])[1]?.malformed).toBe('malformed_quotes');
	});

	it('name a record without an end once, and go on with the line after it', () => {
		const long = 'x'.repeat(2 ** 20);
		const read = readAll([`a,b\n"1\n${long}`, `${long}\n`, '2,3\n4,5\n']);
		expect(read.map(({ line, malformed }) => [line, malformed])).toEqual([
			[1, undefined],
			[2, 'record_too_long'],
			[4, undefined],
			[5, undefined],
		]);
	});

	it('take the lines of a text without an end for no rows, up to one that is as wide as the header', () => {
		const text = 'kalimat, yang, panjang\nsatu\n'.repeat(50_000);
		const read = readAll(['a,b\n1,"', text, '2,3\n4\n']);
		expect(read.map(({ cells, malformed }) => malformed ?? cells)).toEqual([
			['a', 'b'],
			'record_too_long',
			['2', '3'],
			['4'],
		]);
		expect(read[2]?.line).toBe(100_002);
	});

	it('end within the text of a record that was given up', () => {
		const text = `${'x\n'.repeat(600_000)}y`;
		expect(readAll(['a,b\n1,"', text]).map(({ malformed }) => malformed)).toEqual([
			undefined,
			'record_too_long',
		]);
	});

	it('are separated as a first line says, and after lines that say nothing', () => {
		expect(readAll(['sep=;\na;b,c\n1;2\n'])).toEqual([
			{ line: 2, cells: ['a', 'b,c'] },
			{ line: 3, cells: ['1', '2'] },
		]);
		expect(readAll(['\r\na;b\n1;2\n']).slice(1)).toEqual([
			{ line: 2, cells: ['a', 'b'] },
			{ line: 3, cells: ['1', '2'] },
		]);
	});

	it('lose the byte order mark and nothing else', () => {
		expect(readAll(['\uFEFFa,b\n'])[0]?.cells).toEqual(['a', 'b']);
		expect(readAll(['a,\uFFFD\n'])[0]?.malformed).toBe('not_utf8');
	});

	it('come out as they went in, wherever the text is cut', () => {
		const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ';', 'é') });
		const row = fc.tuple(fc.constantFrom('x', 'y,'), cell, cell);
		fc.assert(
			fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), fc.nat(), (rows, cut) => {
				const text = [['h', 'i', 'j'], ...rows].map((cells) => csvLine(cells)).join('');
				const at = cut % (text.length + 1);
				const read = readAll([text.slice(0, at), text.slice(at)]);
				expect(read.slice(1).map(({ cells }) => cells)).toEqual(rows);
			}),
		);
	});
});
