import { type Kysely, sql } from 'kysely';

/**
 * A committee opens a selection before anything of it is announced: until then it has no document
 * and no schedule, and no page of the public shows it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`alter table vacancies.season
		alter column document drop not null,
		alter column announced_at drop not null,
		add column opened_at timestamptz,
		add column opened_by text,
		add constraint season_announced check ((announced_at is null) = (document is null))`,
	`comment on column vacancies.season.opened_by is 'Pseudonym of the person, as in log entries'`,
];
