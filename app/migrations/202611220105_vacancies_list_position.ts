import { type Kysely, sql } from 'kysely';

/**
 * The list that came into effect last counts, as with participants: the number of an import says
 * only which file was handed in last.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`alter table vacancies.list add column position bigint`,
	`update vacancies.list set position = place from (
		select import_id as id, row_number() over (order by import_id) as place from vacancies.list
	) placed where import_id = id`,
	`alter table vacancies.list
		alter column position set not null,
		alter column position add generated always as identity,
		add unique (position)`,
	`select setval(pg_get_serial_sequence('vacancies.list', 'position'),
		(select coalesce(max(position), 0) + 1 from vacancies.list), false)`,
	`drop index vacancies.list_season`,
	`create index list_season on vacancies.list (season_id, position) where undone_at is null`,
];
