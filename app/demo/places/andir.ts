import type { Place } from '../place.ts';

/** A place that looks at proven performance; its education office wants new ways of teaching. */
export const andir: Place = {
	prefix: 'adr',
	institution: {
		id: 'andir',
		name: 'Pemerintah Daerah Andir',
		shortName: 'Andir',
		zone: 'WIB',
	},
	units: `
		sd-ciroyom | SD Negeri Ciroyom, Dinas Pendidikan | Ciroyom
		sd-garuda | SD Negeri Garuda, Dinas Pendidikan | Garuda
		smp-maleber | SMP Negeri Maleber, Dinas Pendidikan | Maleber
		slb | SLB Negeri Andir, Dinas Pendidikan | Dungus Cariang
		tk | TK Negeri Pembina Andir, Dinas Pendidikan | Kebon Jeruk
		kurikulum | Bidang Kurikulum, Dinas Pendidikan | Campaka
		puskesmas | Puskesmas Garuda, Dinas Kesehatan | Garuda
		inspektorat | Inspektorat Daerah | Campaka
		mpp | Mal Pelayanan Publik | Kebon Jeruk
		kominfo | Dinas Komunikasi dan Informatika | Campaka
	`,
	vacancies: `
		guru-kelas | sd-ciroyom | umum | 3 | 12 | 8 | 0
		guru-kelas | sd-garuda | umum | 2 | 12 | 9 | 0
		guru-kelas | sd-garuda | disabilitas | 1 | 12 | 9 | 0
		guru-matematika | smp-maleber | umum | 2 | 6 | 4 | 0
		guru-inggris | smp-maleber | umum | 1 | 4 | 3 | 0
		guru-ipa | smp-maleber | cumlaude | 1 | 5 | 3 | 0
		guru-bk | smp-maleber | umum | 1 | 3 | 2 | 0
		guru-luar-biasa | slb | umum | 3 | 9 | 5 | 0
		guru-tk | tk | umum | 2 | 6 | 4 | 0
		guru-pjok | sd-ciroyom | umum | 1 | 2 | 1 | 0
		analis-sdm | kurikulum | umum | 1 | 3 | 2 | 0
		perawat-terampil | puskesmas | umum | 2 | 9 | 6 | 0
		apoteker | puskesmas | umum | 1 | 2 | 1 | 0
		auditor | inspektorat | umum | 2 | 8 | 5 | 0
		perizinan | mpp | umum | 2 | 7 | 5 | 0
		pranata-komputer | kominfo | umum | 1 | 5 | 4 | 0
	`,
};
