import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, fromBase64Url, toBase64, toBase64Url } from './base64.ts';

const bytes = fc.uint8Array({ maxLength: 100 });

describe('base64', () => {
	it('writes what Node writes and reads it back', () => {
		fc.assert(
			fc.property(bytes, (input) => {
				expect(toBase64(input)).toBe(Buffer.from(input).toString('base64'));
				expect(fromBase64(toBase64(input))).toEqual(input);
				expect(toBase64Url(input)).toBe(Buffer.from(input).toString('base64url'));
				expect(fromBase64Url(toBase64Url(input))).toEqual(input);
			}),
		);
	});

	it('reads only what it would write', () => {
		const alphabet = fc.constantFrom(...'ABab01+/-_= \n'.split(''));
		fc.assert(
			fc.property(fc.string({ unit: alphabet, maxLength: 12 }), (text) => {
				const padded = fromBase64(text);
				if (padded !== undefined) expect(toBase64(padded)).toBe(text);
				const url = fromBase64Url(text);
				if (url !== undefined) expect(toBase64Url(url)).toBe(text);
			}),
			{ numRuns: 2000 },
		);
	});

	it.each(['AB==', 'AAB=', 'A===', 'AA=A', 'AAA', 'A', 'AA==\n', 'AAAA===='])(
		'refuses %j',
		(text) => {
			expect(fromBase64(text)).toBeUndefined();
		},
	);
});
