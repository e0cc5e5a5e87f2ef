import type { Bilingual, ScheduleDraft, ScheduleStep, Season } from '../contract.ts';
import { isSmall } from './shown-counts.ts';

type Counts = Readonly<Partial<Record<ScheduleStep['key'], number>>>;

/**
 * The state of each step at a moment. A step without an end is over as soon as a later one has
 * begun. RFC 3339 in UTC with the same precision compares as text.
 */
export function stepsAt(
	schedule: readonly ScheduleDraft[],
	now: string,
	counts: Counts = {},
): readonly ScheduleStep[] {
	return schedule.map((step, index) => {
		const { count: announced, ...rest } = step;
		const known = counts[step.key] ?? announced;
		const count = known === undefined || isSmall(known) ? undefined : known;
		const state = stateOf(step, schedule.slice(index + 1), now);
		return { ...rest, state, ...(count === undefined ? {} : { count }) };
	});
}

function stateOf(
	step: ScheduleDraft,
	later: readonly ScheduleDraft[],
	now: string,
): ScheduleStep['state'] {
	if (now < step.startsAt) return 'next';
	if (step.endsAt !== undefined) return now < step.endsAt ? 'now' : 'done';
	return later.some((other) => other.startsAt <= now) ? 'done' : 'now';
}

/** What a visitor should do while a step runs or before it begins. */
const actions: Readonly<Record<ScheduleStep['key'], { now: Bilingual; next: Bilingual }>> = {
	announcement: {
		now: {
			id: 'Baca lowongan dan siapkan dokumen',
			en: 'Read the vacancies, prepare your documents',
		},
		next: { id: 'Tunggu pengumuman', en: 'Wait for the announcement' },
	},
	registration: {
		now: {
			id: 'Pilih satu jabatan. Satu orang, satu lamaran.',
			en: 'Choose one post. One person, one application.',
		},
		next: {
			id: 'Baca lowongan dan siapkan dokumen',
			en: 'Read the vacancies, prepare your documents',
		},
	},
	screening: {
		now: { id: 'Dokumen sedang diperiksa', en: 'Documents are being checked' },
		next: { id: 'Tunggu hasil seleksi administrasi', en: 'Wait for the screening result' },
	},
	screening_appeal: {
		now: { id: 'Ajukan sanggah bila penolakan keliru', en: 'Appeal if a rejection is wrong' },
		next: { id: 'Tunggu masa sanggah', en: 'Wait for the appeal period' },
	},
	skd: {
		now: { id: 'Ikuti SKD sesuai jadwal', en: 'Sit the SKD as scheduled' },
		next: { id: 'Bersiap untuk SKD', en: 'Prepare for the SKD' },
	},
	skb: {
		now: { id: 'Ikuti SKB sesuai jadwal', en: 'Sit the SKB as scheduled' },
		next: { id: 'Bersiap untuk SKB', en: 'Prepare for the SKB' },
	},
	final_result: {
		now: { id: 'Baca hasil dan hitung ulang', en: 'Read the result and recompute it' },
		next: { id: 'Tunggu hasil akhir', en: 'Wait for the final result' },
	},
	final_appeal: {
		now: {
			id: 'Peserta: baca alasan hasil Anda. Warga: hitung ulang.',
			en: 'Candidates: read your reasons. Citizens: recompute.',
		},
		next: { id: 'Baca hasil dan hitung ulang', en: 'Read the result and recompute it' },
	},
	filing: {
		now: { id: 'Peserta lulus: lengkapi berkas', en: 'Successful candidates: complete your files' },
		next: { id: 'Peserta lulus: siapkan berkas', en: 'Successful candidates: prepare your files' },
	},
	appointment: {
		now: { id: 'Pegawai baru mulai bertugas', en: 'New staff take up their posts' },
		next: { id: 'Tunggu pengangkatan', en: 'Wait for the appointment' },
	},
};

const notAnnounced: Season['now'] = {
	stage: { id: 'Belum diumumkan', en: 'Not announced' },
	action: actions.announcement.next,
};

/**
 * Where the season stands, in the three answers every page gives first. A running step with a
 * deadline wins over one without; between steps the next one is named.
 */
export function standing(steps: readonly ScheduleStep[]): Season['now'] {
	const running = steps.filter((step) => step.state === 'now');
	const current = running.findLast((step) => step.endsAt !== undefined) ?? running.at(-1);
	const next = steps.find((step) => step.state === 'next');
	if (current?.endsAt !== undefined) {
		return { stage: current.name, action: actions[current.key].now, until: current.endsAt };
	}
	if (next !== undefined) {
		const stage = current?.name ?? next.name;
		return { stage, action: actions[next.key].next, until: next.startsAt };
	}
	const last = steps.at(-1);
	if (last === undefined) return notAnnounced;
	return { stage: last.name, action: actions[last.key].now };
}

/** The moment that matters next, for ordering seasons: the most urgent first. */
export function urgency(steps: readonly ScheduleStep[]): string {
	return standing(steps).until ?? '9999';
}
