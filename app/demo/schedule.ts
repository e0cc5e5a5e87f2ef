import type { Bilingual, ScheduleDraft, TimeZoneName } from '../src/lib/vacancies/contract.ts';

type StepKey = ScheduleDraft['key'];

/** Days after the anchor day on which a step begins and ends; end absent: one day. */
export type StepPlan = readonly [key: StepKey, from: number, to?: number];

const hoursAhead: Readonly<Record<TimeZoneName, number>> = { WIB: 7, WITA: 8, WIT: 9 };
const hour = 3_600_000;
const day = 24 * hour;

const names: Readonly<Record<StepKey, Bilingual>> = {
	announcement: { id: 'Pengumuman lowongan', en: 'Vacancies announced' },
	registration: { id: 'Pendaftaran', en: 'Registration' },
	screening: { id: 'Seleksi administrasi', en: 'Document screening' },
	screening_appeal: { id: 'Masa sanggah I', en: 'First appeal period' },
	skd: { id: 'SKD, tes kompetensi dasar', en: 'SKD, basic competence test' },
	skb: { id: 'SKB, tes kompetensi bidang', en: 'SKB, field competence test' },
	final_result: { id: 'Hasil akhir', en: 'Final result' },
	final_appeal: { id: 'Masa sanggah II', en: 'Final appeal period' },
	filing: { id: 'Pemberkasan dan NIP', en: 'Filing and employee number' },
	appointment: { id: 'Pengangkatan', en: 'Appointment' },
};

/** Start of the anchor's calendar day in a zone, as a UTC instant in milliseconds. */
function startOfDay(anchor: Date, zone: TimeZoneName): number {
	const local = anchor.getTime() + hoursAhead[zone] * hour;
	return local - (local % day) - hoursAhead[zone] * hour;
}

/** Steps begin at 08.00 (registration and appeals at 00.00) and end at 23.59 local time. */
export function schedule(
	anchor: Date,
	zone: TimeZoneName,
	plan: readonly StepPlan[],
	extra: Partial<Record<StepKey, Pick<ScheduleDraft, 'count' | 'note'>>> = {},
): readonly ScheduleDraft[] {
	const base = startOfDay(anchor, zone);
	return plan.map(([key, from, to]) => {
		const wholeDays = key === 'registration' || key.endsWith('appeal');
		const startsAt = base + from * day + (wholeDays ? 0 : 8 * hour);
		const endsAt = base + ((to ?? from) + 1) * day - 60_000;
		return {
			key,
			name: names[key],
			startsAt: new Date(startsAt).toISOString(),
			...(to === undefined ? {} : { endsAt: new Date(endsAt).toISOString() }),
			...extra[key],
		};
	});
}

const months = {
	id: 'Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember',
	en: 'January February March April May June July August September October November December',
} as const;

/** `5 Desember 2026` of an instant in a zone, in both languages. */
export function dayInWords(instant: string, zone: TimeZoneName): Bilingual {
	const local = new Date(new Date(instant).getTime() + hoursAhead[zone] * hour);
	const word = (language: 'id' | 'en'): string =>
		`${String(local.getUTCDate())} ${months[language].split(' ')[local.getUTCMonth()] ?? ''} ${String(local.getUTCFullYear())}`;
	return { id: word('id'), en: word('en') };
}

export function yearOf(instant: string, zone: TimeZoneName): string {
	const local = new Date(new Date(instant).getTime() + hoursAhead[zone] * hour);
	return String(local.getUTCFullYear());
}
