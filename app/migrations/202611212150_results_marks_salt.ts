import { type Kysely, sql } from 'kysely';

/** The log knows a file of marks by a salted commitment; its salt stays here, for the auditor. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`alter table results.taken_in add column salt bytea check (octet_length(salt) = 32)`,
	`comment on column results.taken_in.salt is 'Opens the commitment to the file in marks.imported, for the auditor'`,
];
