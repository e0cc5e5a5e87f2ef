import { roundedQuotient } from '../bytes/decimal.ts';
import { sortRows } from '../bytes/sort.ts';
import type { Span } from '../bytes/span.ts';
import { status } from '../input/participant-table.ts';
import type { Plan } from '../input/plan.ts';
import type { CpnsRules } from '../packs/rules.ts';
import { composedKey, keyRange, markReader, ThresholdCheck } from './marks.ts';
import { assignPlaces, outcome, partition, why, type Inputs, type Standings } from './standings.ts';

const stageOutcome = [0, 0, outcome.TH, outcome.DIS, outcome.APS];

/** Administration, SKD and shortlist (PermenPANRB 6/2024; steps 1 to 3 of the spec). */
export function shortlist(
	inputs: Inputs,
	standings: Standings,
	rules: CpnsRules,
	range: Span,
): void {
	const { vacancies, participants } = inputs;
	const { rows, first, primary, outcome: outcomes } = standings;
	const checks = vacancies.thresholds.map((threshold) => new ThresholdCheck(inputs, threshold));
	const skdKey = composedKey(inputs, rules.skdOrder);
	const byKey = (a: number, b: number): number => primary[b]! - primary[a]!;
	for (let v = range.from; v < range.to; v++) {
		const check = checks[vacancies.threshold[v]!]!;
		const from = first[v]!;
		const passers = partition(rows, from, first[v + 1]!, (row) => {
			const passes = judgeSkd(participants.admitted[row]!, participants.first[row]!, row);
			if (passes) primary[row] = skdKey(row);
			return passes;
		});
		sortRows(rows, from, passers, byKey);
		assignPlaces(rows, from, passers, standings.rankSkd, byKey);
		cutAt(v, from, passers);

		function judgeSkd(admitted: number, sat: number, row: number): boolean {
			if (admitted === 0) {
				settle(row, outcome.TMS, why.administration);
			} else if (sat !== status.present) {
				settle(row, stageOutcome[sat]!, why.firstStage);
			} else if (check.isMet(row)) {
				return true;
			} else {
				settle(row, outcome.TL, why.belowThreshold);
			}
			return false;
		}
	}

	function settle(row: number, word: number, reason: number): void {
		outcomes[row] = word;
		standings.why[row] = reason;
	}

	/** Everyone equal to the person at the cut in all keys is in. */
	function cutAt(v: number, from: number, passers: number): void {
		const seats = vacancies.seats[v]!;
		const places = seats * rules.shortlistMultiple;
		let end = Math.min(from + places, passers);
		if (places > 0 && from + places <= passers) {
			const cut = rows[end - 1]!;
			standings.cut[v] = cut;
			while (end < passers && byKey(cut, rows[end]!) === 0) end++;
		}
		for (let i = from; i < end; i++) settle(rows[i]!, outcome['P/L'], why.inCut);
		const reason = seats === 0 ? why.noSeatsOffered : why.notInCut;
		for (let i = end; i < passers; i++) settle(rows[i]!, outcome.P, reason);
		standings.finishers[v] = end - from;
	}
}

/** What the components of a plan say about one person. */
export interface SkbMarks {
	/** Marks by plan order in thousandths, -1 where absent. */
	readonly marks: number[];
	/** Position of the first component below its minimum, or -1. */
	eliminated: number;
	/** Position of the first component without a mark, or -1. */
	missing: number;
}

export function readSkbMarks(inputs: Inputs, plan: Plan, row: number, into: SkbMarks): void {
	const { components } = inputs.participants;
	into.eliminated = -1;
	into.missing = -1;
	for (let i = 0; i < plan.components.length; i++) {
		const component = plan.components[i]!;
		const mark = components[component.index]?.[row] ?? -1;
		into.marks[i] = mark;
		if (mark < 0) {
			if (into.missing < 0) into.missing = i;
		} else if (mark < component.eliminateBelow && into.eliminated < 0) {
			into.eliminated = i;
		}
	}
}

/**
 * Faults that only the shortlist can show: what somebody shortlisted lacks. Where rows are hidden by
 * faults of their own, only who is in even if all of them stood above is looked at.
 */
export function findSkbFaults(
	inputs: Inputs,
	standings: Standings,
	rules: CpnsRules,
	range: Span,
): void {
	const { vacancies, participants, selection } = inputs;
	const { faults, lines, order, skb } = participants;
	const judgeMarks = selection.plansReadable;
	const found: SkbMarks = { marks: [], eliminated: -1, missing: -1 };
	for (let v = range.from; v < range.to; v++) {
		if (vacancies.doubtful[v] === 1) continue;
		const from = standings.first[v]!;
		const plan = selection.plans[vacancies.plan[v]!]!;
		const hidden = vacancies.hidden[v]!;
		const certain = vacancies.seats[v]! * rules.shortlistMultiple - hidden;
		const listed = standings.finishers[v]!;
		const to = from + (hidden === 0 ? listed : Math.min(listed, Math.max(certain, 0)));
		for (let i = from; i < to; i++) {
			const row = standings.rows[i]!;
			const sat = participants.second[row];
			if (sat === status.none) {
				faults.at(lines.line(order[row]!), 'status_missing', 'skb_status', '');
			} else if (judgeMarks && sat === status.present && (skb?.[row] ?? -1) < 0) {
				readSkbMarks(inputs, plan, row, found);
				if (found.eliminated >= 0) continue;
				if (plan.components.length > 0 && found.missing < 0) continue;
				const code = plan.components[found.missing]?.code;
				const column = code === undefined ? 'skb' : `skb_${code}`;
				faults.at(lines.line(order[row]!), 'mark_missing', column, '');
			}
		}
	}
}

/** SKB and integration of those shortlisted (steps 4 and 5): who completes it is a finisher. */
export function integrate(
	inputs: Inputs,
	standings: Standings,
	rules: CpnsRules,
	range: Span,
): void {
	const { vacancies, participants, selection } = inputs;
	const { rows, first, primary, skb100, final } = standings;
	const total = markReader(inputs, 'total').read;
	const aboveMarks = keyRange(inputs, rules.skdOrder);
	const found: SkbMarks = { marks: [], eliminated: -1, missing: -1 };
	for (let v = range.from; v < range.to; v++) {
		const plan = selection.plans[vacancies.plan[v]!]!;
		const from = first[v]!;
		const to = from + standings.finishers[v]!;
		standings.finishers[v] = partition(rows, from, to, (row) => finishes(row, plan)) - from;
	}

	function finishes(row: number, plan: Plan): boolean {
		const sat = participants.second[row]!;
		if (sat !== status.present) {
			standings.outcome[row] = stageOutcome[sat]!;
			standings.why[row] = why.skbStage;
			return false;
		}
		readSkbMarks(inputs, plan, row, found);
		const given = participants.skb?.[row] ?? -1;
		if (given >= 0) skb100[row] = given;
		else if (found.missing < 0) skb100[row] = plan.score(found.marks);
		if (found.eliminated >= 0) {
			standings.outcome[row] = outcome.TMS1;
			standings.why[row] = why.eliminated;
			return false;
		}
		final[row] = integrated(rules, total(row), skb100[row]!);
		primary[row] = final[row] * aboveMarks + primary[row]!;
		return true;
	}
}

/** `round3(total / 550 × 100)` in thousandths. */
export function skd100Of(rules: CpnsRules, total: number): number {
	return roundedQuotient(total * rules.scale * 1000, rules.totalMax);
}

/** `round3(skd100 × 0.4) + round3(skb100 × 0.6)` in thousandths: each half rounded on its own. */
function integrated(rules: CpnsRules, total: number, skb100: number): number {
	const { skdWeight, skbWeight, weightDenominator } = rules;
	return (
		roundedQuotient(skd100Of(rules, total) * skdWeight, weightDenominator) +
		roundedQuotient(skb100 * skbWeight, weightDenominator)
	);
}
