import type { Place } from '../place.ts';

/** A place that wants to reach people who never hear of openings, and to learn from each round. */
export const kotalama: Place = {
	prefix: 'ktl',
	institution: {
		id: 'kotalama',
		name: 'Pemerintah Daerah Kotalama',
		shortName: 'Kotalama',
		zone: 'WIB',
	},
	units: `
		bkpsdm | Badan Kepegawaian dan Pengembangan SDM | Kotalama
		penilaian | UPTD Penilaian Kompetensi, Badan Kepegawaian | Kotalama
		kominfo | Dinas Komunikasi dan Informatika | Kotalama
		dinkes | Puskesmas Kotalama, Dinas Kesehatan | Kotalama
		sd | SD Negeri Kotalama 1, Dinas Pendidikan | Kotalama
		smp | SMP Negeri Kotalama 2, Dinas Pendidikan | Kotalama
		dinsos | Dinas Sosial | Kotalama
		keuangan | Badan Keuangan Daerah | Kotalama
		perpustakaan | Dinas Perpustakaan dan Arsip | Kotalama
		hukum | Bagian Hukum, Sekretariat Daerah | Kotalama
		diklat | Balai Pelatihan Pegawai | Kotalama
	`,
	vacancies: `
		analis-sdm | bkpsdm | umum | 3 | 9 | 5 | 0
		analis-sdm | penilaian | umum | 2 | 6 | 3 | 0
		dosen-pelatih | diklat | umum | 1 | 4 | 3 | 0
		humas | kominfo | umum | 2 | 6 | 3 | 0
		humas | kominfo | disabilitas | 1 | 6 | 3 | 0
		pranata-komputer | kominfo | umum | 2 | 7 | 4 | 0
		pranata-komputer | kominfo | diaspora | 1 | 7 | 4 | 0
		perawat-terampil | dinkes | umum | 2 | 9 | 7 | 0
		bidan-terampil | dinkes | umum | 1 | 6 | 5 | 0
		promkes | dinkes | umum | 1 | 2 | 1 | 0
		guru-kelas | sd | umum | 2 | 12 | 9 | 0
		guru-bk | smp | umum | 1 | 2 | 1 | 0
		pekerja-sosial | dinsos | umum | 2 | 5 | 3 | 0
		analis-keuangan | keuangan | umum | 2 | 8 | 6 | 0
		analis-keuangan | keuangan | cumlaude | 1 | 8 | 6 | 0
		pustakawan | perpustakaan | umum | 1 | 3 | 2 | 0
		perancang-hukum | hukum | umum | 1 | 4 | 3 | 0
	`,
};
