import { type Kysely, sql } from 'kysely';

/**
 * Personal columns of results move into sealed ones. The key is not in the database, so the rows
 * are sealed by the program at its next start; the columns they leave are dropped by a later
 * migration.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`alter table results.person alter column name drop not null, add column sealed_name bytea`,
	`comment on column results.person.name is 'Emptied when sealed_name was filled'`,
	`comment on column results.person.sealed_name is 'personal: name'`,
	`alter table results.commitment add column opening bytea`,
	`comment on column results.commitment.record is 'Emptied when opening was filled'`,
	`comment on column results.commitment.salt is 'Emptied when opening was filled'`,
	`comment on column results.commitment.opening is 'personal: salt and full row, erased together'`,
	`create index person_readable on results.person (selection_id) where name is not null`,
	`create index commitment_readable on results.commitment (selection_id) where record is not null`,
];
