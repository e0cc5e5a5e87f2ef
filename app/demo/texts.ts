import type {
	Bilingual,
	EducationLevel,
	FormationType,
	VacancyDraft,
} from '../src/lib/vacancies/contract.ts';
import type { Plan, Position } from './positions.ts';

/** Lowest and highest basic pay of the grade in which a newcomer starts, whole rupiah a month. */
const pay: Readonly<Record<EducationLevel, readonly [number, number]>> = {
	sma: [2_184_000, 3_643_400],
	diploma: [2_485_900, 3_958_200],
	sarjana: [2_785_700, 4_575_200],
	profesi: [2_903_600, 4_768_800],
	magister: [2_903_600, 4_768_800],
};

export function salaryOf(position: Position): { salaryMin: number; salaryMax: number } {
	const [salaryMin, salaryMax] = pay[position.level];
	return { salaryMin, salaryMax };
}

const formationRequirement: Readonly<Record<FormationType, Bilingual | undefined>> = {
	umum: undefined,
	cumlaude: {
		id: 'Lulus dengan pujian (cumlaude) dari program studi terakreditasi unggul',
		en: 'Graduated with honours (cumlaude) from a programme accredited as excellent',
	},
	diaspora: {
		id: 'Warga negara Indonesia yang bekerja di luar negeri paling sedikit dua tahun',
		en: 'Indonesian citizen who has worked abroad for at least two years',
	},
	disabilitas: {
		id: 'Penyandang disabilitas, dengan surat dokter tentang jenis dan tingkatnya',
		en: 'Person with a disability, with a doctor’s letter stating its kind and degree',
	},
	papua: { id: 'Putra atau putri asli Papua', en: 'Born to a Papuan parent' },
	kalimantan: { id: 'Putra atau putri Kalimantan', en: 'From Kalimantan' },
	daerah_tertinggal: {
		id: 'Lahir dan bersekolah di daerah tertinggal yang ditetapkan pemerintah',
		en: 'Born and schooled in a region listed by the government as disadvantaged',
	},
};

export function requirementsOf(
	position: Position,
	formation: FormationType,
	lastDay: Bilingual,
): readonly Bilingual[] {
	const special = formationRequirement[formation];
	return [
		{
			id: `Usia 18 sampai ${String(position.maximumAge)} tahun pada hari melamar`,
			en: `Aged 18 to ${String(position.maximumAge)} on the day of application`,
		},
		{
			id: `Ijazah ${position.education} dari program studi terakreditasi`,
			en: `Diploma in ${position.education} from an accredited programme`,
		},
		position.level === 'sma'
			? {
					id: 'Rata-rata nilai ijazah paling rendah 75,00',
					en: 'Average diploma mark of at least 75.00',
				}
			: { id: 'IPK paling rendah 2,75', en: 'Grade point average of at least 2.75' },
		...(position.certificate === undefined
			? []
			: [
					{
						id: `STR ${position.certificate} yang berlaku pada ${lastDay.id}`,
						en: `Registration certificate (STR ${position.certificate}) valid on ${lastDay.en}`,
					},
				]),
		...(special === undefined ? [] : [special]),
		{
			id: 'Bersedia mengabdi di unit yang dilamar paling sedikit sepuluh tahun',
			en: 'Willing to serve in the chosen unit for at least ten years',
		},
	];
}

const onePage: Bilingual = { id: 'PDF, paling besar 1 MB', en: 'PDF, at most 1 MB' };
const manyPages: Bilingual = { id: 'PDF, paling besar 2 MB', en: 'PDF, at most 2 MB' };

export function documentsOf(
	position: Position,
	formation: FormationType,
	lastDay: Bilingual,
): VacancyDraft['documents'] {
	return [
		{
			name: { id: 'KTP', en: 'Identity card (KTP)' },
			checked: {
				id: 'Nama dan tanggal lahir sama dengan data pendaftaran',
				en: 'Name and birth date equal to the registration',
			},
			form: { id: 'JPG atau PDF, paling besar 1 MB', en: 'JPG or PDF, at most 1 MB' },
		},
		{
			name: { id: `Ijazah ${position.education}`, en: `Diploma: ${position.education}` },
			checked: {
				id: 'Program studi terakreditasi saat lulus',
				en: 'Programme accredited at graduation',
			},
			form: manyPages,
		},
		{
			name: { id: 'Transkrip nilai', en: 'Transcript of marks' },
			checked: {
				id: position.level === 'sma' ? 'Rata-rata paling rendah 75,00' : 'IPK paling rendah 2,75',
				en: position.level === 'sma' ? 'Average of at least 75.00' : 'GPA of at least 2.75',
			},
			form: manyPages,
		},
		...(position.certificate === undefined
			? []
			: [
					{
						name: { id: `STR ${position.certificate}`, en: `STR ${position.certificate}` },
						checked: { id: `Berlaku pada ${lastDay.id}`, en: `Valid on ${lastDay.en}` },
						form: onePage,
					},
				]),
		...(formation === 'umum'
			? []
			: [
					{
						name: { id: 'Bukti formasi khusus', en: 'Proof for the special formation' },
						checked: {
							id: 'Sesuai dengan syarat formasi di atas',
							en: 'Matches the requirement of the formation above',
						},
						form: onePage,
					},
				]),
		{
			name: { id: 'Surat pernyataan', en: 'Signed declaration' },
			checked: {
				id: 'Bertanda tangan di atas meterai Rp 10.000',
				en: 'Signed on a Rp 10,000 stamp',
			},
			form: onePage,
		},
	];
}

const computerTest: Bilingual = { id: 'SKB ujian komputer', en: 'SKB computer test' };
const secondTest: Readonly<Record<Exclude<Plan, 'cat'>, Bilingual>> = {
	praktik: { id: 'SKB praktik kerja', en: 'SKB work sample' },
	mengajar: { id: 'SKB praktik mengajar', en: 'SKB trial lesson' },
};

/**
 * Shares of the final score: SKD 40, SKB 60; within SKB a regional government may give at most 40%
 * to one extra test (PermenPANRB 6/2024), so that is 36 and 24.
 */
export function markingOf(position: Position): Pick<VacancyDraft, 'weights' | 'eliminateBelow'> {
	const basic = { name: { id: 'SKD', en: 'SKD' }, percent: 40 };
	if (position.plan === 'cat') return { weights: [basic, { name: computerTest, percent: 60 }] };
	const extra = secondTest[position.plan];
	return {
		weights: [basic, { name: computerTest, percent: 36 }, { name: extra, percent: 24 }],
		...(position.plan === 'praktik' ? { eliminateBelow: { component: extra, mark: 60 } } : {}),
	};
}
