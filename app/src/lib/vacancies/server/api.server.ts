import type { VacancyCommands } from '../contract.ts';
import type { PublicVacancies } from './routes.server.ts';
import {
	announceChange,
	type AnnounceDeps,
	announceSeason,
	recordSelection,
} from './announce.server.ts';
import {
	findAnnouncement,
	findFirstAnnouncement,
	findLabels,
	findSeason,
	findVacancy,
	listSeasons,
} from './seasons.store.server.ts';
import { listInstitutions, searchVacancies } from './vacancies.store.server.ts';
import type { VacanciesTables } from './vacancies.tables.server.ts';

export type { AnnouncementLog } from './announce.server.ts';
export { vacancyRoutes } from './routes.server.ts';

export interface Vacancies extends PublicVacancies, VacancyCommands {}

/** The one door to vacancies for server code. */
export function createVacancies(deps: AnnounceDeps): Vacancies {
	const db = deps.database.withTables<VacanciesTables>();
	const now = () => deps.clock.now();
	return {
		institutions: () => listInstitutions(db),
		search: (query) => searchVacancies(db, query, now()),
		findVacancy: (id) => findVacancy(db, now(), id),
		seasons: () => listSeasons(db, now()),
		findSeason: (id) => findSeason(db, now(), id),
		findAnnouncement: (id) => findAnnouncement(db, id),
		announceSeason: (draft, at) => announceSeason(deps, draft, at),
		findFirstAnnouncement: () => findFirstAnnouncement(db),
		announceChange: (seasonId, text) => announceChange(deps, seasonId, text),
		recordSelection: (seasonId, selectionId, counts) =>
			recordSelection(db, seasonId, selectionId, counts),
		labels: (seasonId) => findLabels(db, seasonId),
	};
}
