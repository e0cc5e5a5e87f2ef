import { join } from 'node:path';
import { emptyRoot, toBase64Url } from '@terang/ledger';
import type { Database } from '../../platform/database.server.ts';
import type { EntryToAppend } from '../contract.ts';
import type { Head, LogStop } from '../domain/continuity.ts';
import { appendToLog } from './append.server.ts';
import {
	findLogBefore,
	findLogToSequence,
	getHead,
	insertLog,
	isOpened,
	lockLogChange,
	type LogRow,
	slugExists,
} from './ledger.store.server.ts';
import {
	newOrigin,
	openKeyFile,
	parseSecret,
	readKeyFile,
	type SigningKey,
} from './signing-key.server.ts';
import type { TileHome } from './tile-home.server.ts';
import type { TileStore } from './tile-store.server.ts';

/** Where a log's secrets and files are. */
export interface LogPlaces {
	readonly tiles: TileHome;
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
	return places.tiles.store(slug);
}

function keyPath(places: LogPlaces, slug: string): string {
	return join(places.keysDir, `log-${slug}.key`);
}

/** The log to sequence; opened for the first time where there is none. */
export async function openLogToSequence(
	db: Database,
	places: LogPlaces,
	now: Date,
): Promise<OpenLog> {
	const row = await findLogToSequence(db);
	if (row === undefined) return openFirstLog(db, places, now);
	await continueLog(db, places, row, now);
	return reopenLog(row, places);
}

/**
 * Each step can be repeated after a crash: key file, identity in the store, then row and first
 * entry in one transaction.
 */
async function openFirstLog(db: Database, places: LogPlaces, now: Date): Promise<OpenLog> {
	const slug = String(now.getUTCFullYear());
	const key = givenKey(places) ?? (await makeLogKey(places, slug));
	const { name: origin, vkey } = key;
	const store = storeOf(places, slug);
	const own = await store.setIdentity({ slug, origin, vkey });
	// An empty database beside a store that has grown would start a second history of the same log.
	if (!own || (await store.newestClaim()) !== undefined) {
		const row = { id: '0', slug, origin, vkey };
		return { row, store, stop: { code: 'ledger.store_foreign', slug } };
	}
	const row = await db.transaction().execute(async (trx) => {
		const inserted = await insertLog(trx, { slug, origin, vkey }, now);
		if (inserted === undefined) return undefined;
		const opened = { stream: 'log', type: 'log.opened', payload: { origin, vkey } } as const;
		await appendToLog(trx, inserted.id, [opened], now);
		return inserted;
	});
	return row === undefined ? openLogToSequence(db, places, now) : { row, store, key };
}

/**
 * The first entry of a log that follows another names where that one ended. It is written when all
 * entries of the earlier log have their place, which `findLogToSequence` waits for.
 */
async function continueLog(db: Database, places: LogPlaces, row: LogRow, now: Date): Promise<void> {
	if (await isOpened(db, row.id)) return;
	const before = await findLogBefore(db, row.id);
	if (before === undefined) throw new Error(`log ${row.slug} has no first entry`);
	const head = await getHead(db, before.id);
	await endLog(places, before.slug, now);
	await db.transaction().execute(async (trx) => {
		await lockLogChange(trx);
		if (await isOpened(trx, row.id)) return;
		await appendToLog(trx, row.id, [continuation(row, before.origin, head)], now);
	});
}

/** Said in the store, since a restored database would not know that this log has come to its end. */
export function endLog(places: LogPlaces, slug: string, now: Date): Promise<void> {
	return storeOf(places, slug).setReadOnly({ reason: 'ended', since: now.toISOString() });
}

export function continuation(
	{ origin, vkey }: Pick<LogRow, 'origin' | 'vkey'>,
	before: string,
	head: Head,
): EntryToAppend {
	const root = head.size === 0 ? emptyRoot : Buffer.from(head.root, 'base64');
	const previous = { origin: before, size: head.size, root: toBase64Url(root) };
	return { stream: 'log', type: 'log.continued', payload: { origin, vkey, previous } };
}

export function makeLogKey(places: LogPlaces, slug: string): Promise<SigningKey> {
	return openKeyFile(keyPath(places, slug), {
		use: 'log',
		aside: places.keysDir,
		make: () => newOrigin(slug),
	});
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
	const keys = [givenKey(places), await readKeyFile(keyPath(places, row.slug), 'log')];
	const key = keys.find((candidate) => candidate?.vkey === row.vkey);
	if (key !== undefined) return { row, store, key };
	const code = keys.some(Boolean) ? 'ledger.key_differs' : 'ledger.key_missing';
	return { row, store, stop: { code, slug: row.slug } };
}

function givenKey(places: LogPlaces): SigningKey | undefined {
	if (places.logKey === undefined) return undefined;
	const key = parseSecret(places.logKey, 'log');
	if (key === undefined) throw new Error('TERANG_LOG_KEY is not a log key');
	return key;
}

/** `2026`, then `2026-2`, …: the calendar year in which the log was opened. */
export async function freeSlug(db: Database, places: LogPlaces, now: Date): Promise<string> {
	const year = String(now.getUTCFullYear());
	for (let count = 1; ; count += 1) {
		const slug = count === 1 ? year : `${year}-${count}`;
		// A restored database may not know of every log that the tile store holds.
		const grown = (await storeOf(places, slug).newestClaim()) !== undefined;
		if (!grown && !(await slugExists(db, slug))) return slug;
	}
}
