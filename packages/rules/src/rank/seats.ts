import { sortRows } from '../bytes/sort.ts';
import type { Span } from '../bytes/span.ts';
import type { Decisions } from '../input/decisions.ts';
import {
	assignPlaces,
	outcome,
	why,
	type CompareRows,
	type Inputs,
	type Standings,
} from './standings.ts';

/** Equal people and the seats they contest; `round` only where a fill round met them. */
export interface OpenTie {
	readonly vacancy: number;
	readonly seats: number;
	readonly participants: readonly number[];
	readonly round?: number;
}

/** Final order and the seats of each vacancy (steps 6 and 7); answers the ties nobody decided. */
export function seatFinishers(
	inputs: Inputs,
	standings: Standings,
	decisions: Decisions,
	compare: CompareRows,
	range: Span,
): OpenTie[] {
	const { rows, first } = standings;
	const ties: OpenTie[] = [];
	for (let v = range.from; v < range.to; v++) {
		const from = first[v]!;
		const to = from + standings.finishers[v]!;
		sortRows(rows, from, to, compare);
		assignPlaces(rows, from, to, standings.rankFinal, compare);
		seatVacancy(v, from, to);
	}
	return ties;

	function seatVacancy(v: number, from: number, to: number): void {
		const seats = inputs.vacancies.seats[v]!;
		if (to - from <= seats) {
			for (let i = from; i < to; i++) give(v, rows[i]!, why.seat);
			return;
		}
		const edge = from + seats;
		if (seats > 0) standings.last[v] = rows[edge - 1]!;
		let tieFrom = edge;
		let tieTo = edge;
		if (seats > 0 && compare(rows[edge - 1]!, rows[edge]!) === 0) {
			while (tieFrom > from && compare(rows[tieFrom - 1]!, rows[edge]!) === 0) tieFrom--;
			while (tieTo < to && compare(rows[edge]!, rows[tieTo]!) === 0) tieTo++;
		}
		for (let i = from; i < tieFrom; i++) give(v, rows[i]!, why.seat);
		const reason = seats === 0 ? why.noSeatsOffered : why.noSeat;
		for (let i = tieTo; i < to; i++) refuse(rows[i]!, reason);
		if (tieFrom < tieTo) settleTie(v, rows.subarray(tieFrom, tieTo), edge - tieFrom);
	}

	/** Settled when exactly as many of the equal have a deciding `L` as seats are contested. */
	function settleTie(v: number, equal: Int32Array, contested: number): void {
		const chosen = equal.filter((row) => decisions.seats(v, row));
		if (chosen.length !== contested) {
			for (const row of equal) mark(row, outcome.tie_unresolved, why.tieOpen);
			ties.push({ vacancy: v, seats: contested, participants: [...equal] });
			return;
		}
		for (const row of equal) refuse(row, why.noSeatByDecision);
		for (const row of chosen) give(v, row, why.seatByDecision);
	}

	function give(v: number, row: number, reason: number): void {
		mark(row, outcome.L, reason);
		standings.placed[row] = v;
		standings.open[v]! -= 1;
	}

	function refuse(row: number, reason: number): void {
		mark(row, outcome['P/TL'], reason);
	}

	function mark(row: number, word: number, reason: number): void {
		standings.outcome[row] = word;
		standings.why[row] = reason;
	}
}
