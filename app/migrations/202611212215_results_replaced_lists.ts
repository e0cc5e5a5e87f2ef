import { type Kysely, sql } from 'kysely';

/**
 * When a file took effect, so that what nobody goes on with can end; and where people would go moves
 * into the sealed column, at the next start of the program, which has the key.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`alter table results.taken_in
		add column taken_at timestamptz not null default transaction_timestamp()`,
	`alter table results.participant alter column preferences set default ''`,
	`comment on column results.participant.preferences is 'Of an erased person what was published of their wishes; else empty'`,
	`create index participant_wishes on results.participant (import_id)
		where personal is not null and preferences <> ''`,
];
