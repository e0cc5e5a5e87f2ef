import type { Memory } from '../bytes/memory.ts';
import { Decisions } from '../input/decisions.ts';
import { findSkbFaults, integrate, shortlist } from './cpns.ts';
import { finishPppk } from './pppk.ts';
import { fillSeats, type Filling } from './rounds.ts';
import { seatFinishers, type OpenTie } from './seats.ts';
import { makeCompare, makeStandings, type Inputs, type Standings } from './standings.ts';

/** Up to the shortlist: what must be known before the SKB columns can be judged. */
export function runShortlist(inputs: Inputs, memory: Memory): Standings {
	const standings = makeStandings(inputs, memory);
	const { rules, stage } = inputs.selection;
	if (rules.kind === 'cpns') {
		shortlist(inputs, standings, rules);
		if (stage === 'final') findSkbFaults(inputs, standings, rules);
	}
	return standings;
}

export interface Run {
	readonly ties: readonly OpenTie[];
	readonly filling: Filling;
}

/** Scores, order, seats and fill rounds of inputs without a fault. */
export function runSeats(inputs: Inputs, standings: Standings, decisions: Decisions): Run {
	const { rules, stage } = inputs.selection;
	const nothing: Filling = {
		rounds: [],
		ties: [],
		considered: new Uint8Array(inputs.participants.count),
	};
	if (stage === 'skd') {
		standings.finishers.fill(0);
		return { ties: [], filling: nothing };
	}
	if (rules.kind === 'cpns') integrate(inputs, standings, rules);
	else finishPppk(inputs, standings, rules);
	const compare = makeCompare(inputs, standings);
	const ties = seatFinishers(inputs, standings, decisions, compare);
	if (ties.length > 0) return { ties, filling: nothing };
	const filling = fillSeats(inputs, standings, decisions, compare);
	return { ties: filling.ties, filling };
}
