import { describe, expect, it } from 'vitest';
import type { Institution } from '../contract.ts';
import { readInstitution } from './institution.ts';
import { readSelection, type SelectionDraft } from './opened-selection.ts';

const bungo: Institution = {
	id: 'kabupaten-bungo',
	name: 'Pemerintah Kabupaten Bungo',
	shortName: 'Kab. Bungo',
	zone: 'WIB',
};

describe('an institution as it was typed', () => {
	it.each<[Partial<Record<keyof Institution, string>>, string]>([
		[{}, ''],
		[{ id: '' }, 'id'],
		[{ id: 'Kabupaten-Bungo' }, 'id'],
		[{ id: 'kabupaten--bungo' }, 'id'],
		[{ id: '../bungo' }, 'id'],
		[{ id: '1-bungo' }, 'id'],
		[{ id: 'a'.repeat(61) }, 'id'],
		[{ name: '' }, 'name'],
		[{ name: ' Pemerintah' }, 'name'],
		[{ name: 'Pemerintah\nBungo' }, 'name'],
		[{ name: 'a'.repeat(121) }, 'name'],
		[{ name: 'Hubungi budi@bungo.example' }, 'name'],
		[{ shortName: 'NIP 19850101 201001 1 001' }, 'short_name'],
		[{ zone: 'UTC' }, 'zone'],
		[{ id: '', name: '', shortName: '', zone: '' }, 'id name short_name zone'],
	])('%o: %s', (wrong, faults) => {
		const read = readInstitution({ ...bungo, ...wrong });
		expect(read.ok ? '' : read.faults.join(' ')).toBe(faults);
		if (read.ok) expect(read.institution).toEqual(bungo);
	});
});

describe('a selection as it was typed', () => {
	const draft: SelectionDraft = {
		kind: 'cpns',
		year: '2026',
		suffix: '',
		title: { id: '', en: '' },
	};

	it('is named after kind, institution and year where nobody names it', () => {
		expect(readSelection(draft, bungo, 2026)).toEqual({
			ok: true,
			id: 'cpns-2026-kabupaten-bungo',
			title: {
				id: 'CPNS Kab. Bungo 2026',
				en: 'Civil servant selection (CPNS) Kab. Bungo 2026',
			},
		});
		const second = {
			...draft,
			kind: 'pppk',
			suffix: 'nakes',
			title: { id: 'Nakes', en: 'Health' },
		};
		expect(readSelection(second, bungo, 2025)).toEqual({
			ok: true,
			id: 'pppk-2026-kabupaten-bungo-nakes',
			title: { id: 'Nakes', en: 'Health' },
		});
	});

	it.each<[Partial<SelectionDraft>, string]>([
		[{ kind: 'asn' }, 'kind'],
		[{ kind: 'toString' }, 'kind'],
		[{ year: '2023' }, 'year'],
		[{ year: '2029' }, 'year'],
		[{ year: '26' }, 'year'],
		[{ suffix: 'Nakes' }, 'suffix'],
		[{ suffix: 'a-b' }, 'suffix'],
		[{ title: { id: 'x\u0000', en: 'a@b.c' } }, 'title_id title_en'],
	])('%o is at fault in %s', (wrong, faults) => {
		const read = readSelection({ ...draft, ...wrong }, bungo, 2026);
		expect(read.ok ? [] : read.faults).toEqual(faults.split(' '));
	});
});
