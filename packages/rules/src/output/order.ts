import { sortRows } from '../bytes/sort.ts';
import type { Inputs, Standings } from '../rank/standings.ts';

const LAST = 2_147_483_647;

/** Vacancies by the bytes of their id. */
export function vacancyOrder({ vacancies }: Inputs): Int32Array {
	const order = Int32Array.from({ length: vacancies.count }, (_, v) => v);
	sortRows(order, 0, order.length, (a, b) => vacancies.ids.list.compare(a, b));
	return order;
}

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
