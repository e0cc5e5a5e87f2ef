import { type Kysely, sql } from 'kysely';

/** The page of a selection says who saved its rules; those of before name nobody. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [`alter table results.selection_setup add column set_by_name text`];
