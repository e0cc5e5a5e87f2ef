import { leafHash } from '@terang/ledger';
import type { Database } from '../../platform/database.server.ts';
import type { Head, LogStop } from '../domain/continuity.ts';
import { grow, type GrowingTree, loadTree, sha256 } from './growth.server.ts';
import { getHead, type LogRow, matchPending, recordSequenced } from './ledger.store.server.ts';
import { storedEntries } from './stored-entries.server.ts';
import { DamagedStore, type TileStore } from './tile-store.server.ts';

interface ReadBackDeps {
	readonly db: Database;
	readonly store: TileStore;
	readonly log: LogRow;
	readonly now: Date;
}

/**
 * Brings a database that is behind its tile store up to it. Every entry the tiles hold must be a row
 * that still waits for its place: then the database merely was not told (a crash after the claim).
 * A missing row means that the database is not the one that decided, and a person must judge.
 * @returns why the log must not sign, or undefined once all is recorded
 */
export async function readBack(
	{ db, store, log, now }: ReadBackDeps,
	from: number,
	head: Head,
): Promise<LogStop | undefined> {
	const entries = await verifiedEntries(store, await getHead(db, log.id), head);
	if (entries === undefined) return { code: 'ledger.roots_differ', size: from };
	const ids = await matchPending(
		db,
		log.id,
		entries.map((entry) => leafHash(entry, sha256)),
	);
	const missing = ids.indexOf(undefined);
	if (missing !== -1) {
		return { code: 'ledger.row_unmatched', index: from + missing, size: head.size };
	}
	const matched = ids.filter((id) => id !== undefined);
	await db
		.transaction()
		.execute((trx) =>
			recordSequenced(trx, { logId: log.id, from, ids: matched, root: head.root, at: now }),
		);
	return undefined;
}

/**
 * The entries between two heads, if the later tree is the earlier one and exactly these entries;
 * undefined if the store never had the earlier root.
 */
export async function verifiedEntries(
	store: TileStore,
	earlier: Head,
	later: Head,
): Promise<readonly Uint8Array[] | undefined> {
	let tree: GrowingTree;
	try {
		tree = await loadTree(store, earlier);
	} catch (error) {
		if (error instanceof DamagedStore) return undefined;
		throw error;
	}
	const entries: Uint8Array[] = [];
	const range = { from: earlier.size, to: later.size, size: later.size };
	for await (const bundle of storedEntries(store, range)) {
		tree = grow(tree, bundle).tree;
		entries.push(...bundle);
	}
	if (tree.root !== later.root) throw new DamagedStore('tile/entries');
	return entries;
}
