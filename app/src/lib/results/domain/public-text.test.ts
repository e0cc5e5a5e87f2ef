import { expect, it } from 'vitest';
import { tellsOfPerson } from './public-text.ts';

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
