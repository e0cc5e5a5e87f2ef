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

type Counts = { -readonly [Key in keyof VacancyTally]: VacancyTally[Key] };

/** Counts the rows of a selection one by one, however many there are. */
export interface Tally {
	add(row: ResultRow): void;
	/** In the order in which the vacancies were given. */
	vacancies(): readonly VacancyTally[];
	/** People by outcome code. */
	outcomes(): Readonly<Record<string, number>>;
}

export function createTally(vacancies: Iterable<Readonly<Record<string, string>>>): Tally {
	const byId = new Map<string, Counts>();
	const outcomes: Record<string, number> = {};
	for (const vacancy of vacancies) {
		const vacancyId = vacancy['vacancy_id'] ?? '';
		byId.set(vacancyId, {
			vacancyId,
			formationType: vacancy['formation_type'] ?? '',
			specialJob: vacancy['special_job'] ?? '',
			skbPlan: vacancy['skb_plan'] ?? '',
			seats: Number(vacancy['seats']),
			filled: 0,
			applicants: 0,
			eligible: 0,
			passed: 0,
			shortlisted: 0,
			seated: 0,
		});
	}
	return {
		add(row) {
			outcomes[row.outcome] = (outcomes[row.outcome] ?? 0) + 1;
			const placed = byId.get(row.placedVacancyId);
			if (placed !== undefined) placed.filled += 1;
			const own = byId.get(row.vacancyId);
			if (own !== undefined) count(own, row);
		},
		vacancies: () => [...byId.values()],
		outcomes: () => outcomes,
	};
}

function count(own: Counts, row: ResultRow): void {
	own.applicants += 1;
	if (row.outcome !== 'TMS') own.eligible += 1;
	if (hasPassed(row)) own.passed += 1;
	if (isShortlisted(row)) own.shortlisted += 1;
	if (row.outcome === 'L') own.seated += 1;
	if (own.shortlistCut !== undefined || !row.reason.startsWith('not_in_cut')) return;
	const cut = reasonParts(row.reason).get('cut');
	if (cut !== undefined) own.shortlistCut = cut;
}
