import { join } from 'node:path';
import type { Database } from '../../platform/database.server.ts';
import type { LogStop } from '../domain/continuity.ts';
import { appendEntries } from './append.server.ts';
import { findCurrentLog, insertLog, type LogRow, slugExists } from './ledger.store.server.ts';
import {
	newOrigin,
	openKeyFile,
	parseSecret,
	readKeyFile,
	type SigningKey,
} from './signing-key.server.ts';
import { folderStore, type TileStore } from './tile-store.server.ts';

/** Where a log's secrets and files are. */
export interface LogPlaces {
	/** Folder that holds one tile store for each log, by slug. */
	readonly tilesDir: string;
	readonly keysDir: string;
	/** `TERANG_LOG_KEY`: the secret itself; else `<keysDir>/log-<slug>.key`. */
	readonly logKey?: string;
}

export interface OpenLog {
	readonly row: LogRow;
	readonly store: TileStore;
	/** Absent: the log is served but does not sign. */
	readonly key?: SigningKey;
	readonly stop?: LogStop;
}

export function storeOf(places: LogPlaces, slug: string): TileStore {
	return folderStore(join(places.tilesDir, slug));
}

export function keyPath(places: LogPlaces, slug: string): string {
	return join(places.keysDir, `log-${slug}.key`);
}

/**
 * The log that grows, opened for the first time where there is none. Each step can be repeated
 * after a crash: key file, identity in the store, then row and first entry in one transaction.
 */
export async function openCurrentLog(db: Database, places: LogPlaces, now: Date): Promise<OpenLog> {
	const row = await findCurrentLog(db);
	return row === undefined ? openFirstLog(db, places, now) : reopenLog(row, places);
}

async function openFirstLog(db: Database, places: LogPlaces, now: Date): Promise<OpenLog> {
	const slug = String(now.getUTCFullYear());
	const store = storeOf(places, slug);
	const key =
		givenKey(places) ??
		(await openKeyFile(keyPath(places, slug), {
			use: 'log',
			aside: places.keysDir,
			make: () => newOrigin(slug),
		}));
	const own = await store.setIdentity({ slug, origin: key.name, vkey: key.vkey });
	// An empty database beside a store that has grown would start a second history of the same log.
	if (!own || (await store.newestClaim()) !== undefined) {
		const row = { id: '0', slug, origin: key.name, vkey: key.vkey };
		return { row, store, stop: { code: 'ledger.store_foreign', slug } };
	}
	const row = await db.transaction().execute(async (trx) => {
		const inserted = await insertLog(trx, { slug, origin: key.name, vkey: key.vkey }, now);
		if (inserted === undefined) return undefined;
		const payload = { origin: key.name, vkey: key.vkey };
		await appendEntries(trx, [{ stream: 'log', type: 'log.opened', payload }], now);
		return inserted;
	});
	return row === undefined ? openCurrentLog(db, places, now) : { row, store, key };
}

async function reopenLog(row: LogRow, places: LogPlaces): Promise<OpenLog> {
	const store = storeOf(places, row.slug);
	const identity = await store.identity();
	if (identity === undefined) {
		return { row, store, stop: { code: 'ledger.store_missing', slug: row.slug } };
	}
	if (identity.vkey !== row.vkey) {
		return { row, store, stop: { code: 'ledger.store_foreign', slug: row.slug } };
	}
	const key = givenKey(places) ?? (await readKeyFile(keyPath(places, row.slug), 'log'));
	if (key === undefined) {
		return { row, store, stop: { code: 'ledger.key_missing', slug: row.slug } };
	}
	if (key.vkey !== row.vkey) {
		return { row, store, stop: { code: 'ledger.key_differs', slug: row.slug } };
	}
	return { row, store, key };
}

function givenKey(places: LogPlaces): SigningKey | undefined {
	if (places.logKey === undefined) return undefined;
	const key = parseSecret(places.logKey, 'log');
	if (key === undefined) throw new Error('TERANG_LOG_KEY is not a log key');
	return key;
}

/** `2026`, then `2026-2`, …: the calendar year in which the log was opened. */
export async function freeSlug(db: Database, now: Date): Promise<string> {
	const year = String(now.getUTCFullYear());
	for (let count = 1; ; count += 1) {
		const slug = count === 1 ? year : `${year}-${count}`;
		if (!(await slugExists(db, slug))) return slug;
	}
}
