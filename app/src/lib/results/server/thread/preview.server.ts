import { readFile } from 'node:fs/promises';
import type { PublicResultRow, ResultRow } from '../../contract.ts';
import { maskName, showsName } from '../../domain/masked-name.ts';
import { competenceOf, rankedIn, resultKind } from '../../domain/result-kind.ts';
import { countsOf, showCounts } from '../../domain/shown-counts.ts';
import { createTally, isShortlisted, type VacancyTally } from '../../domain/tally.ts';
import type { FileSet } from '../files.server.ts';
import { getFile, textOf } from '../ranking.server.ts';
import { openKept } from './kept.server.ts';
import { type Named, namedOf, resultsOf } from './records.server.ts';
import type { ThreadSide } from './side.server.ts';
import type { PreviewInput, PreviewOutput } from './tasks.server.ts';

const pageSize = 50;
const previewed = ['selection.json', 'vacancies.csv', 'people.csv'] as const;

/** A run as the public pages would show it: the same rules about names, the same order. */
export async function previewFiles(side: ThreadSide, input: PreviewInput): Promise<PreviewOutput> {
	const files = await openKept(side, input.kept, previewed);
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
	const vacancy =
		chosen && (await previewVacancy(side, input, files, { tally: chosen, rows: own }));
	return {
		vacancies: all.slice((page - 1) * pageSize, page * pageSize).map((one) => ({
			id: one.vacancyId,
			seats: one.seats,
			filled: one.filled,
			applicants: countsOf(shown, one).applicants,
		})),
		page,
		pages,
		...(vacancy === undefined ? {} : { vacancy }),
	};
}

async function previewVacancy(
	side: ThreadSide,
	{ kept }: PreviewInput,
	files: FileSet,
	{ tally, rows }: { readonly tally: VacancyTally; readonly rows: readonly ResultRow[] },
): Promise<NonNullable<PreviewOutput['vacancy']>> {
	const kind = resultKind(JSON.parse(textOf(files, 'selection.json')) as RankedAs);
	const named = showsName(tally.formationType, tally.applicants);
	const wanted = new Set(rows.map(({ participantId }) => participantId));
	const people = named ? rowsOf(files, 'people.csv', wanted) : none;
	const ranks = kind === 'pppk' ? await openKept(side, kept, ['participants.csv']) : undefined;
	const records = ranks === undefined ? none : rowsOf(ranks, 'participants.csv', wanted);
	const ranking = rows.map((row): PublicResultRow => {
		const name = people.get(row.participantId)?.['name'];
		const record = records.get(row.participantId);
		return {
			...row,
			...(name === undefined ? {} : { maskedName: maskName(name) }),
			...(record === undefined ? {} : { competence: competenceOf(record) }),
		};
	});
	const { vacancyId: id, seats } = tally;
	return { id, seats, kind, ranking: rankedIn(kind, ranking), namesHidden: !named };
}

type RankedAs = Parameters<typeof resultKind>[0];
const none: ReadonlyMap<string, Named> = new Map();

function rowsOf(
	files: FileSet,
	file: string,
	wanted: ReadonlySet<string>,
): ReadonlyMap<string, Named> {
	const rows = new Map<string, Named>();
	for (const row of namedOf(getFile(files, file))) {
		const number = row['participant_id'] ?? '';
		if (wanted.has(number)) rows.set(number, row);
	}
	return rows;
}
