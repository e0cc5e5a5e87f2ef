import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from './imports.tables.server.ts';

/** An upload that is still coming has a file and no row yet. */
const comingMs = 24 * 3_600_000;

/** Faults are mended or forgotten; a file full of people does not wait for ever. */
const waitingMs = 30 * 24 * 3_600_000;

/**
 * Removes files that nobody will read again: their rows are in the database, or were given up.
 * What stands in a file about people is kept no longer than it takes to take it in.
 */
export async function removeFinished(deps: {
	readonly db: Db;
	readonly clock: Clock;
	readonly folder: string;
}): Promise<void> {
	const { db, folder } = deps;
	const now = deps.clock.now().getTime();
	await db
		.updateTable('imports.file')
		.set({ state: 'cancelled' })
		.where('state', 'in', ['mapping', 'faulty'])
		.where('uploaded_at', '<', new Date(now - waitingMs))
		.execute();
	const rows = await db.selectFrom('imports.file').select(['stored_as', 'state']).execute();
	const needed = new Set(
		rows
			.filter(({ state }) => ['mapping', 'checking', 'faulty'].includes(state))
			.map((row) => row.stored_as),
	);
	const known = new Set(rows.map((row) => row.stored_as));
	for (const name of await readdir(folder).catch(() => [])) {
		if (needed.has(name)) continue;
		const path = join(folder, name);
		const age = now - (await stat(path)).mtimeMs;
		if (known.has(name) || age > comingMs) await rm(path, { force: true });
	}
}
