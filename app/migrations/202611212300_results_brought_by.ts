import { type Kysely, sql } from 'kysely';

/** Who handed a file in prepares as well as who put it into effect, be they two persons. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`alter table results.taken_in add column brought_by text`,
	`comment on column results.taken_in.brought_by is 'Pseudonym of the person, as in log entries'`,
	`alter table vacancies.list add column brought_by text`,
	`comment on column vacancies.list.brought_by is 'Pseudonym of the person, as in log entries'`,
];
