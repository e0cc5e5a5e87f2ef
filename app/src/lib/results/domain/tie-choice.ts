import type { ReportedTie } from '@terang/rules';

/**
 * What the law still allows where every key is equal: exactly as many of the equals get a seat as
 * are contested. Who they are is for the authority to decide; nothing else is.
 */
export function allowsChoice(tie: ReportedTie, chosen: readonly string[]): boolean {
	const distinct = new Set(chosen);
	return (
		distinct.size === chosen.length &&
		chosen.length === tie.seats &&
		chosen.every((participant) => tie.participants.includes(participant))
	);
}

interface Confirmed {
	readonly vacancy_id: string;
	readonly equals: readonly string[];
	readonly chosen: readonly string[];
	readonly authority: string;
	readonly reason: string;
}

export const decisionColumns = [
	'vacancy_id',
	'participant_id',
	'decision',
	'authority',
	'reason',
] as const;

export type DecisionRecord = Readonly<Record<(typeof decisionColumns)[number], string>>;

/** Decisions for a run, by vacancy and person: what was decided later counts. */
export function mergeDecisions(
	earlier: readonly Readonly<Record<string, string>>[],
	confirmed: readonly Confirmed[],
): readonly DecisionRecord[] {
	const merged = new Map<string, DecisionRecord>();
	const put = (one: DecisionRecord) => {
		merged.set(JSON.stringify([one.vacancy_id, one.participant_id]), one);
	};
	for (const one of earlier) {
		put({
			vacancy_id: one['vacancy_id'] ?? '',
			participant_id: one['participant_id'] ?? '',
			decision: one['decision'] ?? '',
			authority: one['authority'] ?? '',
			reason: one['reason'] ?? '',
		});
	}
	for (const { vacancy_id, equals, chosen, authority, reason } of confirmed) {
		for (const participant_id of equals) {
			const decision = chosen.includes(participant_id) ? 'L' : 'P/TL';
			put({ vacancy_id, participant_id, decision, authority, reason });
		}
	}
	return [...merged.values()];
}
