import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteWriter } from './byte-writer.ts';
import { parseDate } from './date.ts';
import {
	formatShort,
	formatThousandths,
	numberFault,
	parseScaled,
	roundedQuotient,
} from './decimal.ts';
import { ByteList } from './byte-list.ts';
import { hashBytes } from './hash.ts';
import { IdRegister } from './id-register.ts';
import { Memory, ownMemory } from './memory.ts';
import { sortRows } from './sort.ts';

const scaled = (text: string, decimals: number): number | string => {
	const bytes = Buffer.from(text);
	const value = parseScaled(bytes, 0, bytes.length, decimals);
	return value >= 0 ? value : numberFault(value, decimals);
};

describe('parseScaled', () => {
	test.each([
		['0', 0, 0],
		['085', 0, 85],
		['73.5', 3, 73_500],
		['73.500', 3, 73_500],
		['3.5', 2, 350],
		['-5', 0, 'negative'],
		['-5.5', 3, 'negative'],
		['1.5', 0, 'not_an_integer'],
		['1.0001', 3, 'too_many_decimals'],
		['', 0, 'not_a_number'],
		['-', 0, 'not_a_number'],
		['--5', 0, 'not_a_number'],
		['+5', 0, 'not_a_number'],
		['.5', 3, 'not_a_number'],
		['5.', 3, 'not_a_number'],
		['1e3', 0, 'not_a_number'],
		['1,5', 3, 'not_a_number'],
		['1.5.5', 3, 'not_a_number'],
		['٣', 0, 'not_a_number'],
	])('%j with %i decimals is %s', (text, decimals, expected) => {
		expect(scaled(text, decimals)).toBe(expected);
	});

	test('a number up to a million in thousandths is exact, zeros in front or not', () => {
		expect(scaled('1000000', 3)).toBe(1_000_000_000);
		expect(scaled('000000000000999999.999', 3)).toBe(999_999_999);
	});

	test.each(['1000000.001', '2147483648', '4294967297', '99999999999.5'])(
		'%s stays above it',
		(text) => {
			expect(scaled(text, 3)).toBeGreaterThan(1_000_000_000);
		},
	);

	test('a number of many digits stays above every maximum', () => {
		expect(scaled('9'.repeat(400), 3)).toBeGreaterThan(1_000_000_000);
	});
});

test('a thousandth written and read again is itself', () => {
	fc.assert(
		fc.property(fc.nat({ max: 1_000_000_000 }), (value) => {
			expect(scaled(formatThousandths(value), 3)).toBe(value);
			expect(scaled(formatShort(value), 3)).toBe(value);
			const writer = new ByteWriter();
			writer.thousandths(value);
			expect(Buffer.from(writer.take()).toString()).toBe(formatThousandths(value));
		}),
	);
});

test('roundedQuotient rounds half up, exactly', () => {
	expect(roundedQuotient(1, 2)).toBe(1);
	expect(roundedQuotient(5, 10)).toBe(1);
	expect(roundedQuotient(49, 100)).toBe(0);
	fc.assert(
		fc.property(fc.nat({ max: 1e14 }), fc.integer({ min: 1, max: 1e6 }), (top, bottom) => {
			const exact = (2n * BigInt(top) + BigInt(bottom)) / (2n * BigInt(bottom));
			expect(BigInt(roundedQuotient(top, bottom))).toBe(exact);
		}),
	);
});

test.each([
	['2000-02-29', 20_000_229],
	['1900-02-29', -1],
	['1996-02-29', 19_960_229],
	['1995-04-31', -1],
	['1995-13-01', -1],
	['1995-00-01', -1],
	['1995-01-00', -1],
	['0000-01-01', -1],
	['1995-1-01', -1],
	['1995/01/01', -1],
	['95-01-01', -1],
	['199a-01-01', -1],
])('%s is the date %i', (text, expected) => {
	expect(parseDate(Buffer.from(text), 0, text.length)).toBe(expected);
});

test('sortRows sorts any part of any length and keeps equals in their order', () => {
	fc.assert(
		fc.property(fc.array(fc.nat({ max: 9 }), { maxLength: 200 }), (keys) => {
			const rows = Int32Array.from(keys, (_, i) => i);
			sortRows(rows, 0, rows.length, (a, b) => keys[a]! - keys[b]!);
			const expected = keys.map((_, i) => i).sort((a, b) => keys[a]! - keys[b]! || a - b);
			expect([...rows]).toEqual(expected);
		}),
	);
});

test('the id register finds first occurrences and every later one', () => {
	fc.assert(
		fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 300 }), (ids) => {
			const list = new ByteList();
			const hashes = ids.map((id) => {
				const bytes = Buffer.from(id);
				list.push(bytes, 0, bytes.length);
				return hashBytes(bytes, 0, bytes.length);
			});
			const spans = [{ from: 0, to: ids.length }];
			const memory = new Memory(ownMemory);
			const register = new IdRegister(list, Int32Array.from(hashes), spans, memory);
			const later = ids.flatMap((id, i) => (ids.indexOf(id) < i ? [i] : []));
			expect(register.duplicates().sort((a, b) => a - b)).toEqual(later);
			for (const id of ids) expect(register.find(id)).toBe(ids.indexOf(id));
			expect(register.find('tidak ada')).toBe(-1);
		}),
	);
});
