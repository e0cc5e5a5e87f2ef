import { mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findBinaries } from './binaries.ts';
import { ensureCluster } from './cluster.ts';
import { errnoOf, type LaunchFailure } from './failure.ts';
import { lockDataFolder, type DataFolderLock } from './lock.ts';
import { disownPidFile, readPidFile } from './pidfile.ts';
import { choosePlace, noteMade, type Place } from './place.ts';
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
import { firstComplaint, saysDiskFull, saysLeftBehind } from './said.ts';
import {
	askServer,
	connectionTo,
	ensureDatabase,
	type Connection,
	type ServerAnswer,
} from './session.ts';
import { freshSocketFolder, removeTemporarySocketFolder } from './socket.ts';

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
	readonly stop: () => Promise<void>;
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

/** Starts PostgreSQL on the locked folder, or takes over the one that still runs there. */
export async function launchDatabase(options: LaunchOptions): Promise<LaunchOutcome> {
	const folder = options.lock.dataDir;
	try {
		const found = findBinaries();
		if (!found.ok) return found;
		const place = choosePlace(folder, found);
		if (!place.ok) return place;
		return place.elsewhere ? await launchElsewhere(place, options) : await launchIn(place, options);
	} catch (error) {
		return systemFailure(error, folder);
	}
}

/** Two copies of a data folder name the same cluster; its own lock keeps them apart. */
async function launchElsewhere(place: Place, options: LaunchOptions): Promise<LaunchOutcome> {
	const lock = await lockDataFolder(place.root);
	if (!lock.ok) return lock;
	const outcome = await launchIn(place, options);
	if (!outcome.ok) {
		await lock.release();
		return outcome;
	}
	noteMade(options.lock.dataDir, place);
	const { database } = outcome;
	const stop = (): Promise<void> => database.stop().then(() => lock.release());
	return { ok: true, database: { ...database, stop } };
}

async function launchIn(place: Place, options: LaunchOptions): Promise<LaunchOutcome> {
	const ensured = await ensureCluster(place);
	if (!ensured.ok) return ensured;
	const attached = await attach(place, ensured.cluster, options);
	const server = attached ?? (await start(place, ensured.cluster, options));
	if (!server.ok) return server;
	const { postmaster, socketDir } = server;
	let stopping: Promise<void> | undefined;
	const stop = (): Promise<void> =>
		(stopping ??= stopPostmaster(postmaster).then(() => {
			removeTemporarySocketFolder(socketDir);
		}));
	try {
		await ensureDatabase(socketDir);
	} catch (error) {
		await stop();
		return databaseFailure(error, place.root);
	}
	return {
		ok: true,
		database: {
			connection: connectionTo(socketDir),
			pid: postmaster.pid,
			origin: attached === undefined ? 'started' : 'attached',
			gone: postmaster.gone,
			stop,
		},
	};
}

interface Server {
	readonly ok: true;
	readonly postmaster: Postmaster;
	readonly socketDir: string;
}

const ATTACH_MS = 8_000;
/** Recovery after a crash replays about max_wal_size at most. */
const START_MS = 120_000;
const RETRY_MS = 15_000;

/**
 * Takes over a living server of this cluster. One that does not answer, or that another release of
 * PostgreSQL runs (the program was updated under it), is ended instead.
 */
async function attach(
	place: Place,
	cluster: string,
	options: LaunchOptions,
): Promise<Server | undefined> {
	const file = readPidFile(cluster);
	if (file === undefined || !isPostmasterOf(file.pid, cluster)) return undefined;
	const postmaster = adoptPostmaster(file.pid);
	const answer =
		file.socketDir === undefined
			? undefined
			: await untilServing(postmaster, file.socketDir, cluster, ATTACH_MS);
	if (
		file.socketDir !== undefined &&
		answer !== undefined &&
		place.binaries.version.startsWith(`${answer.version}.`)
	) {
		options.onLog?.(`took over the running PostgreSQL, process ${String(file.pid)}`);
		return { ok: true, postmaster, socketDir: file.socketDir };
	}
	options.onLog?.(`ended a PostgreSQL left from before, process ${String(file.pid)}`);
	await stopPostmaster(postmaster);
	return undefined;
}

async function start(
	place: Place,
	cluster: string,
	options: LaunchOptions,
): Promise<Server | LaunchFailure> {
	const logFile = serverLog(options.lock.dataDir);
	const end = performance.now() + RETRY_MS;
	for (;;) {
		const file = readPidFile(cluster);
		removeTemporarySocketFolder(file?.socketDir);
		// The lock's holder found no living server of this cluster, so the number is a dead one's.
		if (file !== undefined && !isPostmasterOf(file.pid, cluster)) disownPidFile(cluster);
		const socketDir = freshSocketFolder(place);
		const settings = {
			...serverSettings,
			...options.settings,
			unix_socket_directories: socketDir,
		};
		const spawned = await spawnPostmaster(place, cluster, settings, logFile);
		if ('error' in spawned) {
			removeTemporarySocketFolder(socketDir);
			return { ok: false, code: 'launcher.start_failed', detail: spawned.error.message };
		}
		if ((await untilServing(spawned, socketDir, cluster, START_MS)) !== undefined) {
			options.onLog?.(`started PostgreSQL, process ${String(spawned.pid)}`);
			return { ok: true, postmaster: spawned, socketDir };
		}
		await stopPostmaster(spawned);
		removeTemporarySocketFolder(socketDir);
		// Backends of a server that was killed take a moment to notice.
		if (!saysLeftBehind(spawned.said()) || performance.now() > end) {
			return startFailure(spawned, file?.pid, place.root);
		}
		await pause(200);
	}
}

/** Polls until the server of this cluster answers; nothing when it is gone or time is up. */
async function untilServing(
	postmaster: Postmaster,
	socketDir: string,
	cluster: string,
	withinMs: number,
): Promise<ServerAnswer | undefined> {
	const gone = postmaster.gone.then(() => 'gone' as const);
	const end = performance.now() + withinMs;
	while (performance.now() < end) {
		const answer = await askServer(socketDir);
		if (answer?.folder === cluster) return answer;
		if ((await Promise.race([gone, pause(15)])) === 'gone') return undefined;
	}
	return undefined;
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

function startFailure(spawned: Spawned, pid: number | undefined, folder: string): LaunchFailure {
	const said = spawned.said();
	if (saysLeftBehind(said)) return { ok: false, code: 'launcher.postmaster_stuck', pid: pid ?? 0 };
	if (saysDiskFull(said)) {
		return { ok: false, code: 'launcher.disk_full', folder };
	}
	const detail = firstComplaint(said) ?? 'the server gave no reason';
	return { ok: false, code: 'launcher.start_failed', detail };
}

/** SQLSTATE 53100 is disk_full; the server's own messages name no data of a row. */
function databaseFailure(error: unknown, folder: string): LaunchFailure {
	if (!(error instanceof Error)) throw error;
	if ('code' in error && error.code === '53100') {
		return { ok: false, code: 'launcher.disk_full', folder };
	}
	return { ok: false, code: 'launcher.start_failed', detail: error.message };
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
