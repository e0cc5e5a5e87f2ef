import { type QueryExecutorProvider, sql } from 'kysely';
import type { Head } from '../domain/continuity.ts';

/** Rows of the schema `ledger`. Every function runs on a connection or inside a transaction. */
type Connection = QueryExecutorProvider;

export interface LogRow {
	readonly id: string;
	readonly slug: string;
	readonly origin: string;
	readonly vkey: string;
}

export interface EntryRow {
	readonly id: string;
	readonly bytes: Uint8Array;
	readonly leafHash: Uint8Array;
}

/** The log that takes new entries: the last one opened. */
export async function findCurrentLog(db: Connection): Promise<LogRow | undefined> {
	const { rows } = await sql<LogRow>`
		select id::text, slug, origin, vkey from ledger.log order by id desc limit 1`.execute(db);
	return rows[0];
}

/** The log to sequence: an earlier one while entries of it wait, else the current one. */
export async function findLogToSequence(db: Connection): Promise<LogRow | undefined> {
	const { rows } = await sql<LogRow>`
		select id::text, slug, origin, vkey from ledger.log
		where id = (select max(id) from ledger.log) or exists (
			select 1 from ledger.pending join ledger.entry on entry.id = pending.entry_id
			where entry.log_id = log.id)
		order by log.id limit 1`.execute(db);
	return rows[0];
}

/** Folders of all logs, oldest first. */
export async function listSlugs(db: Connection): Promise<readonly string[]> {
	const { rows } = await sql<{ slug: string }>`select slug from ledger.log order by id`.execute(db);
	return rows.map(({ slug }) => slug);
}

export async function findLogBefore(db: Connection, logId: string): Promise<LogRow | undefined> {
	const { rows } = await sql<LogRow>`
		select id::text, slug, origin, vkey from ledger.log
		where id < ${logId} order by id desc limit 1`.execute(db);
	return rows[0];
}

/** Whether the log's own first entry was written. */
export async function isOpened(db: Connection, logId: string): Promise<boolean> {
	const { rows } = await sql`
		select 1 from ledger.entry
		where log_id = ${logId} and type in ('log.opened', 'log.continued') limit 1`.execute(db);
	return rows.length > 0;
}

// "Terang" in ASCII: any constant that no other advisory lock of this database uses.
const logChange = 0x54657261;

/**
 * A deciding transaction holds the current log still until it ends; a change of log waits for all
 * of them. So no entry of an ended log appears after its last checkpoint.
 */
export async function holdCurrentLog(trx: Connection): Promise<LogRow> {
	await sql`select pg_advisory_xact_lock_shared(${logChange})`.execute(trx);
	const log = await findCurrentLog(trx);
	if (log === undefined) throw new Error('no log was opened yet');
	return log;
}

export async function lockLogChange(trx: Connection): Promise<void> {
	await sql`select pg_advisory_xact_lock(${logChange})`.execute(trx);
}

/** Undefined where another process opened a log of this name in the meantime. */
export async function insertLog(
	db: Connection,
	log: Omit<LogRow, 'id'>,
	openedAt: Date,
): Promise<LogRow | undefined> {
	const { rows } = await sql<LogRow>`
		insert into ledger.log (slug, origin, vkey, opened_at)
		values (${log.slug}, ${log.origin}, ${log.vkey}, ${openedAt})
		on conflict do nothing
		returning id::text, slug, origin, vkey`.execute(db);
	const row = rows[0];
	if (row === undefined) return undefined;
	await sql`
		insert into ledger.head (log_id, size, root, sequenced_at)
		values (${row.id}, 0, '', ${openedAt})`.execute(db);
	return row;
}

export async function slugExists(db: Connection, slug: string): Promise<boolean> {
	const { rows } = await sql`select 1 from ledger.log where slug = ${slug}`.execute(db);
	return rows.length > 0;
}

/**
 * Takes `count` numbers of a stream. The row lock lasts until the deciding transaction ends, so a
 * rolled-back decision leaves no gap and numbers appear in the order of the commits.
 */
export async function takeNumbers(
	db: Connection,
	logId: string,
	stream: string,
	count: number,
): Promise<number> {
	const { rows } = await sql<{ first: string }>`
		insert into ledger.stream as s (log_id, stream, next_q)
		values (${logId}, ${stream}, ${count}::bigint + 1)
		on conflict (log_id, stream) do update set next_q = s.next_q + ${count}::bigint
		returning next_q - ${count}::bigint as first`.execute(db);
	return Number(rows[0]?.first);
}

export interface NewEntry {
	readonly logId: string;
	readonly stream: string;
	readonly q: number;
	readonly type: string;
	readonly bytes: Uint8Array;
	readonly leafHash: Uint8Array;
}

/** Ids in the order given. */
export async function insertEntries(
	db: Connection,
	entries: readonly NewEntry[],
): Promise<readonly string[]> {
	const { rows } = await sql<{ id: string }>`
		insert into ledger.entry (log_id, stream, q, type, bytes, leaf_hash)
		select log_id, stream, q, type, bytes, leaf_hash
		from unnest(
			${entries.map((entry) => entry.logId)}::bigint[],
			${entries.map((entry) => entry.stream)}::text[],
			${entries.map((entry) => entry.q)}::bigint[],
			${entries.map((entry) => entry.type)}::text[],
			${entries.map((entry) => Buffer.from(entry.bytes))}::bytea[],
			${entries.map((entry) => Buffer.from(entry.leafHash))}::bytea[]
		) with ordinality as given (log_id, stream, q, type, bytes, leaf_hash, place)
		order by place
		returning id::text`.execute(db);
	return rows.map((row) => row.id);
}

export async function insertPending(db: Connection, ids: readonly string[]): Promise<void> {
	await sql`
		insert into ledger.pending (entry_id) select unnest(${ids}::bigint[])`.execute(db);
}

/**
 * Entries without a place: the log's opening first, then oldest first, which within a stream is the
 * order of its numbers.
 */
export async function listPending(
	db: Connection,
	logId: string,
	limit: number,
): Promise<readonly EntryRow[]> {
	const { rows } = await sql<EntryRow>`
		select entry.id::text, entry.bytes, entry.leaf_hash as "leafHash"
		from ledger.pending join ledger.entry on entry.id = pending.entry_id
		where entry.log_id = ${logId}
		order by (entry.type in ('log.opened', 'log.continued')) desc, entry.id
		limit ${limit}`.execute(db);
	return rows;
}

export async function anyPending(db: Connection): Promise<boolean> {
	const { rows } = await sql`select 1 from ledger.pending limit 1`.execute(db);
	return rows.length > 0;
}

export async function getHead(
	db: Connection,
	logId: string,
): Promise<Head & { readonly sequencedAt: Date }> {
	const { rows } = await sql<{ size: string; root: string; sequencedAt: Date }>`
		select size, root, sequenced_at as "sequencedAt" from ledger.head where log_id = ${logId}`.execute(
		db,
	);
	const row = rows[0];
	if (row === undefined) throw new Error(`log ${logId} has no head row`);
	return { ...row, size: Number(row.size) };
}

/**
 * Records the places of entries and the new head, in the caller's transaction. False where the head
 * is no longer at `from`: another process recorded in between, and its word stands.
 */
export async function recordSequenced(
	db: Connection,
	record: {
		readonly logId: string;
		readonly from: number;
		readonly ids: readonly string[];
		readonly root: string;
		readonly at: Date;
	},
): Promise<boolean> {
	const size = record.from + record.ids.length;
	const moved = await sql`
		update ledger.head set size = ${size}, root = ${record.root}, sequenced_at = ${record.at}
		where log_id = ${record.logId} and size = ${record.from}
		returning size`.execute(db);
	if (moved.rows.length === 0) return false;
	await sql`
		insert into ledger.sequenced (log_id, index, entry_id)
		select ${record.logId}::bigint, ${record.from}::bigint + place - 1, id
		from unnest(${record.ids}::bigint[]) with ordinality as given (id, place)`.execute(db);
	await sql`delete from ledger.pending where entry_id = any(${record.ids}::bigint[])`.execute(db);
	return true;
}

/** Ids of pending entries with these leaf hashes, in the order given; undefined where there is none. */
export async function matchPending(
	db: Connection,
	logId: string,
	leafHashes: readonly Uint8Array[],
): Promise<readonly (string | undefined)[]> {
	const { rows } = await sql<{ id: string | null }>`
		select pending.entry_id::text as id
		from unnest(${leafHashes.map((hash) => Buffer.from(hash))}::bytea[])
			with ordinality as given (leaf_hash, place)
		left join ledger.entry on entry.log_id = ${logId} and entry.leaf_hash = given.leaf_hash
		left join ledger.pending on pending.entry_id = entry.id
		order by place`.execute(db);
	return rows.map((row) => row.id ?? undefined);
}

export async function findIndex(
	db: Connection,
	entryId: string,
): Promise<{ readonly logId: string; readonly index: number } | undefined> {
	const { rows } = await sql<{ logId: string; index: string }>`
		select log_id::text as "logId", index from ledger.sequenced
		where entry_id = coalesce(
			(select into_id from ledger.carried where entry_id = ${entryId}), ${entryId})`.execute(db);
	const row = rows[0];
	return row === undefined ? undefined : { logId: row.logId, index: Number(row.index) };
}

export interface SequencedRow {
	readonly index: number;
	readonly bytes: Uint8Array;
	readonly leafHash: Uint8Array;
}

/** Newest first; `before` is exclusive. */
export async function listSequenced(
	db: Connection,
	logId: string,
	query: { readonly before?: number; readonly limit: number; readonly type?: string },
): Promise<readonly SequencedRow[]> {
	const { rows } = await sql<{ index: string; bytes: Uint8Array; leafHash: Uint8Array }>`
		select sequenced.index, entry.bytes, entry.leaf_hash as "leafHash"
		from ledger.sequenced join ledger.entry on entry.id = sequenced.entry_id
		where sequenced.log_id = ${logId}
			and (${query.before ?? null}::bigint is null or sequenced.index < ${query.before ?? null}::bigint)
			and (${query.type ?? null}::text is null or entry.type = ${query.type ?? null}::text)
		order by sequenced.index desc limit ${query.limit}`.execute(db);
	return rows.map((row) => ({ ...row, index: Number(row.index) }));
}

export async function findIndexByLeafHash(
	db: Connection,
	logId: string,
	leafHash: Uint8Array,
): Promise<number | undefined> {
	const { rows } = await sql<{ index: string }>`
		select sequenced.index from ledger.entry
		join ledger.sequenced on sequenced.entry_id = entry.id
		where entry.leaf_hash = ${Buffer.from(leafHash)} and sequenced.log_id = ${logId}`.execute(db);
	const row = rows[0];
	return row === undefined ? undefined : Number(row.index);
}

/**
 * Newest entry that names a digest in its payload. Digests stand as base64url text between quotes,
 * so the search is for the quoted text within the canonical bytes.
 */
export async function findIndexByText(
	db: Connection,
	logId: string,
	quoted: string,
): Promise<number | undefined> {
	const { rows } = await sql<{ index: string }>`
		select sequenced.index from ledger.entry
		join ledger.sequenced on sequenced.entry_id = entry.id
		where sequenced.log_id = ${logId}
			and position(${Buffer.from(quoted)}::bytea in entry.bytes) > 0
		order by sequenced.index desc limit 1`.execute(db);
	const row = rows[0];
	return row === undefined ? undefined : Number(row.index);
}

export interface CosignatureRow {
	readonly witness: string;
	readonly size: number;
	readonly cosignedAt: Date;
}

export async function upsertCosignature(
	db: Connection,
	logId: string,
	row: CosignatureRow,
): Promise<void> {
	await sql`
		insert into ledger.cosignature as c (log_id, witness, size, cosigned_at)
		values (${logId}, ${row.witness}, ${row.size}, ${row.cosignedAt})
		on conflict (log_id, witness) do update
			set size = excluded.size, cosigned_at = excluded.cosigned_at
			where c.size <= excluded.size`.execute(db);
}

export async function listCosignatures(
	db: Connection,
	logId: string,
): Promise<readonly CosignatureRow[]> {
	const { rows } = await sql<{ witness: string; size: string; cosignedAt: Date }>`
		select witness, size, cosigned_at as "cosignedAt" from ledger.cosignature
		where log_id = ${logId}`.execute(db);
	return rows.map((row) => ({ ...row, size: Number(row.size) }));
}

/**
 * Writes a row from the tiles' own bytes. Undefined unless it is the next one of its stream: a gap
 * or a taken number means that database and log tell different stories.
 */
export async function restoreEntry(trx: Connection, entry: NewEntry): Promise<string | undefined> {
	const next = await sql<{ q: string }>`
		select next_q as q from ledger.stream
		where log_id = ${entry.logId} and stream = ${entry.stream}`.execute(trx);
	if (Number(next.rows[0]?.q ?? 1) !== entry.q) return undefined;
	await takeNumbers(trx, entry.logId, entry.stream, 1);
	const [id] = await insertEntries(trx, [entry]);
	return id;
}

/** Ends the wait of an entry whose log will not grow again; `intoId` says the same elsewhere. */
export async function carryEntry(
	trx: Connection,
	entryId: string,
	intoId: string | undefined,
): Promise<void> {
	if (intoId !== undefined) {
		await sql`
			insert into ledger.carried (entry_id, into_id) values (${entryId}, ${intoId})`.execute(trx);
	}
	await sql`delete from ledger.pending where entry_id = ${entryId}`.execute(trx);
}
