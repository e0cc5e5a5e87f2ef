import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSealed, openValue, sealValue, unwrapKey, wrapKey } from './envelope.server.ts';

const key = { id: 7, key: new Uint8Array(32).fill(3) };
const find = (id: number) => (id === key.id ? key.key : undefined);
const place = { column: 'results.person.name', row: ['palu', '01'] };
const name = Buffer.from('Siti Rahmawati');

it('opens to what was sealed, whatever it was', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 300 }), (plain) => {
			const sealed = sealValue(key, place, plain);
			expect(isSealed(sealed)).toBe(true);
			expect(new Uint8Array(openValue(find, place, sealed))).toEqual(plain);
		}),
	);
});

it('shows nothing of the value, and never the same bytes twice', () => {
	const [one, other] = [sealValue(key, place, name), sealValue(key, place, name)];
	expect(one.includes(name)).toBe(false);
	expect(one.equals(other)).toBe(false);
});

it('opens in no other column, no other row and no row whose parts were moved', () => {
	const sealed = sealValue(key, place, name);
	for (const other of [
		{ ...place, column: 'results.commitment.record' },
		{ ...place, row: ['palu', '02'] },
		{ ...place, row: ['palu01', ''] },
	]) {
		expect(() => openValue(find, other, sealed)).toThrow();
	}
});

it('does not open after any one bit was changed', () => {
	const sealed = sealValue(key, place, name);
	fc.assert(
		fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
			const changed = Buffer.from(sealed);
			changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
			expect(() => openValue(find, place, changed)).toThrow();
		}),
	);
});

it('gives a data key only to the key that wrapped it, under the number that it has', () => {
	const wrapped = wrapKey(new Uint8Array(32).fill(1), key);
	expect(unwrapKey(new Uint8Array(32).fill(1), 7, wrapped)?.key).toEqual(Buffer.from(key.key));
	expect(unwrapKey(new Uint8Array(32).fill(2), 7, wrapped)).toBeUndefined();
	expect(unwrapKey(new Uint8Array(32).fill(1), 8, wrapped)).toBeUndefined();
});
