import { encodeEntry, type Entry, leafHash } from '@terang/ledger';
import type { QueryExecutorProvider } from 'kysely';
import type { EntryRef, EntryToAppend } from '../contract.ts';
import { sha256 } from './growth.server.ts';
import {
	holdCurrentLog,
	insertEntries,
	insertPending,
	type NewEntry,
	takeNumbers,
} from './ledger.store.server.ts';

/**
 * Writes entries inside the transaction that decides: either both stand or neither. Streams are
 * locked in byte order until it ends, so two decisions cannot wait for each other.
 * @param at the operator's claim of the time, the same for all
 * @throws TypeError for a payload that its type does not allow: check people's texts before
 */
export async function appendEntries(
	trx: QueryExecutorProvider,
	entries: readonly EntryToAppend[],
	at: Date,
): Promise<readonly EntryRef[]> {
	if (entries.length === 0) return [];
	const log = await holdCurrentLog(trx);
	return appendToLog(trx, log.id, entries, at);
}

/** The same, into a log that the caller keeps from changing. */
export async function appendToLog(
	trx: QueryExecutorProvider,
	logId: string,
	entries: readonly EntryToAppend[],
	at: Date,
): Promise<readonly EntryRef[]> {
	const nextOf = await takeNumbersOf(trx, logId, entries);
	const rows: NewEntry[] = entries.map(({ stream, type, payload }) => {
		const q = nextOf.get(stream) ?? 1;
		nextOf.set(stream, q + 1);
		// The union of entries cannot see that type and payload come from the same member.
		const entry = { v: 1, t: type, s: stream, q, at: at.toISOString(), p: payload } as Entry;
		const bytes = encodeEntry(entry);
		return { logId, stream, q, type, bytes, leafHash: leafHash(bytes, sha256) };
	});
	const ids = await insertEntries(trx, rows);
	await insertPending(trx, ids);
	return rows.map(({ stream, q }, place) => ({ id: ids[place] ?? '', stream, sequence: q }));
}

/** First number of each stream. */
async function takeNumbersOf(
	trx: QueryExecutorProvider,
	logId: string,
	entries: readonly EntryToAppend[],
): Promise<Map<string, number>> {
	const counts = new Map<string, number>();
	for (const { stream } of entries) counts.set(stream, (counts.get(stream) ?? 0) + 1);
	const first = new Map<string, number>();
	for (const stream of [...counts.keys()].sort()) {
		first.set(stream, await takeNumbers(trx, logId, stream, counts.get(stream) ?? 0));
	}
	return first;
}
