import { type Kysely, sql } from 'kysely';

/**
 * Rows of one list stand together in the table, in the order of their file, and are always asked for
 * by the list: a summary of block ranges finds them as well as a tree, and costs a COPY nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`alter table vacancies.listed drop constraint listed_pkey`,
	`create index listed_list on vacancies.listed using brin (import_id)
		with (pages_per_range = 32, autosummarize = on)`,
	`drop index vacancies.listed_education_line`,
	`create index listed_education_list on vacancies.listed_education using brin (import_id)
		with (pages_per_range = 32, autosummarize = on)`,
];
