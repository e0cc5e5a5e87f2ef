import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { findBinaries, withSymlinks } from './binaries.ts';
import { ensureCluster, SUPERUSER } from './cluster.ts';
import { errnoOf, type LaunchFailure } from './failure.ts';
import { lockDataFolder, type DataFolderLock } from './lock.ts';
import { disownPidFile, readPidFile } from './pidfile.ts';
import { choosePlace, privateFolder, SYSTEM_FOLDER, type Place } from './place.ts';
import {
	adoptPostmaster,
	serverSettings,
	spawnPostmaster,
	stopPostmaster,
	type Postmaster,
	type Settings,
	type Spawned,
} from './postmaster.ts';
import { isPostmasterOf } from './processes.ts';

/** Options for `pg`: the socket's folder as host. There is no password, see ADR 0030. */
export interface Connection {
	readonly host: string;
	readonly port: number;
	readonly user: string;
	readonly database: string;
}

/** The embedded database, ready for connections. */
export interface Running {
	readonly connection: Connection;
	/** The postmaster's process number. */
	readonly pid: number;
	/** `attached`: a server that had survived its parent was taken over. */
	readonly origin: 'started' | 'attached';
	/** Resolves when the server is gone, also when it died by itself. */
	readonly gone: Promise<void>;
	/** Fast shutdown within 5 s; safe to call twice. Leaves the data folder's lock to its owner. */
	stop(): Promise<void>;
}

export type LaunchOutcome = { readonly ok: true; readonly database: Running } | LaunchFailure;

export interface LaunchOptions {
	/** Proof that nobody else uses the folder; nothing is touched without it. */
	readonly lock: DataFolderLock;
	/** One line for each step worth a log entry; holds no data of the database. */
	readonly onLog?: (line: string) => void;
	/** Added to the server's settings; for tests. */
	readonly settings?: Settings;
}

const DATABASE = 'terang';
const PORT = 5432;
/** Recovery after a crash replays at most about max_wal_size. */
const START_MS = 120_000;
const RETRY_MS = 15_000;

/** Starts PostgreSQL on the locked folder, or takes over the one that still runs there. */
export async function launchDatabase(options: LaunchOptions): Promise<LaunchOutcome> {
	const folder = options.lock.dataDir;
	try {
		const found = findBinaries();
		if (!found.ok) return found;
		const place = choosePlace(folder, withSymlinks(found, SYSTEM_FOLDER));
		if (!place.ok) return place;
		if (!place.elsewhere) return await launchIn(place, options);
		// Two copies of a data folder name the same cluster; its own lock keeps them apart.
		const second = await lockDataFolder(place.root);
		if (!second.ok) return second;
		const outcome = await launchIn(place, options);
		if (!outcome.ok) {
			await second.release();
			return outcome;
		}
		return { ok: true, database: releasing(outcome.database, second) };
	} catch (error) {
		return systemFailure(error, folder);
	}
}

function releasing(database: Running, lock: DataFolderLock): Running {
	return {
		...database,
		stop: async () => {
			await database.stop();
			await lock.release();
		},
	};
}

async function launchIn(place: Place, options: LaunchOptions): Promise<LaunchOutcome> {
	const ensured = await ensureCluster(place);
	if (!ensured.ok) return ensured;
	const { cluster } = ensured;
	const attached = await attach(cluster, options);
	const ready = attached ?? (await start(place, cluster, options));
	if (!ready.ok) return ready;
	await ensureDatabase(ready.socketDir);
	let stopped: Promise<void> | undefined;
	return {
		ok: true,
		database: {
			connection: connectionTo(ready.socketDir, DATABASE),
			pid: ready.postmaster.pid,
			origin: attached === undefined ? 'started' : 'attached',
			gone: ready.postmaster.gone,
			stop: () => (stopped ??= stopPostmaster(ready.postmaster)),
		},
	};
}

interface Ready {
	readonly ok: true;
	readonly postmaster: Postmaster;
	readonly socketDir: string;
}

/** Takes over a living server of this cluster; one that does not answer is ended first. */
async function attach(cluster: string, options: LaunchOptions): Promise<Ready | undefined> {
	const file = readPidFile(cluster);
	if (file === undefined || !isPostmasterOf(file.pid, cluster)) return undefined;
	const postmaster = adoptPostmaster(file.pid);
	if (file.socketDir !== undefined) {
		const answer = await untilServing(postmaster, file.socketDir, cluster);
		if (answer) {
			options.onLog?.(`took over the running PostgreSQL, process ${String(file.pid)}`);
			return { ok: true, postmaster, socketDir: file.socketDir };
		}
	}
	options.onLog?.(`ending a PostgreSQL that does not answer, process ${String(file.pid)}`);
	await stopPostmaster(postmaster);
	return undefined;
}

async function start(
	place: Place,
	cluster: string,
	options: LaunchOptions,
): Promise<Ready | LaunchFailure> {
	const socketDir = socketFolder(place);
	const logFile = serverLog(options.lock.dataDir);
	const settings = {
		...serverSettings,
		...options.settings,
		unix_socket_directories: socketDir,
	};
	const end = performance.now() + RETRY_MS;
	for (;;) {
		const file = readPidFile(cluster);
		// The holder of the lock knows that no living server of this cluster remains.
		if (file !== undefined && !isPostmasterOf(file.pid, cluster)) disownPidFile(cluster);
		const spawned = await spawnPostmaster(place, cluster, settings, logFile);
		if ('error' in spawned) {
			return { ok: false, code: 'launcher.start_failed', detail: spawned.error.message };
		}
		if (await untilServing(spawned, socketDir, cluster)) {
			options.onLog?.(`started PostgreSQL, process ${String(spawned.pid)}`);
			return { ok: true, postmaster: spawned, socketDir };
		}
		await stopPostmaster(spawned);
		// Backends of a server that was killed take a moment to notice.
		if (!leftBehind(spawned.said()) || performance.now() > end) {
			return startFailure(spawned, file?.pid, place.root);
		}
		await pause(200);
	}
}

function leftBehind(said: string): boolean {
	return /pre-existing shared memory block|lock file "postmaster\.pid" already exists/.test(said);
}

function startFailure(spawned: Spawned, pid: number | undefined, folder: string): LaunchFailure {
	const said = spawned.said();
	if (leftBehind(said)) return { ok: false, code: 'launcher.postmaster_stuck', pid: pid ?? 0 };
	if (/No space left on device|Disk quota exceeded/.test(said)) {
		return { ok: false, code: 'launcher.disk_full', folder };
	}
	const line = said.split('\n').find((text) => /(FATAL|PANIC):/.test(text));
	const detail = line?.replace(/^.*?(FATAL|PANIC): +/, '') ?? 'the server gave no reason';
	return { ok: false, code: 'launcher.start_failed', detail };
}

const LOG_BYTES = 5_000_000;

function serverLog(dataDir: string): string {
	const folder = path.join(dataDir, 'logs');
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const file = path.join(folder, 'postgres.log');
	const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
	if (size > LOG_BYTES) renameSync(file, `${file}.1`);
	return file;
}

/** `sun_path` holds 108 bytes on Linux and 104 on macOS, with the name and a final zero. */
const SOCKET_FOLDER_BYTES = 103 - `/.s.PGSQL.${String(PORT)}.lock`.length;

/**
 * A private folder for the socket: beside the cluster, or, where that path is too long or holds
 * what PostgreSQL reads as a list, in the folder for temporary files under an unguessable name.
 */
function socketFolder(place: Place): string {
	const beside = path.join(place.root, 'socket');
	if (Buffer.byteLength(beside) <= SOCKET_FOLDER_BYTES && !/[",]/.test(beside)) {
		privateFolder(beside, place.identity);
		return beside;
	}
	const name = `terang-${randomBytes(12).toString('hex')}`;
	const folder = path.join(tmpdir(), name);
	privateFolder(folder, place.identity);
	return folder;
}

function connectionTo(host: string, database: string): Connection {
	return { host, port: PORT, user: SUPERUSER, database };
}

/** Polls until the server of this cluster answers; false when it is gone or time is up. */
async function untilServing(
	postmaster: Postmaster,
	socketDir: string,
	cluster: string,
): Promise<boolean> {
	let over = false;
	void postmaster.gone.then(() => {
		over = true;
	});
	const end = performance.now() + START_MS;
	while (!over && performance.now() < end) {
		if (await serves(socketDir, cluster)) return true;
		await pause(15);
	}
	return false;
}

async function serves(socketDir: string, cluster: string): Promise<boolean> {
	try {
		const rows = await query<{ folder: string }>(
			connectionTo(socketDir, 'postgres'),
			"SELECT current_setting('data_directory') AS folder",
		);
		return rows[0]?.folder === cluster;
	} catch (error) {
		errnoOf(error);
		return false;
	}
}

async function ensureDatabase(socketDir: string): Promise<void> {
	const maintenance = connectionTo(socketDir, 'postgres');
	const found = await query(maintenance, 'SELECT 1 FROM pg_database WHERE datname = $1', [
		DATABASE,
	]);
	if (found.length === 0) await query(maintenance, `CREATE DATABASE ${DATABASE}`);
}

async function query<Row extends pg.QueryResultRow>(
	connection: Connection,
	text: string,
	values: unknown[] = [],
): Promise<Row[]> {
	const client = new pg.Client({ ...connection, ssl: false, connectionTimeoutMillis: 5_000 });
	client.on('error', () => undefined);
	try {
		await client.connect();
		return (await client.query<Row>(text, values)).rows;
	} finally {
		await client.end();
	}
}

function systemFailure(error: unknown, folder: string): LaunchFailure {
	const errno = errnoOf(error);
	if (errno === 'ENOSPC' || errno === 'EDQUOT') {
		return { ok: false, code: 'launcher.disk_full', folder };
	}
	if (errno === 'EACCES' || errno === 'EPERM' || errno === 'EROFS') {
		return { ok: false, code: 'launcher.folder_denied', folder };
	}
	throw error;
}
