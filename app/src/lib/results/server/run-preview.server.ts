import type { RunPreview } from '../committee/contract.ts';
import { selectionOf, viewRun } from './run-views.server.ts';
import { type Run, type RunDeps, runFilePath, runInput } from './runs.server.ts';

/** A run as the public pages would show it; made beside the pages, since it reads the whole run. */
export async function previewRun(
	deps: RunDeps,
	run: Run,
	{ vacancyId, page = 1 }: { readonly vacancyId?: string; readonly page?: number },
): Promise<RunPreview> {
	const made = await deps.threads.work('preview', {
		kept: runInput(deps, run),
		results: runFilePath(deps, run, 'results.csv'),
		page,
		...(vacancyId === undefined ? {} : { vacancyId }),
	});
	const { vacancy } = made;
	const shown = [...made.vacancies.map(({ id }) => id), ...(vacancy ? [vacancy.id] : [])];
	const labels = await deps.vacancies.labels(run.season_id, shown);
	const titleOf = (id: string) => {
		const label = labels.get(id);
		return label === undefined ? id : `${label.title}, ${label.unit}`;
	};
	return {
		selection: await selectionOf(deps, run),
		run: viewRun(run),
		page: made.page,
		pages: made.pages,
		vacancies: made.vacancies.map((one) => ({ ...one, title: titleOf(one.id) })),
		...(vacancy === undefined ? {} : { vacancy: { ...vacancy, title: titleOf(vacancy.id) } }),
	};
}
