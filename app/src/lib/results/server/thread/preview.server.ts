import { readFile } from 'node:fs/promises';
import type { PublicResultRow, ResultRow } from '../../contract.ts';
import { maskName, showsName } from '../../domain/masked-name.ts';
import { countsOf, showCounts } from '../../domain/shown-counts.ts';
import { createTally, isShortlisted, type VacancyTally } from '../../domain/tally.ts';
import { getFile } from '../ranking.server.ts';
import { openKept } from './kept.server.ts';
import { namedOf, resultsOf } from './records.server.ts';
import type { ThreadSide } from './side.server.ts';
import type { PreviewInput, PreviewOutput } from './tasks.server.ts';

const pageSize = 50;

/** A run as the public pages would show it: the same rules about names, the same order. */
export async function previewFiles(side: ThreadSide, input: PreviewInput): Promise<PreviewOutput> {
	const files = await openKept(side, input.kept, ['vacancies.csv', 'people.csv']);
	const tally = createTally(namedOf(getFile(files, 'vacancies.csv')));
	const own: ResultRow[] = [];
	for (const row of resultsOf(await readFile(input.results))) {
		tally.add(row);
		if (row.vacancyId === input.vacancyId && isShortlisted(row)) own.push(row);
	}
	const all = tally.vacancies();
	const shown = showCounts(all);
	const pages = Math.max(1, Math.ceil(all.length / pageSize));
	const page = Math.min(Math.max(1, input.page), pages);
	const chosen = all.find(({ vacancyId }) => vacancyId === input.vacancyId);
	return {
		vacancies: all.slice((page - 1) * pageSize, page * pageSize).map((one) => ({
			id: one.vacancyId,
			seats: one.seats,
			filled: one.filled,
			applicants: countsOf(shown, one).applicants,
		})),
		page,
		pages,
		...(chosen === undefined
			? {}
			: { vacancy: previewVacancy(chosen, own, getFile(files, 'people.csv')) }),
	};
}

function previewVacancy(
	tally: VacancyTally,
	rows: readonly ResultRow[],
	people: Uint8Array,
): NonNullable<PreviewOutput['vacancy']> {
	const named = showsName(tally.formationType, tally.applicants);
	const names = named ? namesOf(people, rows) : new Map<string, string>();
	const ranking = rows.map((row): PublicResultRow => {
		const name = names.get(row.participantId);
		return name === undefined ? row : { ...row, maskedName: maskName(name) };
	});
	return { id: tally.vacancyId, seats: tally.seats, ranking, namesHidden: !named };
}

function namesOf(people: Uint8Array, rows: readonly ResultRow[]): ReadonlyMap<string, string> {
	const wanted = new Set(rows.map(({ participantId }) => participantId));
	const names = new Map<string, string>();
	for (const person of namedOf(people)) {
		const number = person['participant_id'] ?? '';
		if (wanted.has(number)) names.set(number, person['name'] ?? '');
	}
	return names;
}
