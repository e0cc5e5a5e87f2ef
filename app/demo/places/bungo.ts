import type { Place } from '../place.ts';

/** A district that begins with an analysis of needs: its Puskesmas are short of health workers. */
export const bungo: Place = {
	prefix: 'bgo',
	institution: {
		id: 'kabupaten-bungo',
		name: 'Pemerintah Kabupaten Bungo',
		shortName: 'Kab. Bungo',
		zone: 'WIB',
	},
	units: `
		tanah-tumbuh | UPTD Puskesmas Tanah Tumbuh, Dinas Kesehatan | Tanah Tumbuh, 38 km dari Muara Bungo
		rantau-pandan | UPTD Puskesmas Rantau Pandan, Dinas Kesehatan | Rantau Pandan, 31 km dari Muara Bungo
		limbur | UPTD Puskesmas Limbur Lubuk Mengkuang, Dinas Kesehatan | Limbur Lubuk Mengkuang, 58 km dari Muara Bungo
		jujuhan | UPTD Puskesmas Jujuhan, Dinas Kesehatan | Jujuhan, 62 km dari Muara Bungo
		pelepat | UPTD Puskesmas Pelepat, Dinas Kesehatan | Pelepat, 44 km dari Muara Bungo
		bathin | UPTD Puskesmas Bathin III Ulu, Dinas Kesehatan | Bathin III Ulu, 55 km dari Muara Bungo
		pasar | UPTD Puskesmas Pasar Muara Bungo, Dinas Kesehatan | Pasar Muara Bungo
		rsud | RSUD Kabupaten Bungo | Rimbo Tengah
		sd-lubuk | SD Negeri Lubuk Landai, Dinas Pendidikan | Tanah Sepenggal Lintas
		sd-muko | SD Negeri Muko-Muko, Dinas Pendidikan | Bathin II Babeko
		smp-pelayang | SMP Negeri Pelayang, Dinas Pendidikan | Bathin II Pelayang
		pu | Bidang Bina Marga, Dinas Pekerjaan Umum | Rimbo Tengah
		pertanian | Dinas Tanaman Pangan dan Hortikultura | Rimbo Tengah
		pengadaan | Bagian Pengadaan, Sekretariat Daerah | Rimbo Tengah
		dukcapil | Dinas Kependudukan dan Pencatatan Sipil | Pasar Muara Bungo
		dlh | Dinas Lingkungan Hidup | Rimbo Tengah
	`,
	vacancies: `
		perawat-terampil | tanah-tumbuh | umum | 4 | 11 | 7 | 71
		perawat-terampil | limbur | umum | 3 | 10 | 6 | 12
		perawat-terampil | jujuhan | umum | 3 | 9 | 5 | 17
		perawat-terampil | bathin | umum | 2 | 8 | 5 | 6
		perawat-terampil | pasar | disabilitas | 1 | 14 | 12 | 3
		bidan-terampil | rantau-pandan | umum | 4 | 12 | 7 | 58
		bidan-terampil | pelepat | umum | 3 | 10 | 6 | 33
		bidan-terampil | limbur | umum | 2 | 8 | 5 | 9
		bidan-ahli | pasar | cumlaude | 1 | 5 | 3 | 4
		dokter | limbur | umum | 2 | 3 | 1 | 1
		dokter | jujuhan | umum | 2 | 3 | 1 | 2
		dokter | tanah-tumbuh | umum | 1 | 3 | 2 | 4
		dokter-gigi | rantau-pandan | umum | 1 | 1 | 0 | 0
		dokter-anak | rsud | umum | 1 | 3 | 2 | 0
		apoteker | rsud | umum | 2 | 9 | 6 | 38
		asisten-apoteker | bathin | umum | 1 | 2 | 1 | 11
		laboran | pelepat | umum | 2 | 3 | 1 | 22
		nutrisionis | jujuhan | umum | 1 | 2 | 1 | 14
		sanitarian | bathin | umum | 1 | 2 | 0 | 10
		radiografer | rsud | umum | 2 | 7 | 5 | 19
		guru-kelas | sd-lubuk | umum | 2 | 8 | 5 | 46
		guru-kelas | sd-lubuk | disabilitas | 1 | 8 | 5 | 0
		guru-kelas | sd-muko | umum | 2 | 8 | 6 | 51
		guru-matematika | smp-pelayang | umum | 1 | 4 | 3 | 28
		guru-inggris | smp-pelayang | umum | 1 | 3 | 2 | 31
		jalan-jembatan | pu | umum | 1 | 9 | 7 | 23
		penyuluh-pertanian | pertanian | umum | 4 | 22 | 14 | 64
		pengadaan | pengadaan | umum | 3 | 10 | 6 | 171
		pranata-komputer-terampil | dukcapil | umum | 2 | 6 | 3 | 87
		lingkungan | dlh | umum | 1 | 5 | 4 | 29
	`,
};
