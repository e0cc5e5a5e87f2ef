import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { errnoOf } from './failure.ts';

/** Whether a process number is taken by a process that can still act. */
export type ProcessState = 'absent' | 'zombie' | 'running';

export function processState(pid: number): ProcessState {
	if (process.platform === 'linux') {
		const stat = readProc(pid, 'stat');
		if (stat === undefined) return 'absent';
		// The name in parentheses may itself hold parentheses; the state follows the last one.
		const state = stat.charAt(stat.lastIndexOf(')') + 2);
		return state === 'Z' || state === 'X' ? 'zombie' : 'running';
	}
	const listed = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
	const state = listed.stdout.trim();
	if (state === '') return 'absent';
	return state.startsWith('Z') ? 'zombie' : 'running';
}

/**
 * Whether that number belongs to a living postmaster of this cluster, not to a stranger that was
 * given the number later. A postmaster names its cluster on its command line, and works in it; the
 * second still tells after the folder was renamed, but may be hidden from us.
 */
export function isPostmasterOf(pid: number, cluster: string): boolean {
	if (processState(pid) !== 'running') return false;
	const words = commandLine(pid);
	const named = words.some((word) => word.endsWith('/postgres') || word === 'postgres');
	if (named && words.includes(cluster)) return true;
	return workingFolder(pid) === cluster;
}

function commandLine(pid: number): string[] {
	if (process.platform === 'linux') return (readProc(pid, 'cmdline') ?? '').split('\0');
	const listed = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], {
		encoding: 'utf8',
	});
	const text = listed.stdout.trim();
	const marker = ' -D ';
	const at = text.indexOf(marker);
	// ps joins the words with spaces; our own options start with ` -c `, right after the cluster.
	if (at < 0) return text.split(' ');
	return [text.slice(0, at), ...text.slice(at + marker.length).split(' -c ')];
}

function workingFolder(pid: number): string | undefined {
	if (process.platform !== 'linux') return undefined;
	try {
		return readlinkSync(`/proc/${String(pid)}/cwd`);
	} catch (error) {
		errnoOf(error);
		return undefined;
	}
}

function readProc(pid: number, name: string): string | undefined {
	try {
		return readFileSync(`/proc/${String(pid)}/${name}`, 'utf8');
	} catch (error) {
		errnoOf(error);
		return undefined;
	}
}
