import type { ResultRow, VacancyResult } from '../contract.ts';
import { type Decision, sameDecision } from './entries.ts';

/** A version's decisions and the indices of those that it was the first to log. */
export interface DecidedVersion {
	readonly decisions: readonly Decision[];
	readonly indices: readonly (number | undefined)[];
}

/** Where each decision stands in the log; versions oldest first, each logs only what is new. */
export function placeDecisions(
	versions: readonly DecidedVersion[],
): readonly { readonly decision: Decision; readonly entryIndex?: number }[] {
	const placed: { decision: Decision; entryIndex?: number }[] = [];
	for (const { decisions, indices } of versions) {
		const fresh = decisions.filter(
			(decision) => !placed.some((known) => sameDecision(known.decision, decision)),
		);
		fresh.forEach((decision, at) => {
			const entryIndex = indices[at];
			placed.push({ decision, ...(entryIndex === undefined ? {} : { entryIndex }) });
		});
	}
	return placed;
}

/**
 * The ties of one vacancy that these decisions settled. People of one tie share their place; a
 * decision about somebody who was not tied had no effect and is not shown as one.
 */
export function tiesDecided(
	rows: readonly ResultRow[],
	placed: ReturnType<typeof placeDecisions>,
): VacancyResult['decidedTies'] {
	const groups = new Map<string, ReturnType<typeof placeDecisions>[number][]>();
	for (const one of placed) {
		const row = rows.find((candidate) => candidate.participantId === one.decision.participantId);
		if (row === undefined || row.rankFinal === '') continue;
		const group = groups.get(row.rankFinal);
		if (group === undefined) groups.set(row.rankFinal, [one]);
		else group.push(one);
	}
	return [...groups.entries()].flatMap(([rank, group]) => {
		const equals = rows.filter((row) => row.rankFinal === rank);
		// The one who has the seat speaks for the decision.
		const leading = group.find(({ decision }) => decision.decision === 'L');
		if (equals.length < 2 || leading === undefined) return [];
		const { decision, entryIndex } = leading;
		return [
			{
				participantIds: equals.map((row) => row.participantId),
				authority: decision.authority,
				reason: decision.reason,
				...(entryIndex === undefined ? {} : { entryIndex }),
			},
		];
	});
}
