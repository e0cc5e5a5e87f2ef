import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql, type Transaction } from 'kysely';
import type { Database } from '../../platform/database.server.ts';

export interface GiveUpDeps {
	readonly database: Database;
	/** Private folder of what was handed in. */
	readonly folder: string;
	/** Removes the rows that a dry run has staged; they are another capability's. */
	readonly discard: (trx: Transaction<unknown>, importId: number) => Promise<void>;
}

/**
 * Gives up every file about the people of a selection that has not taken effect: whoever is erased
 * must not come back out of it. The committee sees it as cancelled, and may hand in another.
 */
export async function giveUpWaiting(
	{ database, folder, discard }: GiveUpDeps,
	selectionId: string,
): Promise<void> {
	const given = await database.transaction().execute(async (trx) => {
		// First: one that is just becoming a file is waited for, and is then among the files below.
		const coming = await sql<{ stored_as: string }>`
			delete from imports.upload where scope_id = ${selectionId} and kind <> 'vacancies'
			returning id as stored_as`.execute(trx);
		const { rows } = await sql<{ id: number; stored_as: string }>`
			update imports.file set state = 'cancelled'
			where scope_id = ${selectionId} and kind <> 'vacancies'
				and state in ('mapping', 'checking', 'faulty', 'ready')
			returning id, stored_as`.execute(trx);
		for (const { id } of rows) {
			await sql`delete from imports.fault where import_id = ${id}`.execute(trx);
			await discard(trx, id);
		}
		return [...coming.rows, ...rows];
	});
	for (const { stored_as: name } of given) await rm(join(folder, name), { force: true });
}
