import { type Kysely, sql } from 'kysely';

/**
 * Participants, marks and decisions as files brought them. The newest list of participants and of
 * decisions is in effect; marks lie one file over the other, in the order in which they took effect.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`create table results.taken_in (
		import_id bigint primary key,
		selection_id text collate "C" not null,
		kind text not null check (kind in ('participants', 'marks', 'decisions')),
		position bigint generated always as identity unique,
		columns text[] not null,
		digest bytea not null check (octet_length(digest) = 32),
		rows bigint not null,
		used_at timestamptz,
		undone_at timestamptz,
		check (used_at is null or undone_at is null)
	)`,
	`create index taken_in_selection on results.taken_in (selection_id, kind, position)
		where undone_at is null`,

	`create table results.participant (
		import_id bigint not null,
		line integer not null,
		participant_id text collate "C" not null,
		vacancy_id text collate "C" not null,
		admin_status text not null,
		name text not null,
		birth_date text not null,
		gpa text not null,
		preferences text not null,
		priority text not null,
		marks jsonb not null,
		primary key (import_id, line)
	)`,
	`create index participant_number on results.participant (import_id, participant_id)`,
	`comment on column results.participant.name is 'personal: name'`,
	`comment on column results.participant.birth_date is 'personal: birth date'`,
	`comment on column results.participant.gpa is 'personal: GPA'`,
	`comment on column results.participant.preferences is 'personal: where the person would go'`,
	`comment on column results.participant.marks is 'personal: marks and attendance'`,

	`create table results.mark (
		import_id bigint not null,
		line integer not null,
		participant_id text collate "C" not null,
		marks jsonb not null,
		primary key (import_id, line)
	)`,
	`create index mark_number on results.mark (import_id, participant_id)`,
	`comment on column results.mark.marks is 'personal: marks and attendance'`,

	`create table results.imported_decision (
		import_id bigint not null,
		line integer not null,
		vacancy_id text collate "C" not null,
		participant_id text collate "C" not null,
		decision text not null,
		authority text not null,
		reason text not null,
		primary key (import_id, line)
	)`,
];
