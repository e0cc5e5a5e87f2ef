import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, mayBeThousands, withDecimalMark } from './typed-decimals.ts';

const marks = fc.constantFrom(',' as const, '.' as const);
const number = fc
	.tuple(fc.nat({ max: 9_999_999 }), fc.stringMatching(/^\d{0,4}$/u))
	.map(([whole, fraction]) => (fraction === '' ? String(whole) : `${whole}.${fraction}`));

describe('a typed number', () => {
	it('means the same with a comma and with a point, in both languages', () => {
		fc.assert(
			fc.property(number, marks, (text, mark) => {
				expect(decimal(withDecimalMark(text, mark))).toBe(text);
				expect(mayBeThousands(withDecimalMark(text, mark), mark)).toBe(false);
			}),
		);
	});

	it.each([
		['1.000', ',', true],
		['12.345.678', ',', true],
		['1,000', '.', true],
		['1,000', ',', false],
		['0.125', ',', false],
		['62.5', ',', false],
		['1000', ',', false],
	] as const)('%s where decimals have a %s may be thousands: %s', (text, mark, may) => {
		expect(mayBeThousands(text, mark)).toBe(may);
	});

	it.each(['1.234,5', '1,000,000', '1 000', '-1', '', ',5', 'x'])('%j is no number', (text) => {
		expect(decimal(text)).toBeUndefined();
		expect(withDecimalMark(text, '.')).toBe(text);
	});
});
