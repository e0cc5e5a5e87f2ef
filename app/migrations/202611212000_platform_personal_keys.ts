import { type Kysely, sql } from 'kysely';

/** Data keys that personal columns are sealed under, each wrapped by a key outside the database. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`create schema personal`.execute(db);
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`create table personal.data_key (
		id integer primary key check (id >= 1),
		wrapped bytea not null,
		made_at timestamptz not null
	)`,
];
