interface Proposal {
	readonly vacancyId: string;
	readonly runId: number;
	readonly state: 'open' | 'confirmed' | 'refused';
}

/**
 * What is left to do about the ties of a run: nobody proposed yet, a second person has still to
 * confirm, or decided and in effect with the next run. A decision that an earlier run asked for does
 * not settle a tie that came up again: then other people are equal. A vacancy has one open proposal
 * at a time, whichever run asked for it.
 */
export type TieState = 'undecided' | 'proposed' | 'decided';

export function tieState(vacancy: string, run: number, proposals: readonly Proposal[]): TieState {
	const about = proposals.filter(({ vacancyId }) => vacancyId === vacancy);
	if (about.some(({ state }) => state === 'open')) return 'proposed';
	const decided = about.some(({ state, runId }) => state === 'confirmed' && runId >= run);
	return decided ? 'decided' : 'undecided';
}

export function countTies(
	vacancies: readonly string[],
	run: number,
	proposals: readonly Proposal[],
): Readonly<Record<TieState, number>> {
	const counts = { undecided: 0, proposed: 0, decided: 0 };
	for (const vacancy of vacancies) counts[tieState(vacancy, run, proposals)] += 1;
	return counts;
}
