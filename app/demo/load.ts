import type { Clock } from '../src/lib/platform/clock.ts';
import type { PublicationInput, Results } from '../src/lib/results/server/api.server.ts';
import type { Vacancies } from '../src/lib/vacancies/server/api.server.ts';
import { correctionOf } from './crafted.ts';
import { demoSeasons, paluSeasonId } from './seasons.ts';
import { demoSelection, type SelectionFiles } from './selection.ts';
import { shortlistByRules } from './shortlist.ts';

export interface DemoDeps {
	readonly vacancies: Vacancies;
	readonly results: Results;
	readonly clock: Clock;
}

/**
 * Loads the demo season through the same doors as a committee. Every step can be repeated, so that
 * a start after a crash goes on where the last one ended.
 */
export async function loadDemo(deps: DemoDeps): Promise<void> {
	const { vacancies, results } = deps;
	await results.announceRules('cpns-2024');
	const firstStart = await findFirstStart(deps);
	const seasons = demoSeasons(firstStart);
	for (const season of seasons) await vacancies.announceSeason(season, firstStart);
	await vacancies.announceChange(bungoSeason(firstStart), largerDiploma);
	const id = paluSeasonId(firstStart);
	const title = seasons.find((season) => season.id === id)?.title ?? { id, en: id };
	const year = id.split('-')[1] ?? '';
	const [first, corrected] = demoSelection(id, year, shortlistByRules).versions;
	await publish(results, input(id, title, first));
	await publish(results, { ...input(id, title, corrected), correction: correctionOf });
}

/** Whether everything that `loadDemo` loads is served. */
export async function isDemoLoaded(deps: DemoDeps): Promise<boolean> {
	const id = paluSeasonId(await findFirstStart(deps));
	const published = await deps.results.publishedIndex();
	return published.filter((version) => version.selectionId === id).length === 2;
}

/** Every date of the demo follows from the day of the first start, which its seasons remember. */
async function findFirstStart({ vacancies, clock }: DemoDeps): Promise<Date> {
	return (await vacancies.findFirstAnnouncement()) ?? clock.now();
}

const largerDiploma = {
	id: 'Batas ukuran ijazah naik dari 1 MB menjadi 2 MB.',
	en: 'The diploma may now be up to 2 MB instead of 1 MB.',
};

function bungoSeason(firstStart: Date): string {
	const season = demoSeasons(firstStart).find(
		(candidate) => candidate.institution.id === 'kabupaten-bungo',
	);
	if (season === undefined) throw new Error('the demo lacks Kabupaten Bungo');
	return season.id;
}

function input(
	id: string,
	title: PublicationInput['title'],
	files: SelectionFiles,
): PublicationInput {
	const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
	return {
		selectionId: id,
		seasonId: id,
		title,
		files: {
			selection: bytes(files.selection),
			vacancies: bytes(files.vacancies),
			participants: bytes(files.participants),
			decisions: bytes(files.decisions),
			people: bytes(files.people),
		},
	};
}

async function publish(results: Results, publication: PublicationInput): Promise<void> {
	const outcome = await results.publish(publication);
	if (!outcome.ok) throw new Error(`the demo selection is refused: ${outcome.code}`);
}
