import type { Place } from '../place.ts';

/** The city whose season is complete: its people sat the tests and its results are published. */
export const palu: Place = {
	prefix: 'plu',
	institution: {
		id: 'kota-palu',
		name: 'Pemerintah Kota Palu',
		shortName: 'Kota Palu',
		zone: 'WITA',
	},
	units: `
		talise | UPTD Puskesmas Talise, Dinas Kesehatan | Talise, Mantikulore
		tawaeli | UPTD Puskesmas Tawaeli, Dinas Kesehatan | Tawaeli
		pantoloan | UPTD Puskesmas Pantoloan, Dinas Kesehatan | Pantoloan, Tawaeli
		kamonji | UPTD Puskesmas Kamonji, Dinas Kesehatan | Kamonji, Palu Barat
		tipo | UPTD Puskesmas Tipo, Dinas Kesehatan | Tipo, Ulujadi
		singgani | UPTD Puskesmas Singgani, Dinas Kesehatan | Besusu, Palu Timur
		birobuli | UPTD Puskesmas Birobuli, Dinas Kesehatan | Birobuli, Palu Selatan
		mabelopura | UPTD Puskesmas Mabelopura, Dinas Kesehatan | Tatura, Palu Selatan
		kawatuna | UPTD Puskesmas Kawatuna, Dinas Kesehatan | Kawatuna, Mantikulore
		rsud | RSUD Teluk Palu, Dinas Kesehatan | Lere, Palu Barat
		dinkes | Bidang Pencegahan Penyakit, Dinas Kesehatan | Besusu, Palu Timur
		sd-tondo | SD Negeri 3 Tondo, Dinas Pendidikan | Tondo, Mantikulore
		sd-balaroa | SD Negeri 2 Balaroa, Dinas Pendidikan | Balaroa, Palu Barat
		sd-boya | SD Negeri Pantoloan Boya, Dinas Pendidikan | Pantoloan Boya, Tawaeli
		smp-petobo | SMP Negeri 24 Petobo, Dinas Pendidikan | Petobo, Palu Selatan
		smp-mamboro | SMP Negeri 26 Mamboro, Dinas Pendidikan | Mamboro, Palu Utara
		tk-lasoani | TK Negeri Lasoani, Dinas Pendidikan | Lasoani, Mantikulore
		bpbd | Bidang Kesiapsiagaan, Badan Penanggulangan Bencana Daerah | Tondo, Mantikulore
		diskominfo | Dinas Komunikasi dan Informatika | Besusu, Palu Timur
		bappeda | Badan Perencanaan Pembangunan Daerah | Besusu, Palu Timur
		dpu | Dinas Pekerjaan Umum dan Penataan Ruang | Lolu, Palu Timur
		dinsos | Dinas Sosial | Siranindi, Palu Barat
		inspektorat | Inspektorat Daerah | Besusu, Palu Timur
		perpustakaan | Dinas Perpustakaan dan Kearsipan | Lolu, Palu Timur
	`,
	vacancies: `
		perekam-medis | talise | umum | 3 | 5 | 2 | 52
		perawat-terampil | talise | umum | 3 | 11 | 8 | 72
		perawat-terampil | tawaeli | umum | 4 | 10 | 6 | 7
		perawat-terampil | tawaeli | disabilitas | 1 | 10 | 6 | 9
		perawat-terampil | pantoloan | umum | 2 | 9 | 7 | 3
		bidan-terampil | kamonji | umum | 3 | 9 | 6 | 58
		bidan-terampil | pantoloan | umum | 2 | 7 | 5 | 8
		bidan-terampil | tipo | umum | 2 | 8 | 6 | 27
		apoteker | singgani | umum | 2 | 4 | 2 | 38
		asisten-apoteker | birobuli | umum | 2 | 4 | 2 | 36
		nutrisionis | mabelopura | umum | 2 | 3 | 1 | 31
		laboran | singgani | umum | 2 | 4 | 2 | 32
		sanitarian | kawatuna | umum | 2 | 3 | 1 | 27
		dokter | pantoloan | umum | 2 | 4 | 2 | 5
		dokter | kamonji | umum | 2 | 5 | 3 | 15
		dokter-gigi | tipo | umum | 1 | 2 | 1 | 7
		dokter-anak | rsud | umum | 1 | 3 | 2 | 0
		radiografer | rsud | umum | 2 | 8 | 6 | 24
		elektromedis | rsud | umum | 1 | 4 | 3 | 12
		perawat-ahli | rsud | umum | 4 | 42 | 37 | 106
		perawat-ahli | rsud | cumlaude | 1 | 42 | 37 | 12
		epidemiolog | dinkes | umum | 2 | 6 | 4 | 61
		guru-kelas | sd-tondo | umum | 3 | 12 | 9 | 94
		guru-kelas | sd-balaroa | umum | 2 | 12 | 9 | 48
		guru-kelas | sd-balaroa | disabilitas | 1 | 12 | 9 | 6
		guru-kelas | sd-boya | umum | 2 | 8 | 6 | 4
		guru-matematika | smp-petobo | umum | 2 | 5 | 3 | 47
		guru-inggris | smp-mamboro | umum | 1 | 4 | 3 | 35
		guru-pjok | sd-tondo | umum | 1 | 2 | 1 | 29
		guru-tk | tk-lasoani | umum | 1 | 4 | 3 | 26
		analis-bencana | bpbd | umum | 4 | 12 | 7 | 56
		analis-bencana | bpbd | cumlaude | 1 | 12 | 7 | 9
		pranata-komputer | diskominfo | umum | 3 | 11 | 6 | 128
		pranata-komputer | diskominfo | disabilitas | 1 | 11 | 6 | 10
		pranata-komputer | diskominfo | diaspora | 1 | 11 | 6 | 3
		humas | diskominfo | umum | 1 | 5 | 4 | 59
		perencana | bappeda | umum | 2 | 9 | 7 | 70
		penata-ruang | dpu | umum | 2 | 6 | 4 | 39
		jalan-jembatan | dpu | umum | 2 | 8 | 6 | 45
		pekerja-sosial | dinsos | umum | 2 | 7 | 4 | 37
		pekerja-sosial | dinsos | daerah_tertinggal | 1 | 7 | 4 | 5
		auditor | inspektorat | umum | 2 | 10 | 8 | 84
		arsiparis | perpustakaan | umum | 1 | 4 | 3 | 24
	`,
};
