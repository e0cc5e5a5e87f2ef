import { type Kysely, sql } from 'kysely';

/**
 * Uploads that come in parts, over lines that break: what was announced, by whom, and what became of
 * it. How much has arrived is not written here: the sealed file itself says it, after a kill too.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`create table imports.upload (
		id text primary key,
		institution_id text collate "C" not null,
		kind text not null,
		scope_id text collate "C" not null,
		personal bytea not null,
		bytes bigint not null check (bytes > 0),
		begun_by text not null,
		begun_at timestamptz not null,
		touched_at timestamptz not null,
		import_id bigint references imports.file,
		refused_as text,
		check (import_id is null or refused_as is null)
	)`,
	`create index upload_of_person on imports.upload (begun_by)`,
	`create index upload_untouched on imports.upload (touched_at)`,
	`comment on column imports.upload.id is 'In the address of the upload, and its name in the folder of uploads'`,
	`comment on column imports.upload.personal is 'personal: sealed name of the file, and where its rows come from'`,
	`comment on column imports.upload.bytes is 'As announced; nothing longer or shorter is taken'`,
	`comment on column imports.upload.begun_by is 'Pseudonym of the person, as in log entries'`,
	`comment on column imports.upload.touched_at is 'When something of it came last; a day later it is removed'`,
	`comment on column imports.upload.import_id is 'The file that came of it; whoever asks again is told the same'`,
];
