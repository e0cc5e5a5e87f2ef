import { type Kysely, sql } from 'kysely';

/** Tries of an account that are being judged: others wait for them instead of being refused. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`alter table identity.slowdown
		add column unjudged integer not null default 0 check (unjudged >= 0)`,
	`comment on column identity.slowdown.unjudged is 'Of the failures, those of which nobody knows yet'`,
];
