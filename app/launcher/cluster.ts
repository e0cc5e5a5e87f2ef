import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
	closeSync,
	existsSync,
	fsyncSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
} from 'node:fs';
import path from 'node:path';
import type { LaunchFailure } from './failure.ts';
import { commandFor } from './identity.ts';
import { privateFolder, type Place } from './place.ts';
import { firstComplaint, saysDiskFull } from './said.ts';

/** Name of the database superuser that the launcher's own connection uses. */
export const SUPERUSER = 'terang';

const initdbArguments: readonly string[] = [
	`--username=${SUPERUSER}`,
	'--encoding=UTF8',
	'--locale=C',
	'--locale-provider=builtin',
	'--builtin-locale=C.UTF-8',
	'--data-checksums',
	'--auth-local=trust',
	'--auth-host=reject',
];

/**
 * Makes the cluster if there is none: aside, synced by initdb, then renamed, so a cluster in place
 * is a whole one. The caller holds the folder's lock.
 */
export async function ensureCluster(
	place: Place,
): Promise<{ readonly ok: true; readonly cluster: string } | LaunchFailure> {
	const cluster = path.join(place.root, 'cluster');
	privateFolder(place.root, place.identity);
	removeLeftovers(place.root);
	if (existsSync(cluster)) return checkMajor(cluster, place.binaries.major);
	const aside = path.join(place.root, `aside-${randomBytes(6).toString('hex')}`);
	const made = await initdb(place, aside);
	if (!made.ok) {
		rmSync(aside, { recursive: true, force: true });
		return made;
	}
	renameSync(aside, cluster);
	syncFolder(place.root);
	return { ok: true, cluster };
}

function checkMajor(
	cluster: string,
	expected: string,
): { readonly ok: true; readonly cluster: string } | LaunchFailure {
	const found = readFileSync(path.join(cluster, 'PG_VERSION'), 'utf8').trim();
	if (found === expected) return { ok: true, cluster };
	return { ok: false, code: 'launcher.other_major', found, expected, folder: cluster };
}

function removeLeftovers(root: string): void {
	for (const name of readdirSync(root)) {
		if (name.startsWith('aside-')) {
			// The initdb of a start that was killed may still be writing there.
			rmSync(path.join(root, name), { recursive: true, force: true, maxRetries: 20 });
		}
	}
}

/** A rename is durable only once the folder that holds the name is on disk. */
function syncFolder(folder: string): void {
	const handle = openSync(folder, 'r');
	fsyncSync(handle);
	closeSync(handle);
}

function initdb(place: Place, target: string): Promise<{ readonly ok: true } | LaunchFailure> {
	const command = commandFor(place.identity, place.binaries, 'initdb', [
		...initdbArguments,
		'-D',
		target,
	]);
	return new Promise((resolve) => {
		const child = spawn(command.file, command.args, {
			...command.options,
			stdio: ['ignore', 'ignore', 'pipe'],
		});
		let said = '';
		child.stderr.setEncoding('utf8');
		child.stderr.on('data', (text: string) => {
			said += text;
		});
		child.once('error', (error) => {
			resolve({ ok: false, code: 'launcher.cluster_unmade', detail: error.message });
		});
		child.once('close', (status) => {
			resolve(status === 0 ? { ok: true } : initdbFailure(said, status, place.root));
		});
	});
}

function initdbFailure(said: string, status: number | null, folder: string): LaunchFailure {
	if (saysDiskFull(said)) {
		return { ok: false, code: 'launcher.disk_full', folder };
	}
	const unnamed = /could not look up effective user ID ([0-9]+)/.exec(said);
	if (unnamed !== null) {
		return { ok: false, code: 'launcher.user_unnamed', uid: Number(unnamed[1]) };
	}
	const detail = firstComplaint(said) ?? `initdb: exit ${String(status)}`;
	return { ok: false, code: 'launcher.cluster_unmade', detail };
}
