import { type Kysely, sql } from 'kysely';
import type { VacancyLabel } from '../contract.ts';

/** The list of a season in effect: the one applied last of those that were not withdrawn. */
const listInEffect = (seasonId: string) => sql`(
	select import_id from vacancies.list
	where season_id = ${seasonId} and undone_at is null order by position desc limit 1)`;

export async function findListInEffect(
	db: Kysely<unknown>,
	seasonId: string,
): Promise<number | undefined> {
	const { rows } = await sql<{ id: number | null }>`
		select ${listInEffect(seasonId)} as id`.execute(db);
	return rows[0]?.id ?? undefined;
}

/** Ids of the vacancies of a season: what was announced, and what a list in effect brings. */
export async function findVacancyIds(
	db: Kysely<unknown>,
	seasonId: string,
): Promise<ReadonlySet<string>> {
	const { rows } = await sql<{ id: string }>`
		select id from vacancies.vacancy where season_id = ${seasonId}
		union
		select vacancy_id from vacancies.listed where import_id = ${listInEffect(seasonId)}
	`.execute(db);
	return new Set(rows.map(({ id }) => id));
}

/** A vacancy as ranking reads it. */
export interface RankedVacancy {
	readonly vacancy_id: string;
	readonly agency_id: string;
	readonly position_code: string;
	readonly education_group: string;
	readonly unit_id: string;
	readonly formation_type: string;
	readonly seats: number;
	readonly special_job: string;
	readonly skb_plan: string;
	readonly filling_group: string;
}

/** The list in effect by id; nothing where a season has none. */
export async function findListed(
	db: Kysely<unknown>,
	seasonId: string,
): Promise<readonly RankedVacancy[]> {
	const { rows } = await sql<RankedVacancy>`
		select vacancy_id, agency_id, position_code, education_group, unit_id, formation_type, seats,
			special_job, skb_plan, filling_group
		from vacancies.listed where import_id = ${listInEffect(seasonId)}
		order by vacancy_id
	`.execute(db);
	return rows;
}

/** A list in effect, told without its rows. */
export interface ListInEffect {
	readonly importId: number;
	readonly rows: number;
	/** Something was announced or ranked from it. */
	readonly used: boolean;
	/** How many of its vacancies name each `skb_plan`, the default under ''. */
	readonly plans: Readonly<Record<string, number>>;
}

/** The lists in effect of several seasons, by season; those without one are not there. */
export async function findListsInEffect(
	db: Kysely<unknown>,
	seasonIds: readonly string[],
): Promise<ReadonlyMap<string, ListInEffect>> {
	const { rows } = await sql<ListInEffect & { readonly seasonId: string }>`
		select list.season_id as "seasonId", list.import_id as "importId", list.rows,
			list.used_at is not null as used,
			coalesce((
				select jsonb_object_agg(plan.name, plan.vacancies) from (
					select skb_plan as name, count(*) as vacancies from vacancies.listed
					where listed.import_id = list.import_id group by skb_plan) plan
			), '{}') as plans
		from vacancies.list list
		where list.import_id in (
			select distinct on (season_id) import_id from vacancies.list
			where season_id = any(${[...seasonIds]}) and undone_at is null
			order by season_id, position desc)
	`.execute(db);
	return new Map(rows.map(({ seasonId, ...list }) => [seasonId, list]));
}

/** Files of before say nobody. */
interface Preparers {
	readonly taken_by: string | null;
	readonly brought_by: string | null;
}

/**
 * From now on the list cannot be withdrawn: something was announced or ranked from it.
 * @returns the pseudonyms of who brought it and who put it into effect
 */
export async function markListUsed(
	trx: Kysely<unknown>,
	seasonId: string,
): Promise<readonly string[]> {
	const { rows } = await sql<Preparers>`
		update vacancies.list set used_at = coalesce(used_at, transaction_timestamp())
		where import_id = ${listInEffect(seasonId)} returning taken_by, brought_by
	`.execute(trx);
	const people = rows.flatMap(({ taken_by, brought_by }) => [taken_by, brought_by]);
	return [...new Set(people)].filter((person) => person !== null);
}

/** What a list says of vacancies that nobody has announced, for pages that know them by their id. */
export async function findListedLabels(
	db: Kysely<unknown>,
	seasonId: string,
	ids?: readonly string[],
): Promise<readonly VacancyLabel[]> {
	const { rows } = await sql<VacancyLabel>`
		select vacancy_id as id, title, location as unit
		from vacancies.listed where import_id = ${listInEffect(seasonId)} and title <> ''
			and (${ids === undefined} or vacancy_id = any(${[...(ids ?? [])]}))
	`.execute(db);
	return rows;
}
