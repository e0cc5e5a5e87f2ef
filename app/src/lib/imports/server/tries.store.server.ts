import type { Kysely } from 'kysely';
import type { Clock } from '../../platform/clock.ts';
import type { FailedImport } from '../contract.ts';
import { mostTries, pauseAfter } from '../domain/tries.ts';
import type { Db, ImportsTables } from './imports.tables.server.ts';

interface TryDeps {
	readonly db: Db;
	readonly clock: Clock;
}

/**
 * Counted beside the transaction of the dry run, so that one that ends the process counts too.
 * @returns false where it has been begun often enough, and is given up
 */
export async function beginTry({ db }: TryDeps, importId: number): Promise<boolean> {
	const begun = await db
		.updateTable('imports.progress')
		.set((expression) => ({ tries: expression('tries', '+', 1), bytes_done: 0, rows_done: 0 }))
		.where('import_id', '=', importId)
		.where('tries', '<', mostTries)
		.returning('tries')
		.executeTakeFirst();
	if (begun === undefined) await giveUp(db, importId);
	return begun !== undefined;
}

/** After a try that failed for a reason of ours. */
export async function pauseTries({ db, clock }: TryDeps, importId: number): Promise<void> {
	const { tries } = await db
		.selectFrom('imports.progress')
		.select('tries')
		.where('import_id', '=', importId)
		.executeTakeFirstOrThrow();
	if (tries >= mostTries) return giveUp(db, importId);
	await db
		.updateTable('imports.progress')
		.set({
			try_after: new Date(clock.now().getTime() + pauseAfter(tries)),
			bytes_done: 0,
			rows_done: 0,
		})
		.where('import_id', '=', importId)
		.execute();
}

async function giveUp(db: Db, importId: number): Promise<void> {
	await db
		.updateTable('imports.progress')
		.set({ given_up: true })
		.where('import_id', '=', importId)
		.execute();
}

/** How far the last reading came, and how often it failed, says nothing of the next. */
export async function forgetTries(trx: Kysely<ImportsTables>, importId: number): Promise<void> {
	await trx
		.updateTable('imports.progress')
		.set({ bytes_done: 0, rows_done: 0, tries: 0, try_after: null, given_up: false })
		.where('import_id', '=', importId)
		.execute();
}

export async function isGivenUp(trx: Kysely<ImportsTables>, importId: number): Promise<boolean> {
	const found = await trx
		.selectFrom('imports.progress')
		.select('import_id')
		.where('import_id', '=', importId)
		.where('given_up', '=', true)
		.executeTakeFirst();
	return found !== undefined;
}

/** Those that wait for somebody to ask for another try, the oldest first. */
export async function listFailed(
	db: Db,
	institutions: 'all' | readonly string[],
): Promise<readonly FailedImport[]> {
	let query = db
		.selectFrom('imports.file as file')
		.innerJoin('imports.progress as progress', 'progress.import_id', 'file.id')
		.select(['file.id', 'file.institution_id', 'file.kind', 'file.scope_id', 'file.uploaded_at'])
		.where('file.state', '=', 'checking')
		.where('progress.given_up', '=', true)
		.orderBy('file.id');
	if (institutions !== 'all') query = query.where('institution_id', 'in', [...institutions]);
	const rows = await query.execute();
	return rows.map((row) => ({
		id: row.id,
		institutionId: row.institution_id,
		kind: row.kind,
		scopeId: row.scope_id,
		uploadedAt: row.uploaded_at.toISOString(),
	}));
}
