import type { Kysely } from 'kysely';
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
	listSeasonsOf,
} from './seasons.store.server.ts';
import {
	findListed,
	findListedLabels,
	findListsInEffect,
	findVacancyIds,
	type ListInEffect,
	markListUsed,
	type RankedVacancy,
} from './listed.store.server.ts';
import { nameInstitution } from './institutions.server.ts';
import { openSelection, renameSelection } from './open-selection.server.ts';
import { listInstitutions, searchVacancies } from './vacancies.store.server.ts';
import type { VacanciesTables } from './vacancies.tables.server.ts';

export type { AnnouncementLog } from './announce.server.ts';
export { vacancyRoutes } from './routes.server.ts';
export { vacancyImport } from './import.server.ts';
export type { ListInEffect, RankedVacancy } from './listed.store.server.ts';

export interface Vacancies extends PublicVacancies, VacancyCommands {
	/** Ids of a season's vacancies: what was announced, and what a list in effect brings. */
	vacancyIds(seasonId: string, trx?: Kysely<unknown>): Promise<ReadonlySet<string>>;
	/** The imported list in effect, by id; empty where a season has none. */
	listed(seasonId: string): Promise<readonly RankedVacancy[]>;
	/** Of each season what its list in effect is, without its rows. */
	listsInEffect(seasonIds: readonly string[]): Promise<ReadonlyMap<string, ListInEffect>>;
	/** Call it in the transaction that ranks or announces the list: it cannot be withdrawn after. */
	markListUsed(trx: Kysely<unknown>, seasonId: string): Promise<readonly string[]>;
}

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
		seasonsOf: (institutions) => listSeasonsOf(db, now(), institutions),
		nameInstitution: (permission, draft, opened) =>
			nameInstitution(deps, permission, draft, opened),
		openSelection: (permission, draft) => openSelection(db, deps.clock, permission, draft),
		renameSelection: (permission, id, title, opened) =>
			renameSelection(db, permission, id, title, opened),
		findAnnouncement: (id) => findAnnouncement(db, id),
		announceSeason: (draft, at) => announceSeason(deps, draft, at),
		findFirstAnnouncement: () => findFirstAnnouncement(db),
		announceChange: (seasonId, text) => announceChange(deps, seasonId, text),
		recordSelection: (seasonId, selectionId, counts) =>
			recordSelection(db, seasonId, selectionId, counts),
		async labels(seasonId, ids) {
			const listed = await findListedLabels(deps.database, seasonId, ids);
			const announced = await findLabels(db, seasonId, ids);
			return new Map([...listed.map((label) => [label.id, label] as const), ...announced]);
		},
		vacancyIds: (seasonId, trx = deps.database) => findVacancyIds(trx, seasonId),
		listed: (seasonId) => findListed(deps.database, seasonId),
		listsInEffect: (seasonIds) => findListsInEffect(deps.database, seasonIds),
		markListUsed,
	};
}
