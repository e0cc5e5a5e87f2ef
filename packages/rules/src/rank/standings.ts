import { copyInto, type Memory } from '../bytes/memory.ts';
import type { ParticipantTable } from '../input/participant-table.ts';
import type { Selection } from '../input/selection.ts';
import type { VacancyTable } from '../input/vacancies.ts';

/** Words of the column `outcome`; a row holds the position. */
export const outcomes = [
	'TMS',
	'TH',
	'DIS',
	'APS',
	'TL',
	'P',
	'P/L',
	'TMS1',
	'P/TL',
	'L',
	'tie_unresolved',
] as const;
export type Outcome = (typeof outcomes)[number];

export const outcome = Object.fromEntries(outcomes.map((word, i) => [word, i])) as Readonly<
	Record<Outcome, number>
>;

/** Why a row has its outcome: with the row's marks enough to write its reason. */
export const why = {
	unknown: 0,
	administration: 1,
	firstStage: 2,
	belowThreshold: 3,
	notInCut: 4,
	noSeatsOffered: 5,
	inCut: 6,
	skbStage: 7,
	eliminated: 8,
	seat: 9,
	seatByDecision: 10,
	noSeat: 11,
	noSeatByDecision: 12,
	tieOpen: 13,
	round: 14,
	roundByDecision: 15,
	roundTieOpen: 16,
} as const;

/** Everything a run reads. */
export interface Inputs {
	readonly selection: Selection;
	readonly vacancies: VacancyTable;
	readonly participants: ParticipantTable;
}

/** What a run finds out about each participant; scores in thousandths, -1 and 0 = none. */
export interface Standings {
	readonly outcome: Uint8Array;
	readonly why: Uint8Array;
	/** All keys of the order that are known to everybody, as one exact integer below 2^53. */
	readonly primary: Float64Array;
	readonly skb100: Int32Array;
	readonly final: Int32Array;
	readonly rankSkd: Int32Array;
	readonly rankFinal: Int32Array;
	/** Vacancy of the seat, -1 = none. */
	readonly placed: Int32Array;
	/** Fill round of the seat, or of the tie that stopped it; -1 = none. */
	readonly round: Int8Array;
	/** Rows grouped by vacancy: `rows[first[v], first[v + 1])`, the finishers in front. */
	readonly rows: Int32Array;
	readonly first: Int32Array;
	readonly finishers: Int32Array;
	/** The row whose keys are the cut of the shortlist, or whose place is that of the last seat. */
	readonly cut: Int32Array;
	readonly last: Int32Array;
	/** Seats still open. */
	readonly open: Int32Array;
}

export function makeStandings({ participants, vacancies }: Inputs, memory: Memory): Standings {
	const n = participants.count;
	const v = vacancies.count;
	return {
		outcome: memory.u8(n),
		why: memory.u8(n),
		primary: memory.f64(n),
		skb100: memory.i32(n).fill(-1),
		final: memory.i32(n).fill(-1),
		rankSkd: memory.i32(n),
		rankFinal: memory.i32(n),
		placed: memory.i32(n).fill(-1),
		round: new Int8Array(memory.allocate(n), 0, n).fill(-1),
		rows: countUp(memory.i32(n)),
		first: participants.starts,
		finishers: memory.i32(v),
		cut: memory.i32(v).fill(-1),
		last: memory.i32(v).fill(-1),
		open: copyInto(vacancies.seats.subarray(0, v), memory.allocate),
	};
}

/** `Int32Array.from` with a function costs a third of a second for a whole country. */
function countUp(rows: Int32Array): Int32Array {
	for (let row = 0; row < rows.length; row++) rows[row] = row;
	return rows;
}

export type CompareRows = (a: number, b: number) => number;

/** The order of people: primary keys, then GPA, then age; 0 = equal in every legal key. */
export function makeCompare({ participants }: Inputs, { primary }: Standings): CompareRows {
	const { gpa, age } = participants;
	return (a, b) => {
		const difference = primary[b]! - primary[a]!;
		if (difference !== 0) return difference;
		if (gpa !== undefined && gpa[a] !== gpa[b]) return gpa[b]! - gpa[a]!;
		return age === undefined ? 0 : age[b]! - age[a]!;
	};
}

/** Equal people share a place: 1, 2, 2, 4. `rows[from, to)` is in order. */
export function assignPlaces(
	rows: Int32Array,
	from: number,
	to: number,
	places: Int32Array,
	compare: CompareRows,
): void {
	let place = 1;
	for (let i = from; i < to; i++) {
		if (i > from && compare(rows[i - 1]!, rows[i]!) !== 0) place = i - from + 1;
		places[rows[i]!] = place;
	}
}

/** Moves the rows that hold the property to the front; answers where the others begin. */
export function partition(
	rows: Int32Array,
	from: number,
	to: number,
	holds: (row: number) => boolean,
): number {
	let end = from;
	for (let i = from; i < to; i++) {
		const row = rows[i]!;
		if (!holds(row)) continue;
		rows[i] = rows[end]!;
		rows[end++] = row;
	}
	return end;
}
