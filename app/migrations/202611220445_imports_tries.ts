import { type Kysely, sql } from 'kysely';

/** A file that cannot be checked for a reason of ours is tried a few times, then said to have failed. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`alter table imports.progress
		add column tries integer not null default 0 check (tries >= 0),
		add column try_after timestamptz,
		add column given_up boolean not null default false`,
	`create index progress_given_up on imports.progress (import_id) where given_up`,
	`comment on column imports.progress.tries is 'Begun since somebody last asked for it; written before each, so that one that ends the process counts'`,
	`comment on column imports.progress.try_after is 'Not again before, after one that failed'`,
	`comment on column imports.progress.given_up is 'Waits for somebody to ask for another try'`,
];
