import { type Kysely, sql } from 'kysely';

/** Resets of an authenticator: one administrator asks, a second one confirms, the log says so. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`create table identity.access_reset (
		id text collate "C" primary key,
		person_id text collate "C" not null references identity.person,
		institution_id text collate "C",
		requested_by text collate "C" not null references identity.person,
		requested_at timestamptz not null,
		decision text check (decision in ('approved', 'refused')),
		decided_by text collate "C" references identity.person,
		decided_at timestamptz,
		entry jsonb,
		entry_index bigint check (entry_index >= 0),
		check (requested_by <> person_id),
		check ((decision is null) = (decided_at is null) and (decision is null) = (decided_by is null)),
		check (decided_by is null or decided_by not in (requested_by, person_id)),
		check ((entry is not null) = (decision is not distinct from 'approved'))
	)`,
	`create unique index access_reset_open on identity.access_reset (person_id)
		where decision is null`,
	`comment on table identity.access_reset is 'Authenticator, password and sessions of a person ended by two administrators'`,
];
