import { type Kysely, sql } from 'kysely';

/**
 * What a file says of people is sealed while it waits: its bytes, its name, its faulty cells. Files
 * that lie readable in the folder of uploads are given up, and the folder is swept at the next
 * start. Every fault is kept, not the first thousand; a dry run says what would change.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`update imports.file set state = 'cancelled' where state in ('mapping', 'checking', 'faulty')`,
	`delete from imports.fault`,
	`alter table imports.fault drop column value, add column value bytea not null,
		add column bound text`,
	`comment on column imports.fault.value is 'personal: what stood in the faulty cell'`,
	`comment on column imports.fault.bound is 'What the value should not have passed'`,
	`create index fault_line on imports.fault (import_id, line, position)`,
	`create index fault_code on imports.fault (import_id, code, line, position)`,
	`alter table imports.file
		add column personal bytea,
		alter column file_name set default '',
		alter column source set default '',
		add column faulty_rows bigint not null default 0 check (faulty_rows >= 0),
		add column fault_codes jsonb not null default '{}',
		add column changes jsonb,
		add column basis text`,
	`update imports.file set faulty_rows = cardinality(faulty_lines)`,
	`alter table imports.file drop column faulty_lines`,
	`comment on column imports.file.personal is 'personal: name of the file, and where its rows come from in the words of the committee'`,
	`comment on column imports.file.file_name is 'Of files of before it was sealed'`,
	`comment on column imports.file.source is 'Of files of before it was sealed'`,
	`comment on column imports.file.changes is 'What would become different, by the dry run'`,
	`comment on column imports.file.basis is 'What the rows were judged by'`,
];
