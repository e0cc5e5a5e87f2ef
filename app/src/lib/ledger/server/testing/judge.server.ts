import {
	auditLog,
	createLogReader,
	leafHash,
	parseCheckpoint,
	parseEntry,
	toBase64,
} from '@terang/ledger';
import { sql } from 'kysely';
import { sha256 } from '../growth.server.ts';
import { findCurrentLog, getHead } from '../ledger.store.server.ts';
import { storeOf } from '../open-log.server.ts';
import { storedEntries } from '../stored-entries.server.ts';
import type { TileStore } from '../tile-store.server.ts';
import type { LedgerBench } from './ledger-bench.server.ts';
import type { Journal } from './log-client.server.ts';

type Judged = Pick<LedgerBench, 'db' | 'places'>;

/** Everything that contradicts the client's journal, the rows, the claims or the log itself. */
export async function findFaults(bench: Judged, journal: Journal): Promise<readonly string[]> {
	const log = await findCurrentLog(bench.db);
	if (log === undefined) return ['no log'];
	const store = storeOf(bench.places, log.slug);
	const audit = await auditLog(
		createLogReader({ fetch: (path) => store.read(path), vkey: log.vkey }),
	);
	const leaves = await leavesOf(store, audit.entries);
	const head = await getHead(bench.db, log.id);
	return [
		...audit.findings.map(({ code, where }) => `audit: ${code} ${where}`),
		...(head.size === audit.entries ? [] : [`database at ${head.size}, log at ${audit.entries}`]),
		...(await journalFaults(bench, journal, leaves)),
		...(await signingFaults(store)),
	];
}

async function leavesOf(store: TileStore, size: number): Promise<readonly Uint8Array[]> {
	const leaves: Uint8Array[] = [];
	for await (const bundle of storedEntries(store, { from: 0, to: size, size })) {
		leaves.push(...bundle);
	}
	return leaves;
}

async function journalFaults(
	{ db }: Judged,
	journal: Journal,
	leaves: readonly Uint8Array[],
): Promise<readonly string[]> {
	const faults: string[] = [];
	const { rows } = await sql<{ id: string; leafHash: Uint8Array; index: number | null }>`
		select entry.id::text, leaf_hash as "leafHash", index from ledger.entry
		left join ledger.sequenced on sequenced.entry_id = entry.id`.execute(db);
	const rowOf = new Map(rows.map((row) => [row.id, row]));
	for (const row of rows) {
		const leaf = row.index === null ? undefined : leaves[row.index];
		const same = leaf !== undefined && Buffer.compare(leafHash(leaf, sha256), row.leafHash) === 0;
		if (!same) faults.push(`row ${row.id} has no place of its own`);
	}
	if (rows.length !== leaves.length) faults.push(`${rows.length} rows, ${leaves.length} leaves`);
	for (const id of journal.committed.keys()) {
		if (!rowOf.has(id)) faults.push(`committed ${id} is lost`);
	}
	for (const [id, index] of journal.acknowledged) {
		if (rowOf.get(id)?.index !== index) faults.push(`acknowledged ${id} moved`);
	}
	const seen = new Set(leaves.map((leaf) => toBase64(leafHash(leaf, sha256))));
	if (seen.size !== leaves.length) faults.push('a leaf stands twice');
	for (const leaf of leaves) if (!parseEntry(leaf).ok) faults.push('a leaf is no entry');
	return faults;
}

/** Every claim's root must be the root of the log's own prefix: nothing else was ever signed. */
export async function signingFaults(store: TileStore): Promise<readonly string[]> {
	const faults: string[] = [];
	const reader = createLogReader({ fetch: (path) => store.read(path) });
	const bytes = await store.read('checkpoint');
	const published = parseCheckpoint(bytes ?? '');
	if (!published.ok) return ['no checkpoint'];
	let size = 0;
	for (let generation = 1; ; generation += 1) {
		const claim = await store.findClaim(generation);
		if (claim === undefined) break;
		if (claim.from !== size) faults.push(`claim ${generation} does not follow the one before`);
		size = claim.size;
		const root = await reader.root(size);
		if (!root.ok || toBase64(root.root) !== claim.root) faults.push(`second root for size ${size}`);
	}
	if (size !== published.checkpoint.size) faults.push('the checkpoint is not the last claim');
	return faults;
}
