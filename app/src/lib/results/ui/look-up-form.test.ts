import { describe, expect, it } from 'vitest';
import { readLookUp } from './look-up-form.ts';

function form(nomor: string, lahir: string): FormData {
	const data = new FormData();
	data.set('nomor', nomor);
	data.set('lahir', lahir);
	return data;
}

describe('form of my result', () => {
	it('takes a number as people write it', () => {
		expect(readLookUp(form(' plu-2026-03158 ', '1998-02-28'))).toEqual({
			kind: 'valid',
			number: 'PLU-2026-03158',
			birthDate: '1998-02-28',
		});
	});

	it('takes a day typed the Indonesian way', () => {
		for (const typed of ['28-02-1998', '28/2/1998', '28.02.1998', '28 2 1998']) {
			expect(readLookUp(form('A', typed))).toMatchObject({ birthDate: '1998-02-28' });
		}
	});

	it('says which field is missing, and keeps the number', () => {
		expect(readLookUp(form('PLU-1', '1998-02-30'))).toEqual({
			kind: 'invalid',
			number: 'PLU-1',
			numberMissing: false,
			birthDateMissing: true,
		});
		expect(readLookUp(new FormData())).toMatchObject({
			numberMissing: true,
			birthDateMissing: true,
		});
	});

	it('refuses a number that no card can carry', () => {
		expect(readLookUp(form('9'.repeat(41), '1998-02-28'))).toMatchObject({ numberMissing: true });
	});
});
