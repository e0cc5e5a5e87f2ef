import type { Span } from '../bytes/span.ts';
import type { FaultList } from '../faults.ts';
import type { Decisions } from '../input/decisions.ts';
import { ResultsWriter, resultsHeader } from '../output/results.ts';
import type { SecondThread } from '../ports.ts';
import { runSeats, runShortlist } from '../rank/run.ts';
import type { OpenTie } from '../rank/seats.ts';
import type { Inputs, Standings } from '../rank/standings.ts';
import { beginDuty } from './duties.ts';
import { makePipe, PipeReader } from './pipe.ts';
import { plainParticipants } from './plain-inputs.ts';
import type { Told } from './told.ts';

/**
 * The phases of a ranking after reading, vacancy by vacancy: all in this thread, or half of them in
 * the second. What one vacancy's people get depends on no other vacancy until the fill rounds.
 */
export class Halves {
	private readonly inputs: Inputs;
	private readonly standings: Standings;
	private readonly told: Told | undefined;
	private readonly own: Span;
	private readonly other: Span;

	constructor(inputs: Inputs, standings: Standings, told: Told | undefined) {
		this.inputs = inputs;
		this.standings = standings;
		this.told = told;
		const { count } = inputs.vacancies;
		const border = told === undefined ? count : middleOf(standings.first);
		this.own = { from: 0, to: border };
		this.other = { from: border, to: count };
	}

	/** Faults that are found in the second thread come to `faults`. */
	shortlist(faults: FaultList): void {
		const { inputs, standings, told } = this;
		const rest =
			told &&
			beginDuty(told.second, 'shortlist', {
				selection: told.selection,
				vacancies: told.vacancies,
				participants: plainParticipants(inputs.participants),
				standings,
				range: this.other,
			});
		runShortlist(inputs, standings, this.own);
		if (rest !== undefined) faults.append(rest());
	}

	/** Answers the ties nobody decided. */
	seats(decisions: Decisions): OpenTie[] {
		const { inputs, standings, told } = this;
		const order = { decisions: decisions.all, range: this.other };
		const finishRest = told && beginDuty(told.second, 'seats', order);
		const ties = runSeats(inputs, standings, decisions, this.own);
		if (finishRest === undefined) return ties;
		const rest = finishRest();
		decisions.all.forEach((decision, i) => (decision.consulted ||= rest.consulted[i]!));
		return [...ties, ...rest.ties];
	}

	/**
	 * The bytes of `results.csv`; a chunk holds until the next is asked for. `wrote` hears how many
	 * rows there are so far.
	 */
	*results(reasons: boolean, wrote: (rows: number) => void): Iterable<Uint8Array> {
		const { inputs, standings, told } = this;
		const { order, count } = inputs.vacancies;
		const pieces = cut(count);
		const writer = new ResultsWriter(inputs, standings, reasons);
		const others = told && beginWriting(told.second, reasons, pieces.filter(isOthers));
		let rows = 0;
		yield resultsHeader();
		try {
			for (const [i, piece] of pieces.entries()) {
				const own = others === undefined || !isOthers(piece, i);
				yield* own ? writer.write(piece) : others.reader.message();
				for (let at = piece.from; at < piece.to; at++) rows += this.sizeOf(order[at]!);
				wrote(rows);
			}
		} finally {
			others?.reader.close();
			others?.finish();
		}
	}

	private sizeOf(vacancy: number): number {
		return this.standings.first[vacancy + 1]! - this.standings.first[vacancy]!;
	}
}

function beginWriting(
	second: SecondThread,
	reasons: boolean,
	ranges: readonly Span[],
): { readonly reader: PipeReader; readonly finish: () => void } {
	const pipe = makePipe((bytes) => second.allocate(bytes));
	const finish = beginDuty(second, 'write', { reasons, ranges, pipe });
	return { reader: new PipeReader(pipe), finish };
}

/** Every second piece: this thread also hashes and hands on all of them, which is as much again. */
const isOthers = (_: Span, i: number): boolean => i % 2 === 1;

/** The vacancy that has as many rows before it as behind it, nearly. */
function middleOf(first: Int32Array): number {
	const half = first[first.length - 1]! / 2;
	let low = 0;
	let high = first.length - 1;
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		if (first[middle]! < half) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Enough pieces that neither thread waits long for the other's at the end. */
const PIECES = 96;

function cut(count: number): Span[] {
	const size = Math.max(1, Math.ceil(count / PIECES));
	const pieces: Span[] = [];
	for (let from = 0; from < count; from += size)
		pieces.push({ from, to: Math.min(from + size, count) });
	return pieces;
}
