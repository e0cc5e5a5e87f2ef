import type { Bilingual } from '../../vacancies/contract.ts';
import type { ResultRow } from '../contract.ts';
import { reasonParts } from './tally.ts';

/** What a headline needs: the outcome and the numbers that belong to it. */
export interface Standing {
	readonly row: ResultRow;
	readonly seats: number;
	readonly finishers: number;
	readonly passed: number;
	readonly shortlisted: number;
	/** Unit of the seat that a fill round gave. */
	readonly placedUnit?: string;
}

/** The outcome in one sentence, the first thing on the page; never a celebration, never a blame. */
export function headlineOf(standing: Standing): Bilingual {
	const { row } = standing;
	const parts = reasonParts(row.reason);
	const inSkb = parts.get('stage') === 'skb';
	const stage = inSkb ? 'SKB' : parts.get('stage') === 'skd' ? 'SKD' : '';
	switch (row.outcome) {
		case 'L':
			return seated(standing);
		case 'P/TL':
		case 'tie_unresolved':
			return ranked(standing);
		case 'P/L':
			return {
				id: `Anda maju ke SKB: peringkat SKD ${row.rankSkd} dari ${standing.passed}`,
				en: `You go on to the SKB: ranked ${row.rankSkd} of ${standing.passed} in the SKD`,
			};
		case 'P':
			return {
				id: `Anda lulus ambang batas, peringkat SKD ${row.rankSkd} dari ${standing.passed}; ${standing.shortlisted} orang maju ke SKB`,
				en: `You passed the threshold, ranked ${row.rankSkd} of ${standing.passed} in the SKD; ${standing.shortlisted} people went on to the SKB`,
			};
		case 'TL':
			return {
				id: 'Nilai SKD Anda di bawah ambang batas',
				en: 'Your SKD marks are below the threshold',
			};
		case 'TMS':
			return {
				id: 'Berkas Anda tidak memenuhi syarat',
				en: 'Your documents did not meet the requirements',
			};
		case 'TMS1':
			return {
				id: `Anda gugur di tes SKB: nilai ${comma(parts.get('got'))}, paling rendah ${comma(parts.get('need'))}`,
				en: `You were eliminated in an SKB test: mark ${parts.get('got') ?? ''}, at least ${parts.get('need') ?? ''} needed`,
			};
		case 'TH':
			return {
				id: `Anda tercatat tidak hadir di ${stage || 'ujian'}`,
				en: `You are recorded as absent from the ${stage || 'test'}`,
			};
		case 'APS':
			return {
				id: `Anda tercatat mengundurkan diri dari ${stage || 'seleksi'}`,
				en: `You are recorded as withdrawn from the ${stage || 'selection'}`,
			};
		case 'DIS':
			return {
				id: `Anda didiskualifikasi di ${stage || 'ujian'}`,
				en: `You were disqualified in the ${stage || 'test'}`,
			};
	}
}

function seated({ row, seats, finishers, placedUnit }: Standing): Bilingual {
	if (placedUnit !== undefined) {
		return {
			id: `Anda mendapat kursi yang masih kosong di ${placedUnit}`,
			en: `You have a seat that was still open at ${placedUnit}`,
		};
	}
	return {
		id: `Anda mendapat kursi: peringkat ${row.rankFinal} dari ${finishers}, untuk ${seats} kursi`,
		en: `You have a seat: ranked ${row.rankFinal} of ${finishers}, for ${seats} ${seats === 1 ? 'seat' : 'seats'}`,
	};
}

function ranked({ row, seats, finishers }: Standing): Bilingual {
	const open = row.outcome === 'tie_unresolved';
	return {
		id: `Anda peringkat ${row.rankFinal} dari ${finishers}, untuk ${seats} kursi${open ? '; nilai yang sama belum diputuskan' : ''}`,
		en: `You are ranked ${row.rankFinal} of ${finishers}, for ${seats} ${seats === 1 ? 'seat' : 'seats'}${open ? '; an equal score is not yet decided' : ''}`,
	};
}

function comma(value: string | undefined): string {
	return (value ?? '').replace('.', ',');
}
