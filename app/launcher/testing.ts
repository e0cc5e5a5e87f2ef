import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { launchDatabase, lockDataFolder, launchSentence, type Connection } from './index.ts';
import type { LaunchFailure } from './failure.ts';

/** A real PostgreSQL in a temporary folder, for one test file. */
export interface TestDatabase {
	/** Options for `new pg.Pool(…)`, as the database's superuser. */
	readonly connection: Connection;
	/** An empty database of its own on that server; `drop` ends its sessions and removes it. */
	freshDatabase(): Promise<FreshDatabase>;
	/** Stops the server and removes the folder; call it in `afterAll`. */
	stop(): Promise<void>;
}

export interface FreshDatabase {
	readonly connection: Connection;
	drop(): Promise<void>;
}

/** Starts in about a second; call it once in `beforeAll`. Not durable: writes are not synced. */
export async function startTestDatabase(): Promise<TestDatabase> {
	const dataDir = mkdtempSync(path.join(tmpdir(), 'terang-test-'));
	const lock = await lockDataFolder(dataDir);
	if (!lock.ok) throw unavailable(lock);
	const outcome = await launchDatabase({
		lock,
		settings: { fsync: 'off', synchronous_commit: 'off', shared_buffers: '32MB' },
	});
	if (!outcome.ok) throw unavailable(outcome);
	const { connection, stop } = outcome.database;
	return {
		connection,
		freshDatabase: () => freshDatabase(connection),
		stop: async () => {
			await stop();
			await lock.release();
			rmSync(dataDir, { recursive: true, force: true });
		},
	};
}

async function freshDatabase(server: Connection): Promise<FreshDatabase> {
	const database = `test_${randomBytes(8).toString('hex')}`;
	await run(server, `CREATE DATABASE ${database}`);
	return {
		connection: { ...server, database },
		drop: () => run(server, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`),
	};
}

async function run(connection: Connection, statement: string): Promise<void> {
	const client = new pg.Client({ ...connection, ssl: false });
	await client.connect();
	try {
		await client.query(statement);
	} finally {
		await client.end();
	}
}

function unavailable(failure: LaunchFailure): Error {
	return new Error(launchSentence(failure, 'en'));
}
