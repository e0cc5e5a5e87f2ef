import { expect, it } from 'vitest';
import { holdsIdentifier, nameFinder, tellsOfPerson } from './public-text.ts';

const names = ['Ani Qomarpratiwi', 'Hasnawati'];

it.each([
	['a NIK', 'Nilai 7203991231318888 salah disalin.'],
	['a NIK in groups', 'NIK 7203 9912 3131 8888'],
	['a NIP', 'oleh 19890228.201504.1.097'],
	['an address', 'lihat surat kepada ani.q@contoh.id'],
	['the name of a candidate', 'Nilai  ANI qomarpratiwi salah disalin.'],
])('a text with %s tells of a person', (_what, text) => {
	expect(tellsOfPerson(text, names)).toBe(true);
});

it.each([
	'Ketua Panitia, Keputusan Nomor 800.1.2.3/45/2026',
	'Berita acara tanggal 2026-11-21 pukul 10.41 WITA',
	'Nilai praktik PLU-2026-04417 salah disalin.',
	'Ibu Hasnawati memimpin sidang.',
])('%s tells of nobody', (text) => {
	expect(tellsOfPerson(text, names)).toBe(false);
});

it('finds each name in the texts that hold it, also within a longer word', () => {
	const texts = ['Rapat dipimpin AniQomar pratiwi.', 'Ketua Panitia', '😀ani qomarpratiwi'];
	const holding = nameFinder(texts);
	expect(holding('Qomar Pratiwi')).toEqual([texts[0]]);
	expect(holding('Ani  Qomarpratiwi')).toEqual([texts[2]]);
	expect(holding('Panitia')).toEqual([]);
	expect(holding('Siti Aminah')).toEqual([]);
	expect(texts.map(holdsIdentifier)).toEqual([false, false, false]);
});
