import { sortRows } from '../bytes/sort.ts';
import type { Decisions } from '../input/decisions.ts';
import type { FillRound } from '../packs/rules.ts';
import { ThresholdCheck } from './marks.ts';
import { GroupBook, Receivers, type OpenList } from './receivers.ts';
import type { OpenTie } from './seats.ts';
import { outcome, why, type CompareRows, type Inputs, type Standings } from './standings.ts';

export interface Move {
	readonly participant: number;
	readonly from: number;
	readonly to: number;
}

export interface RoundOutcome {
	readonly code: string;
	readonly moves: readonly Move[];
}

export interface Filling {
	readonly rounds: readonly RoundOutcome[];
	/** Contests that stopped the filling. */
	readonly ties: readonly OpenTie[];
	/** 1 where a round read the person's preferences. */
	readonly considered: Uint8Array;
}

/** Unfilled seats (step 8): the rounds in their order, until one meets a contest nobody settled. */
export function fillSeats(
	inputs: Inputs,
	standings: Standings,
	decisions: Decisions,
	compare: CompareRows,
): Filling {
	const considered = new Uint8Array(inputs.participants.count);
	const rounds: RoundOutcome[] = [];
	const book = new GroupBook(inputs);
	for (const number of inputs.selection.rounds.keys()) {
		const run = new RoundRun(inputs, standings, decisions, book, number);
		const ties = run.run(compare, considered);
		rounds.push({ code: run.round.code, moves: run.moves });
		if (ties.length > 0) return { rounds, ties, considered };
	}
	return { rounds, ties: [], considered };
}

const EVERYWHERE = -1;

class RoundRun {
	readonly moves: Move[] = [];
	private readonly inputs: Inputs;
	private readonly standings: Standings;
	private readonly decisions: Decisions;
	readonly round: FillRound;
	private readonly number: number;
	private readonly receivers: Receivers;
	private readonly checks: readonly ThresholdCheck[];
	private readonly from: Uint8Array;

	constructor(
		inputs: Inputs,
		standings: Standings,
		decisions: Decisions,
		book: GroupBook,
		number: number,
	) {
		this.inputs = inputs;
		this.standings = standings;
		this.decisions = decisions;
		const round = inputs.selection.rounds[number]!;
		this.round = round;
		this.number = number;
		const { types, same, thresholds } = inputs.vacancies;
		const named = (list: readonly string[]): Uint8Array =>
			Uint8Array.from({ length: types.count }, (_, t) =>
				list.includes('*') || list.includes(types.text(t)) ? 1 : 0,
			);
		const to = named(round.to);
		this.from = named(round.from);
		this.checks = thresholds.map((threshold) => new ThresholdCheck(inputs, threshold));
		this.receivers = new Receivers(
			inputs,
			book,
			round.same,
			(v) => to[same.formation_type[v]!] === 1,
			standings.open,
		);
	}

	run(compare: CompareRows, considered: Uint8Array): OpenTie[] {
		const givers = this.findGivers();
		sortRows(givers, 0, givers.length, compare);
		const ids = this.inputs.participants.ids;
		let start = 0;
		while (start < givers.length) {
			let end = start + 1;
			while (end < givers.length && compare(givers[start]!, givers[end]!) === 0) end++;
			const equal = givers.subarray(start, end);
			for (const row of equal) considered[row] = 1;
			start = end;
			if (equal.length === 1) {
				this.seatAlone(equal[0]!);
				continue;
			}
			sortRows(equal, 0, equal.length, (a, b) => ids.compare(a, b));
			const ties = this.seatEquals([...equal]);
			if (ties.length > 0) return ties;
		}
		return [];
	}

	/**
	 * Finishers without a seat whose type gives and for whom some seat is open in their group, or in
	 * their own unit if they wished nothing. Seats only ever fill, so nobody else can be seated.
	 */
	private findGivers(): Int32Array {
		const { first, finishers, rows, outcome: outcomes } = this.standings;
		const { vacancies } = this.inputs;
		const found: number[] = [];
		for (let v = 0; v < vacancies.count; v++) {
			if (this.from[vacancies.same.formation_type[v]!] === 0) continue;
			if (this.receivers.around(v) === undefined) continue;
			const withoutWish = !this.round.otherUnit && this.receivers.inOwnUnit(v) !== undefined;
			for (let i = first[v]!; i < first[v]! + finishers[v]!; i++) {
				const row = rows[i]!;
				if (outcomes[row] !== outcome['P/TL']) continue;
				if (withoutWish || this.hasWish(row)) found.push(row);
			}
		}
		return Int32Array.from(found);
	}

	private seatAlone(row: number): void {
		const wish = this.firstWish(row);
		if (wish >= 0) this.seat(row, wish, why.round);
	}

	/** People equal in every key, judged together. */
	private seatEquals(equal: number[]): OpenTie[] {
		let waiting = equal;
		while (waiting.length > 0) {
			const wishes = new Map<number, number[]>();
			const wishing = waiting.filter((row) => {
				const wish = this.firstWish(row);
				if (wish < 0) return false;
				const rivals = wishes.get(wish);
				if (rivals === undefined) wishes.set(wish, [row]);
				else rivals.push(row);
				return true;
			});
			const contests = [...wishes].filter(([v, rivals]) => rivals.length > this.standings.open[v]!);
			if (contests.length === 0) {
				for (const [v, rows] of wishes) for (const row of rows) this.seat(row, v, why.round);
				return [];
			}
			const seated = this.seatDecided(contests);
			if (seated.size === 0) return this.leaveOpen(contests);
			waiting = wishing.filter((row) => !seated.has(row));
		}
		return [];
	}

	/** In each contest that decisions settle, those with the deciding `L` are seated. */
	private seatDecided(contests: readonly (readonly [number, number[]])[]): Set<number> {
		const seated = new Set<number>();
		for (const [v, rivals] of contests) {
			const chosen = rivals.filter((row) => this.decisions.seats(v, row));
			if (chosen.length !== this.standings.open[v]) continue;
			for (const row of chosen) {
				this.seat(row, v, why.roundByDecision);
				seated.add(row);
			}
		}
		return seated;
	}

	private leaveOpen(contests: readonly (readonly [number, number[]])[]): OpenTie[] {
		for (const [, rivals] of contests) {
			for (const row of rivals) {
				this.standings.outcome[row] = outcome.tie_unresolved;
				this.standings.why[row] = why.roundTieOpen;
				this.standings.round[row] = this.number;
			}
		}
		return contests.map(([vacancy, participants]) => ({
			vacancy,
			seats: this.standings.open[vacancy]!,
			participants,
			round: this.number,
		}));
	}

	private seat(row: number, vacancy: number, reason: number): void {
		const { standings } = this;
		standings.outcome[row] = outcome.L;
		standings.why[row] = reason;
		standings.round[row] = this.number;
		standings.placed[row] = vacancy;
		standings.open[vacancy]! -= 1;
		const from = this.inputs.participants.vacancy[row]!;
		this.moves.push({ participant: row, from, to: vacancy });
	}

	private hasWish(row: number): boolean {
		const { preferences, order } = this.inputs.participants;
		return preferences.count > 0 && !preferences.isEmpty(order[row]!);
	}

	/** The first open seat of a person's wishes, or -1 where they have none they consented to. */
	private firstWish(row: number): number {
		const { vacancies, participants } = this.inputs;
		const { order } = participants;
		const own = participants.vacancy[row]!;
		if (!this.hasWish(row))
			return this.round.otherUnit ? -1 : this.firstOpen(this.receivers.inOwnUnit(own), row, []);
		const ownUnit = vacancies.same.unit_id[own]!;
		const wishes = this.wishesOf(order[row]!, ownUnit);
		for (const wish of wishes) {
			const found =
				wish === EVERYWHERE
					? this.firstOpen(this.receivers.around(own), row, wishes)
					: this.firstOpen(this.receivers.inUnit(own, wish), row, []);
			if (found >= 0) return found;
		}
		return -1;
	}

	/** The first vacancy of the list with a seat that suits the person, outside some units. */
	private firstOpen(
		list: OpenList | undefined,
		row: number,
		exceptUnits: readonly number[],
	): number {
		if (list === undefined) return -1;
		const { vacancies, participants } = this.inputs;
		const units = vacancies.same.unit_id;
		const own = participants.vacancy[row]!;
		const { lists, from, to } = list;
		for (let i = lists.next(from, to); i < to; i = lists.next(i + 1, to)) {
			const v = lists.items[i]!;
			if (v === own || (this.round.otherUnit && units[v] === units[own])) continue;
			if (exceptUnits.includes(units[v]!)) continue;
			if (this.round.threshold === 'own' || this.checks[vacancies.threshold[v]!]!.isMet(row))
				return v;
		}
		return -1;
	}

	/** Numbers of the wished units in order; the own unit leads unless the list names it. */
	private wishesOf(index: number, ownUnit: number): number[] {
		const { units } = this.inputs.vacancies;
		const { bytes, offsets } = this.inputs.participants.preferences;
		const wishes: number[] = [];
		const end = offsets[index + 1]!;
		let start = offsets[index]!;
		for (let i = start; i <= end; i++) {
			if (i < end && bytes[i] !== BAR) continue;
			const anywhere = i - start === 1 && bytes[start] === STAR;
			const wish = anywhere ? EVERYWHERE : units.find(bytes, start, i);
			if (i > start && (anywhere || wish >= 0)) wishes.push(wish);
			start = i + 1;
		}
		return wishes.includes(ownUnit) ? wishes : [ownUnit, ...wishes];
	}
}

const BAR = 124;
const STAR = 42;
