import type { Span } from '../bytes/span.ts';
import { status } from '../input/participant-table.ts';
import type { PppkRules } from '../packs/rules.ts';
import { composedKey, keyRange, markReader, ThresholdCheck } from './marks.ts';
import { outcome, partition, why, type Inputs, type Standings } from './standings.ts';

const stageOutcome = [0, 0, outcome.TH, outcome.DIS, outcome.APS];

/** Administration, test and order of PPPK (PermenPANRB 6/2024, Art. 47): who passes is a finisher. */
export function finishPppk(
	inputs: Inputs,
	standings: Standings,
	rules: PppkRules,
	range: Span,
): void {
	const { participants } = inputs;
	const { rows, first, primary } = standings;
	const total = markReader(inputs, 'total').read;
	// Priority leads and age follows; both have columns of their own.
	const keys = rules.order.filter((name) => name !== 'priority' && name !== 'older');
	const markKey = composedKey(inputs, keys);
	const aboveMarks = keyRange(inputs, keys);
	const lowest = rules.priorities.length + 1;
	const check = new ThresholdCheck(inputs, rules.threshold);
	for (let v = range.from; v < range.to; v++) {
		const from = first[v]!;
		standings.finishers[v] = partition(rows, from, first[v + 1]!, finishes) - from;
	}

	function finishes(row: number): boolean {
		const sat = participants.first[row]!;
		if (participants.admitted[row] === 0) {
			standings.outcome[row] = outcome.TMS;
			standings.why[row] = why.administration;
			return false;
		}
		if (sat !== status.present) {
			standings.outcome[row] = stageOutcome[sat]!;
			standings.why[row] = why.firstStage;
			return false;
		}
		if (!check.isMet(row)) {
			standings.outcome[row] = outcome.TL;
			standings.why[row] = why.belowThreshold;
			return false;
		}
		standings.final[row] = total(row) * 1000;
		primary[row] = (lowest - participants.priority[row]!) * aboveMarks + markKey(row);
		return true;
	}
}
