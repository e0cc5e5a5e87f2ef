import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { errnoOf } from './failure.ts';

/** What a postmaster writes of itself into its cluster (storage file layout, `postmaster.pid`). */
export interface PidFile {
	readonly pid: number;
	readonly port: number | undefined;
	readonly socketDir: string | undefined;
}

/** Reads `postmaster.pid`; nothing if absent or not yet complete enough to name a process. */
export function readPidFile(cluster: string): PidFile | undefined {
	let text: string;
	try {
		text = readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8');
	} catch (error) {
		if (errnoOf(error) === 'ENOENT') return undefined;
		throw error;
	}
	const lines = text.split('\n');
	const pid = Number(lines[0]);
	if (!Number.isSafeInteger(pid) || pid <= 1) return undefined;
	const port = Number(lines[3]);
	return {
		pid,
		port: Number.isSafeInteger(port) && port > 0 ? port : undefined,
		socketDir: lines[4] === undefined || lines[4] === '' ? undefined : lines[4],
	};
}

/**
 * Puts our own number in place of a dead postmaster's.
 *
 * PostgreSQL refuses to start while the named process exists, and a zombie or a stranger that got
 * the number does exist. It passes over its parent's number, and then still checks by the shared
 * memory named further down whether backends of the dead postmaster are running. Removing the file
 * would lose that second check.
 */
export function disownPidFile(cluster: string): void {
	const file = path.join(cluster, 'postmaster.pid');
	const lines = readFileSync(file, 'utf8').split('\n');
	lines[0] = String(process.pid);
	writeFileSync(file, lines.join('\n'));
}
