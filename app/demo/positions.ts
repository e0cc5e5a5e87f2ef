import type { EducationLevel } from '../src/lib/vacancies/contract.ts';
import { parseTable } from './table.ts';

/** How a field competence test is marked; the names are plans of the selection file. */
export type Plan = 'cat' | 'praktik' | 'mengajar';

/** What a post asks for, the same wherever it is offered. */
export interface Position {
	readonly code: string;
	readonly title: string;
	readonly education: string;
	readonly educationGroup: string;
	readonly level: EducationLevel;
	readonly plan: Plan;
	/** Profession whose registration certificate (STR) must be valid. */
	readonly certificate?: string;
	/** Job class with a threshold of its own in the rule pack. */
	readonly specialJob?: string;
	readonly maximumAge: number;
}

/** code | title | education | education group | level | plan | profession of the certificate */
const table = `
	perawat-terampil | Perawat Terampil | D-III Keperawatan | d3-keperawatan | diploma | praktik | Perawat
	perawat-ahli | Perawat Ahli Pertama | Profesi Ners | ners | profesi | praktik | Perawat
	bidan-terampil | Bidan Terampil | D-III Kebidanan | d3-kebidanan | diploma | praktik | Bidan
	bidan-ahli | Bidan Ahli Pertama | Profesi Bidan | profesi-bidan | profesi | praktik | Bidan
	perekam-medis | Perekam Medis Terampil | D-III Rekam Medis dan Informasi Kesehatan | d3-rekam-medis | diploma | praktik | Perekam Medis
	apoteker | Apoteker Ahli Pertama | Profesi Apoteker | apoteker | profesi | praktik | Apoteker
	asisten-apoteker | Asisten Apoteker Terampil | D-III Farmasi | d3-farmasi | diploma | praktik | Tenaga Teknis Kefarmasian
	nutrisionis | Nutrisionis Terampil | D-III Gizi | d3-gizi | diploma | cat | Nutrisionis
	laboran | Pranata Laboratorium Kesehatan Terampil | D-III Teknologi Laboratorium Medis | d3-tlm | diploma | praktik | Ahli Teknologi Laboratorium Medis
	sanitarian | Tenaga Sanitasi Lingkungan Terampil | D-III Kesehatan Lingkungan | d3-kesling | diploma | cat | Sanitarian
	terapis-gigi | Terapis Gigi dan Mulut Terampil | D-III Kesehatan Gigi | d3-gigi | diploma | praktik | Terapis Gigi dan Mulut
	fisioterapis | Fisioterapis Terampil | D-III Fisioterapi | d3-fisioterapi | diploma | praktik | Fisioterapis
	radiografer | Radiografer Terampil | D-III Radiologi | d3-radiologi | diploma | praktik | Radiografer
	elektromedis | Teknisi Elektromedis Terampil | D-III Teknik Elektromedik | d3-elektromedik | diploma | praktik | Elektromedis
	promkes | Tenaga Promosi Kesehatan dan Ilmu Perilaku Ahli Pertama | S-1 Kesehatan Masyarakat | s1-kesmas | sarjana | cat |
	epidemiolog | Epidemiolog Kesehatan Ahli Pertama | S-1 Kesehatan Masyarakat | s1-kesmas | sarjana | cat |
	administrator-kesehatan | Administrator Kesehatan Ahli Pertama | S-1 Kesehatan Masyarakat | s1-kesmas | sarjana | cat |
	psikolog | Psikolog Klinis Ahli Pertama | Profesi Psikolog | psikolog | profesi | cat | Psikolog Klinis
	guru-kelas | Guru Kelas Ahli Pertama | S-1 Pendidikan Guru Sekolah Dasar | s1-pgsd | sarjana | mengajar |
	guru-matematika | Guru Matematika Ahli Pertama | S-1 Pendidikan Matematika | s1-pend-matematika | sarjana | mengajar |
	guru-inggris | Guru Bahasa Inggris Ahli Pertama | S-1 Pendidikan Bahasa Inggris | s1-pend-inggris | sarjana | mengajar |
	guru-ipa | Guru IPA Ahli Pertama | S-1 Pendidikan IPA | s1-pend-ipa | sarjana | mengajar |
	guru-bk | Guru Bimbingan Konseling Ahli Pertama | S-1 Bimbingan dan Konseling | s1-bk | sarjana | mengajar |
	guru-pjok | Guru Penjasorkes Ahli Pertama | S-1 Pendidikan Jasmani | s1-penjas | sarjana | mengajar |
	guru-tk | Guru TK Ahli Pertama | S-1 Pendidikan Anak Usia Dini | s1-paud | sarjana | mengajar |
	guru-luar-biasa | Guru Pendidikan Khusus Ahli Pertama | S-1 Pendidikan Luar Biasa | s1-plb | sarjana | mengajar |
	analis-bencana | Analis Kebencanaan Ahli Pertama | S-1 Geografi atau Geofisika | s1-geografi | sarjana | cat |
	pranata-komputer | Pranata Komputer Ahli Pertama | S-1 Informatika atau Sistem Informasi | s1-informatika | sarjana | praktik |
	pranata-komputer-terampil | Pranata Komputer Terampil | D-III Teknik Informatika | d3-informatika | diploma | praktik |
	humas | Pranata Hubungan Masyarakat Ahli Pertama | S-1 Ilmu Komunikasi | s1-komunikasi | sarjana | praktik |
	arsiparis | Arsiparis Terampil | D-III Kearsipan | d3-kearsipan | diploma | cat |
	auditor | Auditor Ahli Pertama | S-1 Akuntansi | s1-akuntansi | sarjana | cat |
	analis-keuangan | Analis Keuangan Pusat dan Daerah Ahli Pertama | S-1 Akuntansi atau Manajemen | s1-akuntansi-manajemen | sarjana | cat |
	perencana | Perencana Ahli Pertama | S-1 Perencanaan Wilayah dan Kota | s1-pwk | sarjana | cat |
	penata-ruang | Penata Ruang Ahli Pertama | S-1 Perencanaan Wilayah dan Kota | s1-pwk | sarjana | cat |
	jalan-jembatan | Penata Kelola Jalan dan Jembatan Ahli Pertama | S-1 Teknik Sipil | s1-sipil | sarjana | cat |
	lingkungan | Pengendali Dampak Lingkungan Ahli Pertama | S-1 Teknik Lingkungan | s1-lingkungan | sarjana | cat |
	pekerja-sosial | Pekerja Sosial Ahli Pertama | S-1 Kesejahteraan Sosial | s1-kesos | sarjana | cat |
	penyuluh-pertanian | Penyuluh Pertanian Ahli Pertama | S-1 Agroteknologi | s1-agroteknologi | sarjana | cat |
	perancang-hukum | Perancang Peraturan Perundang-undangan Ahli Pertama | S-1 Hukum | s1-hukum | sarjana | cat |
	perizinan | Penata Perizinan Ahli Pertama | S-1 Administrasi Publik | s1-administrasi-publik | sarjana | cat |
	pengadaan | Pengelola Pengadaan Barang/Jasa Ahli Pertama | S-1 semua jurusan | s1-semua | sarjana | cat |
	pustakawan | Pustakawan Ahli Pertama | S-1 Ilmu Perpustakaan | s1-perpustakaan | sarjana | cat |
	pariwisata | Adyatama Kepariwisataan dan Ekonomi Kreatif Ahli Pertama | S-1 Pariwisata | s1-pariwisata | sarjana | cat |
	pamong-budaya | Pamong Budaya Ahli Pertama | S-1 Sejarah atau Arkeologi | s1-sejarah | sarjana | cat |
	analis-sdm | Analis Sumber Daya Manusia Aparatur Ahli Pertama | S-1 Psikologi atau Manajemen | s1-psikologi-manajemen | sarjana | cat |
	veteriner | Medik Veteriner Ahli Pertama | Profesi Dokter Hewan | dokter-hewan | profesi | cat | Dokter Hewan
	pol-pp | Polisi Pamong Praja Pemula | SMA atau SMK sederajat | sma | sma | praktik |
	pemadam | Pemadam Kebakaran Pemula | SMA atau SMK sederajat | sma | sma | praktik |
	dosen-pelatih | Widyaiswara Ahli Pertama | S-2 Administrasi Publik | s2-administrasi-publik | magister | cat |
	dokter | Dokter Ahli Pertama | Profesi Dokter | dokter | profesi | cat | Dokter
	dokter-gigi | Dokter Gigi Ahli Pertama | Profesi Dokter Gigi | dokter-gigi | profesi | cat | Dokter Gigi
	dokter-anak | Dokter Spesialis Anak Ahli Pertama | Dokter Spesialis Anak | dokter-spesialis-anak | profesi | cat | Dokter Spesialis
`;

/** Position code → job class of the rule pack. */
const specialJobs: Readonly<Record<string, string>> = {
	dokter: 'dokter',
	'dokter-gigi': 'dokter_gigi',
	'dokter-anak': 'dokter_spesialis',
};

const byCode = new Map<string, Position>();
for (const row of parseTable(table, 7)) {
	const [code = '', title = '', education = '', educationGroup = '', level, plan, certificate] =
		row;
	const specialJob = specialJobs[code];
	byCode.set(code, {
		code,
		title,
		education,
		educationGroup,
		level: level as EducationLevel,
		plan: plan as Plan,
		maximumAge: specialJob === 'dokter_spesialis' ? 40 : 35,
		...(certificate === undefined || certificate === '' ? {} : { certificate }),
		...(specialJob === undefined ? {} : { specialJob }),
	});
}

export function getPosition(code: string): Position {
	const position = byCode.get(code);
	if (position === undefined) throw new Error(`unknown demo position ${code}`);
	return position;
}
