import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUtf8, encodeUtf8 } from './bytes.ts';
import { canonicalBytes, isCanonical, parseCanonical } from './canonical.ts';

function canonicalText(value: unknown): string | undefined {
	return decodeUtf8(canonicalBytes(value));
}

function doubleOf(hex: string): number {
	return new DataView(Uint8Array.from(Buffer.from(hex, 'hex')).buffer).getFloat64(0);
}

describe('RFC 8785', () => {
	it('writes the sample of section 3.2.2', () => {
		const value: unknown = JSON.parse(
			String.raw`{
				"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
				"string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
				"literals": [null, true, false]
			}`,
		);
		expect(canonicalText(value)).toBe(
			String.raw`{"literals":[null,true,false],` +
				String.raw`"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],` +
				String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
		);
	});

	it('sorts the names of section 3.2.3 by UTF-16 units', () => {
		const value = {
			'\u20ac': 'Euro Sign',
			'\r': 'Carriage Return',
			'\ufb33': 'Hebrew Letter Dalet With Dagesh',
			1: 'One',
			'\ud83d\ude00': 'Emoji: Grinning Face',
			'\u0080': 'Control',
			'\u00f6': 'Latin Small Letter O With Diaeresis',
		};
		const sorted = Object.values(JSON.parse(canonicalText(value) ?? '') as object);
		// JSON.parse puts the integer name first; the text itself is what counts.
		expect(canonicalText(value)).toMatch(/^\{"\\r":"Carriage Return","1":"One","\u0080"/u);
		expect(sorted.slice(2)).toEqual([
			'Control',
			'Latin Small Letter O With Diaeresis',
			'Euro Sign',
			'Emoji: Grinning Face',
			'Hebrew Letter Dalet With Dagesh',
		]);
	});

	it.each([
		['0000000000000000', '0'],
		['8000000000000000', '0'],
		['0000000000000001', '5e-324'],
		['8000000000000001', '-5e-324'],
		['7fefffffffffffff', '1.7976931348623157e+308'],
		['ffefffffffffffff', '-1.7976931348623157e+308'],
		['4340000000000000', '9007199254740992'],
		['c340000000000000', '-9007199254740992'],
		['4430000000000000', '295147905179352830000'],
		['44b52d02c7e14af5', '9.999999999999997e+22'],
		['44b52d02c7e14af6', '1e+23'],
		['44b52d02c7e14af7', '1.0000000000000001e+23'],
		['444b1ae4d6e2ef4e', '999999999999999700000'],
		['444b1ae4d6e2ef4f', '999999999999999900000'],
		['444b1ae4d6e2ef50', '1e+21'],
		['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
		['3eb0c6f7a0b5ed8d', '0.000001'],
		['41b3de4355555553', '333333333.3333332'],
		['41b3de4355555554', '333333333.33333325'],
		['41b3de4355555555', '333333333.3333333'],
		['41b3de4355555556', '333333333.3333334'],
		['41b3de4355555557', '333333333.33333343'],
		['becbf647612f3696', '-0.0000033333333333333333'],
		['43143ff3c1cb0959', '1424953923781206.2'],
	])('writes the number %s of appendix B as %s', (hex, text) => {
		expect(canonicalText(doubleOf(hex))).toBe(text);
	});

	it('refuses what JSON cannot say', () => {
		for (const hex of ['7fffffffffffffff', '7ff0000000000000']) {
			expect(() => canonicalBytes(doubleOf(hex))).toThrow();
		}
		expect(() => canonicalBytes('\ud800')).toThrow();
		expect(() => canonicalBytes(undefined)).toThrow(TypeError);
	});
});

describe('canonical bytes', () => {
	it('are canonical, and say the same value', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const bytes = canonicalBytes(value);
				expect(isCanonical(bytes)).toBe(true);
				expect(canonicalBytes(parseCanonical(bytes)?.value)).toEqual(bytes);
			}),
		);
	});

	it.each([
		['a space', '{"a": 1}'],
		['names out of order', '{"b":1,"a":2}'],
		['a name twice', '{"a":1,"a":1}'],
		['an escape that is not needed', '"\\u0041"'],
		['another form of a number', '1.0'],
		['minus zero', '-0'],
		['a newline at the end', '{}\n'],
		['a byte order mark', '\ufeff{}'],
		['a lone surrogate', '"\\ud800"'],
		['nothing', ''],
		['a hundred thousand brackets', '['.repeat(100_000)],
	])('are not those with %s', (_, text) => {
		expect(isCanonical(encodeUtf8(text))).toBe(false);
	});

	it('are not found in arbitrary bytes, which never throw', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
				const parsed = parseCanonical(bytes);
				if (parsed !== undefined) expect(canonicalBytes(parsed.value)).toEqual(bytes);
			}),
		);
	});
});
