import { type Kysely, sql } from 'kysely';

/**
 * A run of a whole country takes minutes: it says how far it is, it can be cancelled, and one that
 * fails says so instead of being tried for ever. Progress has a table of its own, because it is told
 * beside the transaction that holds the run.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`create table results.run_progress (
		run_id bigint primary key references results.run,
		attempts integer not null default 0,
		percent integer not null default 0 check (percent between 0 and 100)
	)`,
	`alter table results.run
		add column failure text,
		drop constraint run_state_check,
		drop constraint run_check3`,
	`alter table results.run
		add constraint run_state_check
			check (state in ('waiting', 'ranking', 'refused', 'done', 'failed', 'cancelled')),
		add constraint run_finished_check
			check ((state in ('waiting', 'ranking')) = (finished_at is null)),
		add constraint run_failure_check check ((state = 'failed') = (failure is not null))`,
	`comment on column results.run.failure is 'Code of why a run that could not end was given up'`,
	`alter table results.publication add column participants_blocks bytea`,
	`comment on column results.publication.participants_blocks is 'Hashes of the complete subtrees of 1,024 commitments, so that one path needs no whole tree'`,
];
