import { type Kysely, sql } from 'kysely';

/** When a version was approved: pages say so beside the version, with the entry of the approval. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`alter table results.publication add column approved_at timestamptz`,
	`comment on column results.publication.approved_at is 'Absent of versions that an older release published'`,
];
