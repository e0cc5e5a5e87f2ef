import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText } from '../bytes/byte-list.ts';
import { CsvReader } from './reader.ts';

interface Found {
	readonly line: number;
	readonly fields: string[];
	readonly malformed: string | undefined;
}

function recordsOf(chunks: Iterable<Uint8Array>): Found[] {
	const reader = new CsvReader(chunks);
	const records: Found[] = [];
	while (reader.next()) {
		const fields = Array.from({ length: reader.fields }, (_, i) =>
			decodeText(reader.buffer, reader.starts[i]!, reader.ends[i]!),
		);
		records.push({ line: reader.line, fields, malformed: reader.malformed });
	}
	return records;
}

const read = (text: string): Found[] => recordsOf([Buffer.from(text)]);
const fieldsOf = (text: string): string[][] => read(text).map((record) => record.fields);

const quote = (field: string): string =>
	/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;

const field = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '"', ',', '\n', '\r', ' ', '1') });
const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1 });

test('what was written by RFC 4180 is read back, however the bytes are cut', () => {
	fc.assert(
		fc.property(
			table,
			fc.constantFrom('\n', '\r\n'),
			fc.integer({ min: 1, max: 9 }),
			(rows, end, size) => {
				const text = rows.map((row) => row.map(quote).join(',') + end).join('');
				const bytes = Buffer.from(text);
				const chunks: Uint8Array[] = [];
				for (let i = 0; i < bytes.length; i += size) chunks.push(bytes.subarray(i, i + size));
				expect(recordsOf(chunks).map((record) => record.fields)).toEqual(rows);
			},
		),
	);
});

describe('the edges of a file', () => {
	test('a BOM is skipped, once', () => {
		expect(fieldsOf('\uFEFFa,b\n')).toEqual([['a', 'b']]);
		expect(fieldsOf('\uFEFF\uFEFFa\n')).toEqual([['\uFEFFa']]);
	});

	test('a BOM cut between chunks is skipped', () => {
		const cut = [[0xef], [0xbb], [0xbf], [0x61]].map((bytes) => Uint8Array.from(bytes));
		expect(recordsOf(cut).map((record) => record.fields)).toEqual([['a']]);
	});

	test('the last line needs no end', () => {
		expect(fieldsOf('a,b\nc,d')).toEqual([
			['a', 'b'],
			['c', 'd'],
		]);
		expect(fieldsOf('a,b\r')).toEqual([['a', 'b']]);
		expect(fieldsOf('a,"b"')).toEqual([['a', 'b']]);
	});

	test('an empty file has no record', () => {
		expect(read('')).toEqual([]);
		expect(read('\uFEFF')).toEqual([]);
	});

	test('more fields than expected are counted', () => {
		expect(fieldsOf(`${','.repeat(500)}\n`)[0]).toHaveLength(501);
	});
});

test('the line is the physical one on which the record starts', () => {
	const lines = read('a\n"b\n\nb",c\r\nd\n"x"\ne').map((record) => record.line);
	expect(lines).toEqual([1, 2, 5, 6, 7]);
});

test.each([
	['a,b"c\n', 'malformed_quotes'],
	['a,"b"c\n', 'malformed_quotes'],
	['a,"b\n', 'malformed_quotes'],
	['a,b\rc\n', 'malformed_line_end'],
])('%j is malformed: %s', (text, code) => {
	expect(read(text)[0]?.malformed).toBe(code);
});

test.each([
	[[0xc0, 0xaf]],
	[[0xed, 0xa0, 0x80]],
	[[0xf4, 0x90, 0x80, 0x80]],
	[[0xe2, 0x82]],
	[[0xff]],
])('the bytes %j are not UTF-8', (bytes) => {
	expect(recordsOf([Uint8Array.from([0x61, 0x2c, ...bytes])])[0]?.malformed).toBe('not_utf8');
});
