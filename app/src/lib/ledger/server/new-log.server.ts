import type { Database } from '../../platform/database.server.ts';
import type { Head } from '../domain/continuity.ts';
import { parseEntry } from '@terang/ledger';
import type { EntryToAppend } from '../contract.ts';
import { appendToLog } from './append.server.ts';
import {
	carryEntry,
	findCurrentLog,
	insertLog,
	listPending,
	lockLogChange,
	type LogRow,
} from './ledger.store.server.ts';
import {
	continuation,
	endLog,
	freeSlug,
	type LogPlaces,
	makeLogKey,
	storeOf,
} from './open-log.server.ts';
import { makeKey, newOrigin, type SigningKey } from './signing-key.server.ts';

export interface NewLog {
	readonly slug: string;
	readonly origin: string;
	readonly vkey: string;
}

/** The secret of a log that is still to be opened, for `TERANG_LOG_KEY`; kept nowhere. */
export function newLogSecret(now: Date): string {
	return makeKey(newOrigin(String(now.getUTCFullYear())), 'log').secret;
}

/**
 * A new key and with it a new origin, hence a new log. Entries that wait still go into the old one;
 * when it has taken them all, the sequencer opens the new one with an entry that names its end.
 * Undefined where no log was opened yet.
 */
export async function rotateKey(
	db: Database,
	places: LogPlaces,
	now: Date,
): Promise<NewLog | undefined> {
	if ((await findCurrentLog(db)) === undefined) return undefined;
	const made = await prepare(db, places, now);
	await db.transaction().execute(async (trx) => {
		await lockLogChange(trx);
		await insertNewLog(trx, made, now);
	});
	return made;
}

/**
 * The way out for a restored log whose current head cannot be shown, or whose key is lost: it stays
 * as it is, for ever, and a new log takes over at once, with the entries that waited.
 */
export async function replaceLog(
	db: Database,
	places: LogPlaces,
	now: Date,
): Promise<NewLog | undefined> {
	const old = await findCurrentLog(db);
	if (old === undefined) return undefined;
	const claim = await storeOf(places, old.slug).newestClaim();
	const head: Head = { size: claim?.size ?? 0, root: claim?.root ?? '' };
	const made = await prepare(db, places, now);
	await endLog(places, old.slug, now);
	await db.transaction().execute(async (trx) => {
		await lockLogChange(trx);
		const row = await insertNewLog(trx, made, now);
		await appendToLog(trx, row.id, [continuation(row, old.origin, head)], now);
		await carryPending(trx, old, row, now);
	});
	return made;
}

async function insertNewLog(trx: Database, made: NewLog, now: Date): Promise<LogRow> {
	const row = await insertLog(trx, made, now);
	if (row === undefined) throw new Error(`log ${made.slug} was opened by another process`);
	return row;
}

async function prepare(db: Database, places: LogPlaces, now: Date): Promise<SigningKey & NewLog> {
	const slug = await freeSlug(db, places, now);
	const key = await makeLogKey(places, slug);
	const made = { ...key, slug, origin: key.name };
	if (!(await storeOf(places, slug).setIdentity(made))) {
		throw new Error(`the tile store already holds another log ${slug}`);
	}
	return made;
}

const carriedAtOnce = 500;

/** Says in the new log what waited for the old one; numbers start again, so the bytes differ. */
async function carryPending(trx: Database, old: LogRow, row: LogRow, now: Date): Promise<void> {
	for (;;) {
		const waiting = await listPending(trx, old.id, carriedAtOnce);
		if (waiting.length === 0) return;
		for (const { id, bytes } of waiting) {
			const parsed = parseEntry(bytes);
			if (!parsed.ok) throw new Error(`row ${id} is no entry: ${parsed.code}`);
			const { s: stream, t: type, p: payload } = parsed.entry;
			const opening = type === 'log.opened' || type === 'log.continued';
			const entry = { stream, type, payload } as EntryToAppend;
			const [ref] = opening ? [] : await appendToLog(trx, row.id, [entry], now);
			await carryEntry(trx, id, ref?.id);
		}
	}
}
