import type { Span } from '../bytes/span.ts';
import type { Decisions } from '../input/decisions.ts';
import { findSkbFaults, integrate, shortlist } from './cpns.ts';
import { finishPppk } from './pppk.ts';
import { seatFinishers, type OpenTie } from './seats.ts';
import { makeCompare, type Inputs, type Standings } from './standings.ts';

/**
 * Up to the shortlist, for the vacancies of the range: what must be known before the SKB columns can
 * be judged.
 */
export function runShortlist(inputs: Inputs, standings: Standings, range: Span): void {
	const { rules, stage } = inputs.selection;
	if (rules.kind !== 'cpns') return;
	shortlist(inputs, standings, rules, range);
	if (stage === 'final') findSkbFaults(inputs, standings, rules, range);
}

/** Scores, order and seats of inputs without a fault, for the vacancies of the range. */
export function runSeats(
	inputs: Inputs,
	standings: Standings,
	decisions: Decisions,
	range: Span,
): OpenTie[] {
	const { rules } = inputs.selection;
	if (rules.kind === 'cpns') integrate(inputs, standings, rules, range);
	else finishPppk(inputs, standings, rules, range);
	const compare = makeCompare(inputs, standings);
	return seatFinishers(inputs, standings, decisions, compare, range);
}
