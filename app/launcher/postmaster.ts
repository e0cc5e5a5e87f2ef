import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { errnoOf } from './failure.ts';
import { commandFor } from './identity.ts';
import { giveTo, type Place } from './place.ts';
import { processState } from './processes.ts';

/** A running postmaster, started by us or taken over. */
export interface Postmaster {
	readonly pid: number;
	/** Resolves when the process is gone, whoever ended it. */
	readonly gone: Promise<void>;
}

export type Settings = Readonly<Record<string, string>>;

/**
 * Everything the server is told, given on the command line, so that it always fits the program that
 * starts it. fsync, full_page_writes and synchronous_commit keep their durable defaults.
 */
export const serverSettings: Settings = {
	listen_addresses: '',
	port: '5432',
	unix_socket_permissions: '0700',
	max_connections: '50',
	shared_buffers: '128MB',
	max_wal_size: '512MB',
	// Containers give /dev/shm 64 MB; two cores gain nothing from parallel workers.
	max_parallel_workers_per_gather: '0',
	max_parallel_maintenance_workers: '0',
	timezone: 'UTC',
	log_timezone: 'UTC',
	lc_messages: 'C',
	// Statements and details of an error may hold personal data, which no log may hold.
	log_statement: 'none',
	log_min_error_statement: 'panic',
	log_error_verbosity: 'terse',
	// The message of a failed statement quotes its values; whoever sent it gets it in any case.
	log_min_messages: 'log',
	log_checkpoints: 'off',
};

export interface Spawned extends Postmaster {
	/** What the server has said since this start; for the reason of a failure. */
	readonly said: () => string;
}

/**
 * Starts the server in a session of its own: Ctrl-C reaches the whole foreground group, and the
 * server must not stop before the work that needs it. Its output goes to a file, since a pipe would
 * break when we are killed and the server is not.
 */
export async function spawnPostmaster(
	place: Place,
	cluster: string,
	settings: Settings,
	logFile: string,
): Promise<Spawned | { readonly error: Error }> {
	const log = openSync(logFile, 'a', 0o600);
	giveTo(logFile, place.identity);
	const start = fstatSync(log).size;
	const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	const command = commandFor(place.identity, place.binaries, 'postgres', [
		'-D',
		cluster,
		...options,
	]);
	const child = spawn(command.file, command.args, {
		...command.options,
		detached: true,
		stdio: ['ignore', log, log],
	});
	closeSync(log);
	const error = await spawnError(child);
	if (error !== undefined || child.pid === undefined) {
		return { error: error ?? new Error('the server has no process number') };
	}
	child.unref();
	return {
		pid: child.pid,
		gone: exitOf(child),
		said: () => readFileSync(logFile).subarray(start).toString('utf8'),
	};
}

function spawnError(child: ChildProcess): Promise<Error | undefined> {
	return new Promise((resolve) => {
		child.once('spawn', () => {
			resolve(undefined);
		});
		child.once('error', resolve);
	});
}

function exitOf(child: ChildProcess): Promise<void> {
	return new Promise((resolve) => {
		child.once('exit', () => {
			resolve();
		});
	});
}

const WATCH_MS = 250;

/** A postmaster that is not our child: its end is seen by looking. */
export function adoptPostmaster(pid: number): Postmaster {
	const gone = new Promise<void>((resolve) => {
		const timer = setInterval(() => {
			if (processState(pid) === 'running') return;
			clearInterval(timer);
			resolve();
		}, WATCH_MS);
		timer.unref();
	});
	return { pid, gone };
}

const FAST_STOP_MS = 3_500;
const IMMEDIATE_STOP_MS = 600;

/**
 * Stops within 5 s: a fast shutdown (SIGINT: ends sessions, writes a checkpoint), then an immediate
 * one (SIGQUIT: the next start recovers from the write-ahead log), then SIGKILL, which loses no
 * acknowledged row either.
 */
export async function stopPostmaster(postmaster: Postmaster): Promise<void> {
	if (await signalled(postmaster.pid, 'SIGINT', FAST_STOP_MS)) return;
	if (await signalled(postmaster.pid, 'SIGQUIT', IMMEDIATE_STOP_MS)) return;
	await signalled(postmaster.pid, 'SIGKILL', IMMEDIATE_STOP_MS);
}

/** True once the process is gone or merely waits to be reaped. */

async function signalled(pid: number, signal: NodeJS.Signals, withinMs: number): Promise<boolean> {
	try {
		process.kill(pid, signal);
	} catch (error) {
		if (errnoOf(error) === 'ESRCH') return true;
		throw error;
	}
	const end = performance.now() + withinMs;
	while (performance.now() < end) {
		if (processState(pid) !== 'running') return true;
		await pause(20);
	}
	return false;
}
