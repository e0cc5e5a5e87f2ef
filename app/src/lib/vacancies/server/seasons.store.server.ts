import { type Kysely, type Selectable, sql } from 'kysely';
import type { Institution, Season, VacancyDetail, VacancyLabel } from '../contract.ts';
import { standing, stepsAt, urgency } from '../domain/schedule.ts';
import { toInstitution, toVacancy } from './vacancies.store.server.ts';
import type { SeasonTable, VacanciesTables } from './vacancies.tables.server.ts';

type Db = Kysely<VacanciesTables>;

async function getInstitution(db: Db, id: string): Promise<Institution> {
	return toInstitution(
		await db
			.selectFrom('vacancies.institution')
			.selectAll()
			.where('id', '=', id)
			.executeTakeFirstOrThrow(),
	);
}

interface Wanted {
	readonly id?: string;
	readonly institutions?: readonly string[];
	readonly announced?: true;
}

async function readSeasons(db: Db, now: Date, wanted: Wanted): Promise<readonly Season[]> {
	let query = db
		.selectFrom('vacancies.season as season')
		.innerJoin('vacancies.institution as institution', 'institution.id', 'season.institution_id')
		.select((select) => [
			'season.id',
			'season.title',
			'season.schedule',
			'season.selection_ids',
			'season.stage_counts',
			'season.announced_at',
			'institution.id as institution_id',
			'institution.name',
			'institution.short_name',
			'institution.zone',
			select
				.selectFrom('vacancies.vacancy')
				.whereRef('season_id', '=', 'season.id')
				.select(sql<number>`count(*)::int`.as('count'))
				.as('vacancies'),
			select
				.selectFrom('vacancies.vacancy')
				.whereRef('season_id', '=', 'season.id')
				.select(sql<number>`coalesce(sum(seats), 0)::int`.as('sum'))
				.as('seats'),
		])
		.orderBy('season.id');
	const { id, institutions, announced } = wanted;
	if (id !== undefined) query = query.where('season.id', '=', id);
	if (announced) query = query.where('season.announced_at', 'is not', null);
	if (institutions !== undefined) {
		query = query.where(sql<boolean>`season.institution_id = any(${[...institutions]})`);
	}
	const rows = await query.execute();
	return rows.map((row) => {
		const schedule = stepsAt(row.schedule, now.toISOString(), row.stage_counts);
		return {
			id: row.id,
			title: row.title,
			institution: toInstitution({ ...row, id: row.institution_id }),
			vacancies: row.vacancies ?? 0,
			seats: row.seats ?? 0,
			schedule,
			now: standing(schedule),
			selectionIds: row.selection_ids,
			announced: row.announced_at !== null,
		};
	});
}

/** Most urgent deadline first. */
export async function listSeasons(db: Db, now: Date): Promise<readonly Season[]> {
	const seasons = await readSeasons(db, now, { announced: true });
	return seasons
		.map((season) => ({ season, until: urgency(season.schedule) }))
		.sort((a, b) => (a.until < b.until ? -1 : a.until > b.until ? 1 : 0))
		.map(({ season }) => season);
}

export async function findSeason(db: Db, now: Date, id: string): Promise<Season | undefined> {
	return (await readSeasons(db, now, { id }))[0];
}

/** By id, announced or not. */
export async function listSeasonsOf(
	db: Db,
	now: Date,
	institutions: 'all' | readonly string[],
): Promise<readonly Season[]> {
	return readSeasons(db, now, institutions === 'all' ? {} : { institutions });
}

export async function findFirstAnnouncement(db: Db): Promise<Date | undefined> {
	const row = await db
		.selectFrom('vacancies.season')
		.select(sql<Date | null>`min(announced_at)`.as('first'))
		.executeTakeFirstOrThrow();
	return row.first ?? undefined;
}

/** The canonical announcement of a season, whose SHA-256 stands in the log. */
export async function findAnnouncement(db: Db, id: string): Promise<string | undefined> {
	const row = await db
		.selectFrom('vacancies.season')
		.select('document')
		.where('id', '=', id)
		.executeTakeFirst();
	return row?.document ?? undefined;
}

export async function findVacancy(
	db: Db,
	now: Date,
	id: string,
): Promise<VacancyDetail | undefined> {
	const row = await db
		.selectFrom('vacancies.vacancy')
		.selectAll()
		.where('id', '=', id)
		.executeTakeFirst();
	if (row === undefined) return undefined;
	const season = await getSeasonRow(db, row.season_id);
	const changes = await db
		.selectFrom('vacancies.change')
		.select(['at', 'text', 'entry_index'])
		.where('season_id', '=', season.id)
		.orderBy('id', 'desc')
		.execute();
	const selectionId = season.selection_ids.at(-1);
	return {
		...toVacancy(row, await getInstitution(db, season.institution_id)),
		...row.detail,
		schedule: stepsAt(season.schedule, now.toISOString(), season.stage_counts),
		changes: changes.map((change) => ({
			at: change.at.toISOString(),
			text: change.text,
			...(change.entry_index === null ? {} : { entryIndex: change.entry_index }),
		})),
		...(selectionId === undefined ? {} : { selectionId }),
	};
}

async function getSeasonRow(db: Db, id: string): Promise<Selectable<SeasonTable>> {
	return db
		.selectFrom('vacancies.season')
		.selectAll()
		.where('id', '=', id)
		.executeTakeFirstOrThrow();
}

export async function findLabels(
	db: Db,
	seasonId: string,
	ids?: readonly string[],
): Promise<ReadonlyMap<string, VacancyLabel>> {
	let query = db
		.selectFrom('vacancies.vacancy')
		.select(['id', 'title', 'unit'])
		.where('season_id', '=', seasonId);
	if (ids !== undefined) query = query.where(sql<boolean>`id = any(${[...ids]})`);
	const rows = await query.execute();
	return new Map(rows.map((row) => [row.id, row]));
}
