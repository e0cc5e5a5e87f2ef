import { parseEntry } from '@terang/ledger';
import { sql, type QueryExecutorProvider } from 'kysely';
import type { EntryPlace, EntryRef, EntryToAppend, LogName } from '../contract.ts';
import { appendToLog } from './append.server.ts';
import { holdCurrentLog, type LogRow } from './ledger.store.server.ts';

/** The log an entry stands in, or waits for; after a change of log that may be an earlier one. */
export async function findPlace(
	db: QueryExecutorProvider,
	{ id }: Pick<EntryRef, 'id'>,
): Promise<EntryPlace | undefined> {
	const { rows } = await sql<LogRow & { index: string | null }>`
		select log.slug, log.origin, log.vkey, sequenced.index
		from ledger.entry
		join ledger.log on log.id = entry.log_id
		left join ledger.sequenced on sequenced.entry_id = entry.id
		where entry.id = coalesce(
			(select into_id from ledger.carried where entry_id = ${id}), ${id})`.execute(db);
	const row = rows[0];
	if (row === undefined) return undefined;
	const { index } = row;
	return { log: nameOf(row), ...(index === null ? {} : { index: Number(index) }) };
}

/** The log that takes what this transaction appends; it stays so until the transaction ends. */
export async function holdLog(trx: QueryExecutorProvider): Promise<LogName> {
	return nameOf(await holdCurrentLog(trx));
}

/**
 * Says in the current log what entries of an earlier one say. Their numbers and their time are the
 * new log's own, so the bytes differ; both stand for good.
 */
export async function restateEntries(
	trx: QueryExecutorProvider,
	refs: readonly Pick<EntryRef, 'id'>[],
	now: Date,
): Promise<readonly EntryRef[]> {
	const log = await holdCurrentLog(trx);
	const entries: EntryToAppend[] = [];
	for (const { id } of refs) {
		const { rows } = await sql<{ bytes: Uint8Array }>`
			select bytes from ledger.entry where id = ${id}`.execute(trx);
		const parsed = parseEntry(rows[0]?.bytes ?? new Uint8Array());
		if (!parsed.ok) throw new Error(`row ${id} is no entry: ${parsed.code}`);
		const { s: stream, t: type, p: payload } = parsed.entry;
		entries.push({ stream, type, payload } as EntryToAppend);
	}
	return appendToLog(trx, log.id, entries, now);
}

function nameOf({ slug, origin, vkey }: Pick<LogRow, 'slug' | 'origin' | 'vkey'>): LogName {
	return { origin, vkey, url: `/log/${slug}/` };
}
