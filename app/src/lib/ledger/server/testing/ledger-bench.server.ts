import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Entry, parseCheckpoint, parseEntry } from '@terang/ledger';
import pg from 'pg';
import { startTestDatabase } from '../../../../../launcher/testing.ts';
import { migrations } from '../../../../../migrations/index.ts';
import { type Clock, systemClock } from '../../../platform/clock.ts';
import { type Database, openDatabase } from '../../../platform/database.server.ts';
import { migrate } from '../../../platform/migrate.server.ts';
import type { EntryRef, EntryToAppend } from '../../contract.ts';
import { appendEntries } from '../append.server.ts';
import { openTiles } from '../tile-home.server.ts';
import { type LogPlaces, openLogToSequence, storeOf } from '../open-log.server.ts';
import { createSequencer, type Sequencer, type SequencerDeps } from '../sequencer.server.ts';
import { storedEntries } from '../stored-entries.server.ts';
import { type BedKind, openBed, type TileBed } from './tile-beds.server.ts';

/** For integration tests of the log: a migrated database and a place for tiles of their own. */
export type Server = Awaited<ReturnType<typeof startTestDatabase>>;

export const startServer = startTestDatabase;

export interface LedgerBench {
	readonly connection: pg.PoolConfig;
	readonly db: Database;
	readonly clock: Clock;
	readonly bed: TileBed;
	readonly places: LogPlaces;
	sequencer(deps?: Partial<SequencerDeps>): Promise<Sequencer>;
	append(stream: string, count: number): Promise<readonly EntryRef[]>;
	appendAndRollBack(stream: string, count: number): Promise<void>;
	/** Entries under the published checkpoint. */
	published(): Promise<readonly Entry[]>;
	/** The same rows in another database, beside the same tile store: as after a restore. */
	copyDatabase(): Promise<LedgerBench>;
	close(): Promise<void>;
}

export async function openBench(server: Server, kind: BedKind = 'folder'): Promise<LedgerBench> {
	const fresh = await server.freshDatabase();
	const bed = await openBed(kind);
	const keysDir = await mkdtemp(join(tmpdir(), 'terang-keys-'));
	const bench = benchOn(server, fresh.connection, { bed, keysDir }, async () => {
		await fresh.drop();
		await bed.close();
		await rm(keysDir, { recursive: true, force: true });
	});
	await migrateLedger(bench.db);
	return bench;
}

/** Only the ledger's own tables: its tests do not wait for other capabilities. */
export async function migrateLedger(db: Database): Promise<void> {
	const own = Object.entries(migrations).filter(([name]) => /^\d+_ledger_/u.test(name));
	const outcome = await migrate(db, Object.fromEntries(own));
	if (!outcome.ok) throw new Error(`${outcome.code} ${outcome.migration}`);
}

function benchOn(
	server: Server,
	connection: pg.PoolConfig,
	{ bed, keysDir }: { readonly bed: TileBed; readonly keysDir: string },
	dispose: () => Promise<void>,
): LedgerBench {
	const places = { tiles: openTiles(bed.place), keysDir };
	const opened = openDatabase({ ...connection, ssl: false });
	const db = opened.database;
	const clock = systemClock;
	return {
		connection,
		db,
		clock,
		bed,
		places,
		async sequencer(deps = {}) {
			const log = await openLogToSequence(db, places, clock.now());
			if (log.key === undefined) throw new Error(log.stop?.code);
			const own = { db, clock, holder: 'test', leaseSeconds: 30, ...deps };
			return createSequencer(own, { ...log, key: log.key });
		},
		append: (stream, count) =>
			db.transaction().execute((trx) => appendEntries(trx, samples(stream, count), clock.now())),
		appendAndRollBack: (stream, count) => appendAndRollBack(db, samples(stream, count), clock),
		published: () => publishedEntries(places),
		async copyDatabase() {
			const copy = await copyOf(server, connection);
			return benchOn(server, copy.connection, { bed, keysDir }, copy.drop);
		},
		async close() {
			await opened.close();
			await dispose();
		},
	};
}

/** A template must have no other session, so the sessions of the original are ended first. */
async function copyOf(server: Server, original: pg.PoolConfig) {
	const fresh = await server.freshDatabase();
	const admin = new pg.Client({ ...server.connection, ssl: false });
	await admin.connect();
	const [from, into] = [original.database, fresh.connection.database].map((name) =>
		pg.escapeIdentifier(name ?? ''),
	);
	await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
		original.database,
	]);
	await admin.query(`drop database ${into ?? ''}`);
	await admin.query(`create database ${into ?? ''} template ${from ?? ''}`);
	await admin.end();
	return fresh;
}

export function samples(stream: string, count: number): readonly EntryToAppend[] {
	const digest = Buffer.alloc(32).toString('base64url');
	return Array.from({ length: count }, (_, number) => ({
		stream,
		type: 'marks.imported',
		payload: { selection: stream, source: 'test', digest, count: number },
	}));
}

async function appendAndRollBack(
	db: Database,
	entries: readonly EntryToAppend[],
	clock: Clock,
): Promise<void> {
	const undo = new Error('undo');
	const act = db.transaction().execute(async (trx) => {
		await appendEntries(trx, entries, clock.now());
		throw undo;
	});
	await act.catch((error: unknown) => {
		if (error !== undo) throw error;
	});
}

async function publishedEntries(places: LogPlaces): Promise<readonly Entry[]> {
	const slug = String(new Date().getUTCFullYear());
	const store = storeOf(places, slug);
	const bytes = await store.read('checkpoint');
	const parsed = parseCheckpoint(bytes ?? '');
	if (!parsed.ok) throw new Error('no checkpoint');
	const { size } = parsed.checkpoint;
	const entries: Entry[] = [];
	for await (const bundle of storedEntries(store, { from: 0, to: size, size })) {
		for (const leaf of bundle) {
			const entry = parseEntry(leaf);
			if (!entry.ok) throw new Error(entry.code);
			entries.push(entry.entry);
		}
	}
	return entries;
}
