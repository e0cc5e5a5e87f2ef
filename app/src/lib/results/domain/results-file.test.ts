import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNamed } from './results-file.ts';

const quote = (value: string): string =>
	/[",\r\n]/u.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

describe('reading CSV', () => {
	it('gives back whatever was written, with either line end', () => {
		const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', 'é', '') });
		fc.assert(
			fc.property(
				fc.array(fc.tuple(text, text), { maxLength: 8 }),
				fc.constantFrom('\n', '\r\n'),
				(rows, end) => {
					const csv = [['one', 'two'], ...rows]
						.map((row) => row.map(quote).join(',') + end)
						.join('');
					expect(parseNamed(csv)).toEqual(rows.map(([one, two]) => ({ one, two })));
				},
			),
		);
	});

	it('reads a last line without its end, and a trailing empty value', () => {
		expect(parseNamed('one,two\n1,2\n3,')).toEqual([
			{ one: '1', two: '2' },
			{ one: '3', two: '' },
		]);
	});
});
