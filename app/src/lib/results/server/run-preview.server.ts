import type { RunPreview } from '../committee/contract.ts';
import type { PublicResultRow, ResultRow } from '../contract.ts';
import { maskName, showsName } from '../domain/masked-name.ts';
import { parseNamed, parseResults } from '../domain/results-file.ts';
import { countsOf, showCounts } from '../domain/shown-counts.ts';
import { isShortlisted, tallyVacancies, type VacancyTally } from '../domain/tally.ts';
import { textOf } from './ranking.server.ts';
import { selectionOf, viewRun } from './run-views.server.ts';
import { readRunFile, readRunInput, type Run, type RunDeps } from './runs.server.ts';

/** A run as the public pages would show it: the same rules about names, the same order. */
export async function previewRun(
	deps: RunDeps,
	run: Run,
	vacancyId: string | undefined,
): Promise<RunPreview> {
	const input = await readRunInput(deps, run);
	const results = new TextDecoder().decode(await readRunFile(deps, run, 'results.csv'));
	const rows = parseResults(results);
	const tallies = tallyVacancies(parseNamed(textOf(input, 'vacancies.csv')), rows);
	const labels = await deps.vacancies.labels(run.season_id);
	const titleOf = (id: string) => {
		const label = labels.get(id);
		return label === undefined ? id : `${label.title}, ${label.unit}`;
	};
	const shown = showCounts(tallies);
	const chosen = tallies.find((tally) => tally.vacancyId === vacancyId);
	const names = new Map(
		parseNamed(textOf(input, 'people.csv')).map((person) => [
			person['participant_id'] ?? '',
			person['name'] ?? '',
		]),
	);
	return {
		selection: await selectionOf(deps, run),
		run: viewRun(run),
		vacancies: tallies.map((tally) => ({
			id: tally.vacancyId,
			title: titleOf(tally.vacancyId),
			seats: tally.seats,
			filled: tally.filled,
			applicants: countsOf(shown, tally).applicants,
		})),
		...(chosen === undefined
			? {}
			: { vacancy: previewVacancy(chosen, titleOf(chosen.vacancyId), rows, names) }),
	};
}

function previewVacancy(
	tally: VacancyTally,
	title: string,
	rows: readonly ResultRow[],
	names: ReadonlyMap<string, string>,
): NonNullable<RunPreview['vacancy']> {
	const named = showsName(tally.formationType, tally.applicants);
	const ranking = rows
		.filter((row) => row.vacancyId === tally.vacancyId && isShortlisted(row))
		.map((row): PublicResultRow => {
			const name = names.get(row.participantId);
			return named && name !== undefined ? { ...row, maskedName: maskName(name) } : row;
		});
	return { id: tally.vacancyId, title, seats: tally.seats, ranking, namesHidden: !named };
}
