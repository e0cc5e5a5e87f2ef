import type { Place } from '../place.ts';

/** A heritage town that orders its process so that friendly, dependable service lasts. */
export const sawahlunto: Place = {
	prefix: 'swl',
	institution: {
		id: 'kota-sawahlunto',
		name: 'Pemerintah Kota Sawahlunto',
		shortName: 'Kota Sawahlunto',
		zone: 'WIB',
	},
	units: `
		talawi | UPTD Puskesmas Talawi, Dinas Kesehatan | Talawi
		silungkang | UPTD Puskesmas Silungkang, Dinas Kesehatan | Silungkang
		kolok | UPTD Puskesmas Kolok, Dinas Kesehatan | Kolok, Barangin
		rsud | RSUD Kota Sawahlunto | Lembah Segar
		sd-santur | SD Negeri Santur, Dinas Pendidikan | Santur, Barangin
		smp-talawi | SMP Negeri Talawi, Dinas Pendidikan | Talawi
		museum | UPTD Museum dan Permuseuman, Dinas Kebudayaan | Lembah Segar
		pariwisata | Dinas Pariwisata | Lembah Segar
		mpp | Dinas Penanaman Modal dan Pelayanan Terpadu | Lembah Segar
		dukcapil | Dinas Kependudukan dan Pencatatan Sipil | Lembah Segar
		satpol | Satuan Polisi Pamong Praja dan Pemadam Kebakaran | Barangin
		dlh | Dinas Lingkungan Hidup | Barangin
	`,
	vacancies: `
		perawat-terampil | talawi | umum | 2 | 8 | 6 | 44
		perawat-terampil | silungkang | umum | 2 | 7 | 5 | 36
		perawat-ahli | rsud | umum | 3 | 31 | 26 | 92
		epidemiolog | kolok | umum | 1 | 2 | 1 | 27
		dokter | silungkang | umum | 1 | 3 | 2 | 3
		laboran | rsud | umum | 1 | 6 | 5 | 25
		psikolog | rsud | umum | 1 | 1 | 0 | 5
		guru-kelas | sd-santur | umum | 2 | 8 | 6 | 63
		guru-kelas | sd-santur | disabilitas | 1 | 8 | 6 | 2
		guru-ipa | smp-talawi | umum | 1 | 3 | 2 | 24
		pamong-budaya | museum | umum | 2 | 6 | 3 | 38
		pamong-budaya | museum | cumlaude | 1 | 6 | 3 | 3
		pariwisata | pariwisata | umum | 2 | 7 | 4 | 57
		perizinan | mpp | umum | 3 | 9 | 5 | 118
		pranata-komputer-terampil | dukcapil | umum | 1 | 4 | 3 | 49
		pol-pp | satpol | umum | 4 | 24 | 18 | 203
		pemadam | satpol | umum | 3 | 18 | 13 | 156
		lingkungan | dlh | umum | 1 | 4 | 3 | 30
	`,
};
