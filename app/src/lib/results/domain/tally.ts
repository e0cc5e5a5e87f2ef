import type { ResultRow } from '../contract.ts';

/** A vacancy as the selection's own `vacancies.csv` has it, with what became of it. */
export interface VacancyTally {
	readonly vacancyId: string;
	readonly formationType: string;
	readonly specialJob: string;
	readonly skbPlan: string;
	readonly seats: number;
	/** Seats taken, by people of this vacancy or by others whom a fill round placed here. */
	readonly filled: number;
	readonly applicants: number;
	readonly eligible: number;
	readonly passed: number;
	readonly shortlisted: number;
	/** People of this vacancy who have a seat, here or elsewhere. */
	readonly seated: number;
	readonly shortlistCut?: string;
}

/** Passed the threshold of the SKD; where there is none (PPPK), finished. */
export function hasPassed(row: ResultRow): boolean {
	return row.rankSkd !== '' || row.rankFinal !== '';
}

/** Went on to the second stage; `P` is the outcome of those who passed but were not in the cut. */
export function isShortlisted(row: ResultRow): boolean {
	return hasPassed(row) && row.outcome !== 'P';
}

/** `code;key=value;…` of the rules as a map; the code under the empty key. */
export function reasonParts(reason: string): ReadonlyMap<string, string> {
	const [code = '', ...pairs] = reason.split(';');
	const parts = new Map([['', code]]);
	for (const pair of pairs) {
		const at = pair.indexOf('=');
		if (at > 0) parts.set(pair.slice(0, at), pair.slice(at + 1));
	}
	return parts;
}

export function tallyVacancies(
	vacancies: readonly Readonly<Record<string, string>>[],
	rows: readonly ResultRow[],
): readonly VacancyTally[] {
	const own = new Map<string, ResultRow[]>();
	const placed = new Map<string, number>();
	for (const row of rows) {
		const group = own.get(row.vacancyId);
		if (group === undefined) own.set(row.vacancyId, [row]);
		else group.push(row);
		if (row.placedVacancyId !== '') {
			placed.set(row.placedVacancyId, (placed.get(row.placedVacancyId) ?? 0) + 1);
		}
	}
	return vacancies.map((vacancy) => {
		const vacancyId = vacancy['vacancy_id'] ?? '';
		const people = own.get(vacancyId) ?? [];
		const cut = people
			.map((row) => reasonParts(row.reason))
			.find((parts) => parts.get('') === 'not_in_cut')
			?.get('cut');
		return {
			vacancyId,
			formationType: vacancy['formation_type'] ?? '',
			specialJob: vacancy['special_job'] ?? '',
			skbPlan: vacancy['skb_plan'] ?? '',
			seats: Number(vacancy['seats']),
			filled: placed.get(vacancyId) ?? 0,
			applicants: people.length,
			eligible: people.filter((row) => row.outcome !== 'TMS').length,
			passed: people.filter(hasPassed).length,
			shortlisted: people.filter(isShortlisted).length,
			seated: people.filter((row) => row.outcome === 'L').length,
			...(cut === undefined ? {} : { shortlistCut: cut }),
		};
	});
}

export function countOutcomes(rows: readonly ResultRow[]): Readonly<Record<string, number>> {
	const counts: Record<string, number> = {};
	for (const { outcome } of rows) counts[outcome] = (counts[outcome] ?? 0) + 1;
	return counts;
}
