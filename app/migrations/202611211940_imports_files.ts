import { type Kysely, sql } from 'kysely';

/**
 * Files on their way in: what was handed in by whom, how far it is, and what was wrong with it. The
 * rows themselves stand in the schema of the capability that they belong to, under the same number.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`create schema imports`.execute(db);
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`create table imports.file (
		id bigint generated always as identity primary key,
		institution_id text collate "C" not null,
		kind text not null,
		scope_id text collate "C" not null,
		file_name text not null,
		stored_as text not null unique,
		format text not null check (format in ('csv', 'xlsx')),
		bytes bigint not null check (bytes >= 0),
		digest bytea not null check (octet_length(digest) = 32),
		header text[] not null,
		mapping jsonb not null,
		source text not null,
		state text not null check (state in ('mapping', 'checking', 'faulty', 'ready', 'applied',
			'undone', 'cancelled', 'unchanged', 'unreadable')),
		same_as bigint references imports.file,
		uploaded_by text not null,
		uploaded_at timestamptz not null,
		checked_at timestamptz,
		applied_by text,
		applied_at timestamptz,
		rows bigint not null default 0 check (rows >= 0),
		fault_total bigint not null default 0 check (fault_total >= 0),
		faulty_lines integer[] not null default '{}',
		check ((state in ('applied', 'undone')) = (applied_at is not null)),
		check ((state = 'unchanged') = (same_as is not null))
	)`,
	`create index file_scope on imports.file (institution_id, scope_id, kind)`,
	`create index file_waiting on imports.file (id) where state = 'checking'`,
	`comment on column imports.file.file_name is 'personal: name of a file as its owner called it'`,
	`comment on column imports.file.stored_as is 'Name in the folder of uploads; the file is removed once it has taken effect or was given up'`,
	`comment on column imports.file.uploaded_by is 'Pseudonym of the person, as in log entries'`,
	`comment on column imports.file.applied_by is 'Pseudonym of the person, as in log entries'`,
	`comment on column imports.file.source is 'personal: where the rows come from, in the words of the committee'`,

	`create table imports.fault (
		import_id bigint not null references imports.file,
		position integer not null check (position >= 0),
		line integer not null check (line >= 0),
		other_line integer check (other_line >= 0),
		column_name text not null,
		code text not null,
		value text not null,
		primary key (import_id, position)
	)`,
	`comment on column imports.fault.value is 'personal: what stood in the faulty cell'`,

	`create table imports.progress (
		import_id bigint primary key references imports.file,
		bytes_done bigint not null default 0,
		rows_done bigint not null default 0,
		cancel_asked boolean not null default false
	)`,
	`comment on table imports.progress is 'Written beside the transaction that stages the rows, so that others see how far it is'`,

	`create table imports.mapping (
		institution_id text collate "C" not null,
		kind text not null,
		mapping jsonb not null,
		primary key (institution_id, kind)
	)`,
	`comment on table imports.mapping is 'Which column of its files an institution uses for which column of the template'`,
];
