import { sortRows } from '../bytes/sort.ts';
import type { Inputs, Standings } from '../rank/standings.ts';

const LAST = 2_147_483_647;

/** Sorts one vacancy's rows as `results.csv` wants them: `rank_final` (none = last), then id. */
export function sortVacancy(inputs: Inputs, standings: Standings, vacancy: number): void {
	const { rows, first, rankFinal } = standings;
	const ids = inputs.participants.ids;
	sortRows(rows, first[vacancy]!, first[vacancy + 1]!, (a, b) => {
		const placeA = rankFinal[a] === 0 ? LAST : rankFinal[a]!;
		const placeB = rankFinal[b] === 0 ? LAST : rankFinal[b]!;
		return placeA === placeB ? ids.compare(a, b) : placeA - placeB;
	});
}
