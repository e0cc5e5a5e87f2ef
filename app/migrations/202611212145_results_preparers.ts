import { type Kysely, sql } from 'kysely';

/**
 * By whose word a file took effect, and on whose work a run rests: none of them approves it. Rows of
 * before say nobody: such a run has to be made again before anybody is asked to approve it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`alter table results.taken_in add column taken_by text`,
	`comment on column results.taken_in.taken_by is 'Pseudonym of the person, as in log entries'`,
	`alter table vacancies.list add column taken_by text`,
	`comment on column vacancies.list.taken_by is 'Pseudonym of the person, as in log entries'`,
	`alter table results.run add column prepared_by text[] not null default '{}'`,
	`comment on column results.run.prepared_by is 'Pseudonyms of everybody whose work the run rests on'`,
];
