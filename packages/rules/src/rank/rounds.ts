import { sortRows } from '../bytes/sort.ts';
import type { Decisions } from '../input/decisions.ts';
import type { FillRound } from '../packs/rules.ts';
import { ThresholdCheck } from './marks.ts';
import { groupVacancies, Receivers } from './receivers.ts';
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
	for (const [number, round] of inputs.selection.rounds.entries()) {
		const run = new RoundRun(inputs, standings, decisions, round, number);
		const ties = run.run(compare, considered);
		rounds.push({ code: round.code, moves: run.moves });
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
	private readonly round: FillRound;
	private readonly number: number;
	private readonly receivers: Receivers;
	private readonly checks: readonly ThresholdCheck[];
	private readonly from: Uint8Array;

	constructor(
		inputs: Inputs,
		standings: Standings,
		decisions: Decisions,
		round: FillRound,
		number: number,
	) {
		this.inputs = inputs;
		this.standings = standings;
		this.decisions = decisions;
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
			groupVacancies(inputs, round),
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
			if (equal.length > 1) sortRows(equal, 0, equal.length, (a, b) => ids.compare(a, b));
			for (const row of equal) considered[row] = 1;
			const ties = this.seatEquals([...equal]);
			if (ties.length > 0) return ties;
			start = end;
		}
		return [];
	}

	/** Finishers without a seat whose type gives and for whom some seat is open in their group. */
	private findGivers(): Int32Array {
		const { first, finishers, rows, outcome: outcomes } = this.standings;
		const { vacancies } = this.inputs;
		const found: number[] = [];
		for (let v = 0; v < vacancies.count; v++) {
			if (this.from[vacancies.same.formation_type[v]!] === 0) continue;
			const list = this.receivers.inGroup(this.receivers.groupOf(v));
			if (list === undefined || list.isEmpty()) continue;
			for (let i = first[v]!; i < first[v]! + finishers[v]!; i++) {
				if (outcomes[rows[i]!] === outcome['P/TL']) found.push(rows[i]!);
			}
		}
		return Int32Array.from(found);
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

	/** The first open seat of a person's wishes, or -1 where they have none they consented to. */
	private firstWish(row: number): number {
		const { vacancies, participants } = this.inputs;
		const own = participants.vacancy[row]!;
		const group = this.receivers.groupOf(own);
		const units = vacancies.same.unit_id;
		const wishes = this.wishesOf(row, units[own]!);
		const suits = (v: number): boolean =>
			v !== own &&
			!(this.round.otherUnit && units[v] === units[own]) &&
			(this.round.threshold === 'own' || this.checks[vacancies.threshold[v]!]!.isMet(row));
		for (const wish of wishes) {
			const list =
				wish === EVERYWHERE ? this.receivers.inGroup(group) : this.receivers.inUnit(group, wish);
			const found = list?.find(
				wish === EVERYWHERE ? (v) => !wishes.includes(units[v]!) && suits(v) : suits,
			);
			if (found !== undefined && found >= 0) return found;
		}
		return -1;
	}

	/** Numbers of the wished units in order; the own unit leads unless the list names it. */
	private wishesOf(row: number, ownUnit: number): number[] {
		const { preferences, order } = this.inputs.participants;
		const read = order[row]!;
		const { units } = this.inputs.vacancies;
		if (preferences.count === 0 || preferences.isEmpty(read)) return [ownUnit];
		const wishes: number[] = [];
		const { bytes, offsets } = preferences;
		const end = offsets[read + 1]!;
		let start = offsets[read]!;
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
