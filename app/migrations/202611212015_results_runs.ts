import { type Kysely, sql } from 'kysely';

/**
 * How a result comes to be approved: runs with the digests of what went in and came out, decisions
 * about ties by two people, and approvals of exact bytes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`create table results.selection_setup (
		selection_id text collate "C" primary key,
		document text not null,
		set_by text not null,
		set_at timestamptz not null
	)`,

	`create table results.run (
		id bigint generated always as identity primary key,
		selection_id text collate "C" not null,
		season_id text collate "C" not null,
		institution_id text collate "C" not null,
		state text not null check (state in ('waiting', 'ranking', 'refused', 'done')),
		input_digest bytea check (octet_length(input_digest) = 32),
		asked_by text not null,
		asked_by_name text not null,
		asked_at timestamptz not null,
		finished_at timestamptz,
		refusal jsonb,
		outcome jsonb,
		check ((state = 'refused') = (refusal is not null)),
		check ((state = 'done') = (outcome is not null)),
		check (state not in ('ranking', 'done') or input_digest is not null),
		check ((state in ('refused', 'done')) = (finished_at is not null))
	)`,
	`create unique index run_underway on results.run (selection_id)
		where state in ('waiting', 'ranking')`,
	`create index run_selection on results.run (selection_id, id)`,

	`create table results.tie_proposal (
		id bigint generated always as identity primary key,
		run_id bigint not null references results.run,
		selection_id text collate "C" not null,
		vacancy_id text collate "C" not null,
		equals text[] not null,
		chosen text[] not null,
		authority text not null,
		reason text not null,
		proposed_by text not null,
		proposed_by_name text not null,
		proposed_at timestamptz not null,
		state text not null check (state in ('open', 'confirmed', 'refused')),
		decided_by text,
		decided_by_name text,
		decided_at timestamptz,
		check ((state = 'open') = (decided_by is null)),
		check (decided_by is distinct from proposed_by or state = 'refused')
	)`,
	`create unique index tie_proposal_open on results.tie_proposal (selection_id, vacancy_id)
		where state = 'open'`,
	`create index tie_proposal_run on results.tie_proposal (run_id)`,

	`create table results.approval (
		id bigint generated always as identity primary key,
		run_id bigint not null references results.run,
		selection_id text collate "C" not null,
		version integer not null check (version >= 1),
		files jsonb not null,
		correction_authority text,
		correction_reason text,
		prepared_by text[] not null,
		asked_by text not null,
		asked_by_name text not null,
		asked_at timestamptz not null,
		state text not null check (state in ('open', 'approved', 'returned')),
		decided_by text,
		decided_by_name text,
		decided_at timestamptz,
		note text,
		entry jsonb,
		check ((correction_authority is null) = (correction_reason is null)),
		check ((state = 'open') = (decided_by is null)),
		check ((state = 'approved') = (entry is not null)),
		check (state <> 'approved' or not decided_by = any(prepared_by))
	)`,
	`create unique index approval_open on results.approval (selection_id) where state = 'open'`,
	`create unique index approval_version on results.approval (selection_id, version)
		where state = 'approved'`,
	`create index approval_run on results.approval (run_id)`,
	`comment on table results.approval is 'What an approving official signed: the SHA-256 of each data file of a version. Nothing else is published under it.'`,

	`alter table results.publication add column approved_files jsonb`,
	`comment on column results.publication.approved_files is 'SHA-256 of each data file as approved; a bundle of other bytes is not sealed'`,
];
