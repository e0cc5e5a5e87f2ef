import { type Kysely, sql } from 'kysely';

/**
 * What a PPPK selection is ordered by stands beside each row: the priority group and the marks, as
 * `participants.csv` of the version has them. Empty in a CPNS selection, and in versions of before.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`alter table results.row
		add column priority text not null default '',
		add column teknis text not null default '',
		add column manajerial text not null default '',
		add column sosiokultural text not null default '',
		add column wawancara text not null default ''`,
];
