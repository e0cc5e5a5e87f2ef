import { leafHash, parseEntry, toBase64, verifyCheckpoint, type Checkpoint } from '@terang/ledger';
import type { Database } from '../../platform/database.server.ts';
import type { Head } from '../domain/continuity.ts';
import { grow, loadTree, longestBatch, sha256 } from './growth.server.ts';
import {
	findCurrentLog,
	getHead,
	type LogRow,
	matchPending,
	recordSequenced,
	restoreEntry,
} from './ledger.store.server.ts';
import { type LogPlaces, storeOf } from './open-log.server.ts';
import { verifiedEntries } from './read-back.server.ts';
import { storedEntries } from './stored-entries.server.ts';
import type { TileStore } from './tile-store.server.ts';

/** A head shown by an administrator, and, where there is one, the log's files behind it. */
export interface ShownHead {
	readonly checkpoint: Uint8Array;
	/** Files of the live store or a mirror by their C2SP paths. */
	readonly read?: TileStore['read'];
}

export type Resumption =
	| { readonly ok: true; readonly size: number; readonly readBack: number }
	| {
			readonly ok: false;
			readonly code:
				| 'ledger.no_log'
				| 'ledger.log_ended'
				| 'ledger.head_not_of_this_log'
				| 'ledger.head_not_current'
				| 'ledger.head_forked'
				| 'ledger.entries_missing'
				| 'ledger.row_conflict';
			readonly shown?: number;
			readonly held?: number;
	  };

/**
 * Lets a restored log sign again. The head shown must be the log's own, at least as large as what
 * the store holds, and an extension of it; entries that the store or the database lack are read back
 * first. That the head is the newest there is nobody can prove: the administrator vouches for it.
 */
export async function resumeLog(
	db: Database,
	places: LogPlaces,
	shown: ShownHead,
	now: Date,
): Promise<Resumption> {
	const log = await findCurrentLog(db);
	if (log === undefined) return { ok: false, code: 'ledger.no_log' };
	const verified = verifyCheckpoint(shown.checkpoint, log.vkey);
	if (!verified.ok) return { ok: false, code: 'ledger.head_not_of_this_log' };
	const store = storeOf(places, log.slug);
	if ((await store.readOnly())?.reason === 'ended') return { ok: false, code: 'ledger.log_ended' };
	const caughtUp = await catchUpStore(store, verified.checkpoint, shown);
	if (caughtUp !== undefined) return caughtUp;
	const head = { size: verified.checkpoint.size, root: toBase64(verified.checkpoint.root) };
	const readBack = await restoreRows(db, store, log, head, now);
	if (readBack === undefined) return { ok: false, code: 'ledger.row_conflict' };
	await store.setReadOnly(undefined);
	return { ok: true, size: head.size, readBack };
}

/** Brings the store to the head shown; a value says why that cannot be. */
async function catchUpStore(
	store: TileStore,
	checkpoint: Checkpoint,
	shown: ShownHead,
): Promise<(Resumption & { readonly ok: false }) | undefined> {
	const newest = await store.newestClaim();
	const held = newest?.size ?? 0;
	const sizes = { shown: checkpoint.size, held };
	if (checkpoint.size < held) return { ok: false, code: 'ledger.head_not_current', ...sizes };
	const root = toBase64(checkpoint.root);
	if (checkpoint.size === held) {
		if (root !== newest?.root) return { ok: false, code: 'ledger.head_forked', ...sizes };
		await showHead(store, shown);
		return undefined;
	}
	if (shown.read === undefined) return { ok: false, code: 'ledger.entries_missing', ...sizes };
	const added = await collect(shown.read, held, checkpoint.size);
	if (added === undefined) return { ok: false, code: 'ledger.entries_missing', ...sizes };
	let tree = await loadTree(store, newest ?? { size: 0, root: '' });
	if (grow(tree, added).tree.root !== root)
		return { ok: false, code: 'ledger.head_forked', ...sizes };
	let generation = newest?.generation ?? 0;
	for (let from = 0; from < added.length; from += longestBatch) {
		const growth = grow(tree, added.slice(from, from + longestBatch));
		generation += 1;
		const claim = {
			generation,
			fence: newest?.fence ?? 0,
			from: tree.edge.size,
			size: growth.tree.edge.size,
			root: growth.tree.root,
			staged: growth.staged,
		};
		if (!(await store.claim(claim))) throw new Error('the log grew while it was being resumed');
		for (const { path, bytes } of growth.files) await store.write(path, bytes);
		await store.settle(claim);
		tree = growth.tree;
	}
	await showHead(store, shown);
	return undefined;
}

async function showHead(store: TileStore, { checkpoint }: ShownHead): Promise<void> {
	if (await store.swapCheckpoint(await store.checkpoint(), checkpoint)) return;
	throw new Error('the log grew while it was being resumed');
}

async function collect(
	read: TileStore['read'],
	from: number,
	size: number,
): Promise<readonly Uint8Array[] | undefined> {
	const entries: Uint8Array[] = [];
	try {
		for await (const bundle of storedEntries({ read }, { from, to: size, size })) {
			entries.push(...bundle);
		}
	} catch {
		// Whatever a stranger's server answers instead of entries, they are not to be had there.
		return undefined;
	}
	return entries;
}

/**
 * Gives every entry of the store its row again. Undefined where the database has decided something
 * else in the place of an entry: then it cannot have been the one that wrote this log.
 */
async function restoreRows(
	db: Database,
	store: TileStore,
	log: LogRow,
	head: Head,
	now: Date,
): Promise<number | undefined> {
	const before = await getHead(db, log.id);
	if (before.size > head.size) return undefined;
	const entries = await verifiedEntries(store, before, head);
	if (entries === undefined) return undefined;
	if (entries.length === 0) return 0;
	let added = 0;
	const conflict = new Error('conflict');
	try {
		await db.transaction().execute(async (trx) => {
			const hashes = entries.map((entry) => leafHash(entry, sha256));
			const known = await matchPending(trx, log.id, hashes);
			const ids: string[] = [];
			for (const [place, bytes] of entries.entries()) {
				const id = known[place] ?? (await restoreRow(trx, log.id, bytes));
				if (id === undefined) throw conflict;
				if (known[place] === undefined) added += 1;
				ids.push(id);
			}
			const from = before.size;
			await recordSequenced(trx, { logId: log.id, from, ids, root: head.root, at: now });
		});
	} catch (error) {
		if (error === conflict) return undefined;
		throw error;
	}
	return added;
}

async function restoreRow(
	trx: Database,
	logId: string,
	bytes: Uint8Array,
): Promise<string | undefined> {
	const parsed = parseEntry(bytes);
	if (!parsed.ok) return undefined;
	const { s: stream, q, t: type } = parsed.entry;
	return restoreEntry(trx, { logId, stream, q, type, bytes, leafHash: leafHash(bytes, sha256) });
}
