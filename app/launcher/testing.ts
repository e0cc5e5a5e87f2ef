import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import {
	launchDatabase,
	launchSentence,
	lockDataFolder,
	type Connection,
	type LaunchFailure,
} from './index.ts';

/** A real PostgreSQL in a temporary folder, for one test file. */
export interface TestDatabase {
	/** Options for `new pg.Pool(…)`, as the database's superuser. */
	readonly connection: Connection;
	/** An empty database of its own on that server; `drop` ends its sessions and removes it. */
	readonly freshDatabase: () => Promise<FreshDatabase>;
	/** Stops the server and removes the folder; call it in `afterAll`. */
	readonly stop: () => Promise<void>;
}

export interface FreshDatabase {
	readonly connection: Connection;
	readonly drop: () => Promise<void>;
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
	const { connection, pid, stop } = outcome.database;
	const guard = endWithUs(pid, dataDir);
	return {
		connection,
		freshDatabase: () => freshDatabase(connection),
		stop: async () => {
			guard.kill('SIGKILL');
			await stop();
			await lock.release();
			removeDataFolder(dataDir);
		},
	};
}

/** Removes a data folder with the cluster that it may name elsewhere. */
export function removeDataFolder(dataDir: string): void {
	const file = path.join(dataDir, 'postgres', 'elsewhere.json');
	if (existsSync(file)) {
		const { folder } = JSON.parse(readFileSync(file, 'utf8')) as { folder: string };
		rmSync(folder, { recursive: true, force: true });
	}
	rmSync(dataDir, { recursive: true, force: true });
}

/**
 * The server outlives a killed parent by design; one of a killed test run would stay for ever. The
 * guard's input ends when we do, however we do.
 */
function endWithUs(pid: number, dataDir: string): ChildProcess {
	const script = 'cat >/dev/null; kill -QUIT "$1"; sleep 1; rm -rf "$2"';
	const guard = spawn('/bin/sh', ['-c', script, 'sh', String(pid), dataDir], {
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	guard.unref();
	return guard;
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
