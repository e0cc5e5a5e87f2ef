/**
 * People whose marks are written by hand, because a story depends on them. Marks of everyone else
 * come from the generator, kept below these by `ceiling`.
 */
export interface Crafted {
	/** Last digits of the participant number. */
	readonly number: string;
	readonly name: string;
	readonly birthDate: string;
	readonly gpa: string;
	readonly twk: number;
	readonly tiu: number;
	readonly tkp: number;
	readonly skbStatus: 'hadir' | 'TH' | 'DIS' | 'APS';
	readonly cat?: string;
	/** Mark of the extra test of the vacancy's plan. */
	readonly extra?: string;
	readonly preferences?: string;
}

export interface Story {
	readonly vacancyId: string;
	readonly people: readonly Crafted[];
	/** Highest total and marks of the generated people of this vacancy. */
	readonly ceiling: { readonly total: number; readonly cat: number; readonly extra: number };
}

/**
 * Fourth of seven for three seats. The practical mark of 03158 was copied wrongly (82, on the
 * assessors' sheets 88): the correction gives them the third seat.
 */
const miscopied: Story = {
	vacancyId: 'plu-perekam-medis-talise',
	ceiling: { total: 385, cat: 380, extra: 88 },
	people: [
		finisher('04417', 'Ayu Permata', '1998-02-11', '3.71', [95, 140, 196], '395', '81'),
		finisher('01983', 'Nadia Hidayat', '1999-07-30', '3.55', [90, 130, 201], '380', '85'),
		finisher('06720', 'Moh. Fadhil Lamading', '1997-12-05', '3.48', [85, 140, 195], '375', '79.5'),
		finisher('03158', 'Sri Rahmawati', '2000-03-19', '3.62', [90, 135, 198], '360', '82'),
		finisher('08042', 'Dian Anggraini', '1996-09-24', '3.40', [80, 130, 199], '355', '78'),
		finisher('02266', 'Fitri Lasut', '2001-01-08', '3.33', [85, 120, 198], '330', '80'),
		finisher('07501', 'Rizky Manoppo', '1998-06-14', '3.29', [75, 125, 193], '320', '76'),
		finisher('05590', 'Yuliana Kaimuddin', '1999-10-02', '3.51', [90, 115, 197], '350', '51'),
		{
			number: '00871',
			name: 'Hasnawati',
			birthDate: '1997-04-27',
			gpa: '3.20',
			twk: 85,
			tiu: 120,
			tkp: 186,
			skbStatus: 'TH',
		},
	],
};

/** What the correction puts right. */
export const correctedMark = { number: '03158', copied: '82', true: '88' } as const;

/** Two people equal in every legal key stand at the last of two seats. */
const equals: Story = {
	vacancyId: 'plu-guru-matematika-smp-petobo',
	ceiling: { total: 415, cat: 380, extra: 82 },
	people: [
		finisher('02731', 'Gilang Wibowo', '1997-08-15', '3.80', [100, 130, 200], '400', '88'),
		finisher('04096', 'Intan Palinggi', '1999-04-17', '3.62', [95, 130, 200], '385', '84'),
		finisher('07318', 'Yusuf Rante', '1999-04-17', '3.62', [95, 130, 200], '385', '84'),
	],
};

export const decidedTie = {
	vacancyId: equals.vacancyId,
	seated: '04096',
	notSeated: '07318',
	authority: 'Ketua Panitia Seleksi Daerah Kota Palu, atas persetujuan Kepala Panselnas',
	reason:
		'Semua nilai, IPK, dan tanggal lahir sama. Diundi terbuka di hadapan kedua peserta dan Inspektorat, Berita Acara 17/PANSELDA.',
} as const;

export const correctionOf = {
	authority: 'Ketua Panitia Seleksi Daerah Kota Palu, atas temuan Inspektorat Daerah',
	reason:
		'Satu nilai praktik pada jabatan Perekam Medis Terampil salah disalin: tertulis 82, pada lembar penilai 88. Urutan kursi ketiga berubah.',
} as const;

export const stories: readonly Story[] = [miscopied, equals];

function finisher(
	number: string,
	name: string,
	birthDate: string,
	gpa: string,
	[twk, tiu, tkp]: readonly [number, number, number],
	cat: string,
	extra: string,
): Crafted {
	return { number, name, birthDate, gpa, twk, tiu, tkp, skbStatus: 'hadir', cat, extra };
}
