import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskName, showsName } from './masked-name.ts';

describe('masking a name', () => {
	it('keeps the first letter of each word', () => {
		expect(maskName('Ayu Permata')).toBe('A*** P***');
		expect(maskName('Hasnawati')).toBe('H***');
		expect(maskName("  Moh.  Fadhil ma'ruf ")).toBe('M*** F*** M***');
	});

	it('never shows more than one letter of a word, nor its length', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
				const words = name.normalize('NFC').split(/\s+/u).filter(Boolean);
				const masked = maskName(name).split(' ').filter(Boolean);
				expect(masked).toHaveLength(words.length);
				masked.forEach((mask, at) => {
					expect(mask).toMatch(/^(?:[\p{L}\p{N}]{1,3}\p{M}*)?\*\*\*$/u);
					const shown = mask.slice(0, -3);
					const letter = String.fromCodePoint(words[at]?.codePointAt(0) ?? 0);
					if (shown !== '') expect(shown.startsWith(letter.toUpperCase())).toBe(true);
				});
			}),
		);
	});

	it('gives one mask to names with the same first letters', () => {
		fc.assert(
			fc.property(
				fc.stringMatching(/^[a-z]{0,20}$/),
				fc.stringMatching(/^[a-z]{0,20}$/),
				(a, b) => {
					expect(maskName(`X${a}`)).toBe(maskName(`X${b}`));
				},
			),
		);
	});
});

describe('small groups', () => {
	it('shows initials of a special formation from ten applicants on', () => {
		expect(showsName('disabilitas', 9)).toBe(false);
		expect(showsName('disabilitas', 10)).toBe(true);
		expect(showsName('umum', 1)).toBe(true);
	});
});
