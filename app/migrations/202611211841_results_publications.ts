import { type Kysely, sql } from 'kysely';

/**
 * Published results and what stands behind them. Columns about a person carry the comment
 * `personal: …`, which the inventory of personal data is made from.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`create schema results`.execute(db);
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`create table results.selection (
		id text collate "C" primary key,
		season_id text collate "C" not null,
		title jsonb not null
	)`,

	`create table results.rule_pack (
		id text collate "C" primary key,
		digest bytea not null check (octet_length(digest) = 32),
		entry jsonb not null
	)`,
	`comment on table results.rule_pack is 'Rule packs whose entry rule.published is in the log'`,

	`create table results.publication (
		selection_id text collate "C" not null references results.selection,
		version integer not null check (version >= 1),
		state text not null check (state in ('received', 'recorded', 'bound', 'published')),
		input_digest bytea not null check (octet_length(input_digest) = 32),
		correction_authority text,
		correction_reason text,
		entries jsonb not null default '{}',
		participants_root bytea check (octet_length(participants_root) = 32),
		results_digest bytea check (octet_length(results_digest) = 32),
		manifest_digest bytea check (octet_length(manifest_digest) = 32),
		log jsonb,
		summary jsonb,
		received_at timestamptz not null,
		published_at timestamptz,
		primary key (selection_id, version),
		unique (selection_id, input_digest),
		check ((correction_authority is null) = (correction_reason is null)),
		check ((state = 'published') = (published_at is not null)),
		check (state not in ('bound', 'published') or (manifest_digest is not null and log is not null))
	)`,
	`create unique index publication_underway on results.publication (selection_id)
		where state <> 'published'`,
	`comment on table results.publication is 'State machine of a publication; each state is a point from which it can be taken up again after a crash.'`,
	`comment on column results.publication.log is 'Origin, key and address of the log that holds the entries'`,
	`comment on column results.publication.entries is 'Role -> reference of each log entry and, once known, its index'`,

	`create table results.vacancy (
		selection_id text collate "C" not null,
		version integer not null,
		vacancy_id text collate "C" not null,
		formation_type text not null,
		special_job text not null,
		skb_plan text not null,
		seats integer not null,
		filled integer not null,
		applicants integer not null,
		eligible integer not null,
		passed integer not null,
		shortlisted integer not null,
		seated integer not null,
		shortlist_cut text,
		primary key (selection_id, version, vacancy_id),
		foreign key (selection_id, version) references results.publication
	)`,

	`create table results.row (
		selection_id text collate "C" not null,
		version integer not null,
		position integer not null check (position >= 0),
		participant_id text collate "C" not null,
		vacancy_id text collate "C" not null,
		outcome text not null,
		skd_total text not null,
		skd100 text not null,
		skb100 text not null,
		final text not null,
		rank_skd text not null,
		rank_final text not null,
		placed_vacancy_id text not null,
		placement text not null,
		reason text not null,
		primary key (selection_id, version, position),
		unique (selection_id, version, participant_id),
		foreign key (selection_id, version) references results.publication
	)`,
	`create index row_vacancy on results.row (selection_id, version, vacancy_id, position)`,
	`comment on table results.row is 'results.csv as published: texts exactly as in the file, position = its line'`,

	`create table results.person (
		selection_id text collate "C" not null references results.selection,
		participant_id text collate "C" not null,
		name text not null,
		primary key (selection_id, participant_id)
	)`,
	`create index person_number on results.person (participant_id)`,
	`comment on column results.person.name is 'personal: name'`,

	`create table results.commitment (
		selection_id text collate "C" not null,
		version integer not null,
		leaf_index integer not null check (leaf_index >= 0),
		participant_id text collate "C" not null,
		commitment bytea not null check (octet_length(commitment) = 32),
		salt bytea check (octet_length(salt) = 32),
		record text,
		primary key (selection_id, version, leaf_index),
		unique (selection_id, version, participant_id),
		foreign key (selection_id, version) references results.publication
	)`,
	`create index commitment_number on results.commitment (participant_id)`,
	`comment on column results.commitment.record is 'personal: birth date, marks, GPA (the full row, canonical JSON)'`,
	`comment on column results.commitment.salt is 'personal: opens the commitment; erased together with the record'`,

	`create table results.lookup_attempt (
		number_key bytea primary key check (octet_length(number_key) = 32),
		failures integer not null check (failures >= 0),
		blocked_until timestamptz not null,
		last_at timestamptz not null
	)`,
	`create index lookup_attempt_age on results.lookup_attempt (last_at)`,
	`comment on column results.lookup_attempt.number_key is 'HMAC of a participant number: the table does not say whose result was asked for'`,
];
