import { type Kysely, sql } from 'kysely';

/** What of an imported person is not public is sealed, as everywhere else. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`alter table results.participant
		add column personal bytea,
		alter column name set default '',
		alter column birth_date set default '',
		alter column gpa set default ''`,
	`comment on column results.participant.personal is 'personal: name, birth date, GPA; empty once erased'`,
	`create index participant_readable on results.participant (import_id)
		where name <> '' or birth_date <> '' or gpa <> ''`,
];
