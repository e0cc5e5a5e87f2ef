import { readdir, rm, stat } from 'node:fs/promises';
import { sql, type Transaction } from 'kysely';
import type { Clock } from '../../platform/clock.ts';
import type { Kind } from './check.server.ts';
import { removeFaults } from './faults.store.server.ts';
import type { Db } from './imports.tables.server.ts';
import { pathOfUpload } from './stored-upload.server.ts';
import { removeUntouched } from './unfinished.server.ts';

/** An upload that is still coming has a file and no row among the files yet. */
const comingMs = 24 * 3_600_000;

/** Faults are mended or forgotten; a file full of people does not wait for ever. */
const waitingMs = 30 * 24 * 3_600_000;

/** How somebody called a file, and said it came: of no use to anybody a year on. */
const namedMs = 366 * 24 * 3_600_000;

export interface LeftoverDeps {
	readonly db: Db;
	readonly clock: Clock;
	readonly kinds: readonly Kind[];
	readonly folder: string;
}

/**
 * Removes files that nobody will read again: they are in effect, or were given up. What stands in a
 * file about people is kept no longer than it takes to take it in.
 */
export async function removeFinished(deps: LeftoverDeps): Promise<void> {
	await giveUpForgotten(deps);
	await forgetNames(deps);
	await removeUntouched(deps);
	const { db, folder } = deps;
	const now = deps.clock.now().getTime();
	const names = await readdir(folder).catch(() => []);
	const rows = await db
		.selectFrom('imports.file')
		.select(['stored_as', 'state'])
		.where(sql<boolean>`stored_as = any(${names})`)
		.execute();
	const needed = new Set(
		rows
			.filter(({ state }) => ['mapping', 'checking', 'faulty', 'ready'].includes(state))
			.map((row) => row.stored_as),
	);
	const known = new Set(rows.map((row) => row.stored_as));
	for (const name of names) {
		if (needed.has(name)) continue;
		const path = pathOfUpload({ folder }, name);
		// An upload that is refused takes its file away at any moment.
		const found = await stat(path).catch(() => undefined);
		const forgotten = found !== undefined && now - found.mtimeMs > comingMs;
		if (known.has(name) || forgotten) await rm(path, { force: true });
	}
}

async function forgetNames({ db, clock }: LeftoverDeps): Promise<void> {
	await db
		.updateTable('imports.file')
		.set({ personal: null, file_name: '', source: '' })
		.where('uploaded_at', '<', new Date(clock.now().getTime() - namedMs))
		.where((each) =>
			each.or([
				each('personal', 'is not', null),
				each('file_name', '<>', ''),
				each('source', '<>', ''),
			]),
		)
		.execute();
}

function triedInVain(trx: Db) {
	return trx.selectFrom('imports.progress').select('import_id').where('given_up', '=', true);
}

async function giveUpForgotten({ db, clock, kinds }: LeftoverDeps): Promise<void> {
	const before = new Date(clock.now().getTime() - waitingMs);
	await db.transaction().execute(async (trx) => {
		const forgotten = await trx
			.updateTable('imports.file')
			.set({ state: 'cancelled' })
			.where('uploaded_at', '<', before)
			// One that is still being tried has an end of its own.
			.where((file) =>
				file.or([
					file('state', 'in', ['mapping', 'faulty', 'ready']),
					file.and([file('state', '=', 'checking'), file('id', 'in', triedInVain(trx))]),
				]),
			)
			.returning(['id', 'kind'])
			.execute();
		for (const { id, kind } of forgotten) {
			await removeFaults(trx, id);
			const of = kinds.find(({ name }) => name === kind);
			await of?.discard(trx as unknown as Transaction<unknown>, id);
		}
	});
}
