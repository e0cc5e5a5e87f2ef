import { type Kysely, sql } from 'kysely';

/**
 * The log names the file of participants by a salted commitment: a plain digest of a file about one
 * or two people could be opened by trying their birth dates and averages.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`alter table results.publication
		add column participants_salt bytea check (octet_length(participants_salt) = 32)`,
	`comment on column results.publication.participants_salt is 'Opens the commitment to participants.csv in marks.imported and ranking.run, for the auditor'`,
];
