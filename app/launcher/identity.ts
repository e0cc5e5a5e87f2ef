import { spawnSync, type SpawnOptions } from 'node:child_process';
import path from 'node:path';
import type { Binaries } from './binaries.ts';
import type { LaunchFailure } from './failure.ts';

/** As whom PostgreSQL's programs run: a wrapper command, or another user, or neither. */
export interface Identity {
	readonly kind: 'self' | 'unshare' | 'user';
	/** Put before the program and its arguments. */
	readonly wrapper: readonly string[];
	readonly user: { readonly uid: number; readonly gid: number } | undefined;
}

/** `nobody` by convention; no such account has to exist. */
export const UNPRIVILEGED_ID = 65534;

export const selfIdentity: Identity = { kind: 'self', wrapper: [], user: undefined };

/**
 * PostgreSQL refuses root. In a user namespace it sees itself as user 65534 while its files stay
 * root's, so it works under folders that only root may enter.
 */
export const unshareIdentity: Identity = {
	kind: 'unshare',
	wrapper: [
		'unshare',
		'--user',
		`--map-user=${String(UNPRIVILEGED_ID)}`,
		`--map-group=${String(UNPRIVILEGED_ID)}`,
		'--',
	],
	user: undefined,
};

export function userIdentity(uid: number, gid: number): Identity {
	return { kind: 'user', wrapper: [], user: { uid, gid } };
}

export interface Command {
	readonly file: string;
	readonly args: readonly string[];
	readonly options: Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'>;
}

/** How to call one of PostgreSQL's programs as that identity. */
export function commandFor(
	identity: Identity,
	binaries: Binaries,
	program: 'initdb' | 'postgres',
	args: readonly string[],
): Command {
	const words = [...identity.wrapper, path.join(binaries.native, 'bin', program), ...args];
	const file = words[0] ?? program;
	return {
		file,
		args: words.slice(1),
		// The caller's folder may be closed to the other user; PGDATA, LD_PRELOAD and the like must
		// not reach PostgreSQL, and its messages are matched in English.
		options: { cwd: '/', env: bareEnvironment(), ...identity.user },
	};
}

function bareEnvironment(): NodeJS.ProcessEnv {
	return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

/** Whether this identity can run these binaries here, or the reason in one line. Starts a process. */
export function tryIdentity(
	identity: Identity,
	binaries: Binaries,
): { readonly ok: true } | { readonly ok: false; readonly detail: string } {
	const command = commandFor(identity, binaries, 'postgres', ['--version']);
	const result = spawnSync(command.file, command.args, {
		...command.options,
		encoding: 'utf8',
		timeout: 20_000,
	});
	if (result.error !== undefined) return { ok: false, detail: result.error.message };
	if (result.status === 0) return { ok: true };
	const said = result.stderr.trim().split('\n').at(-1) ?? '';
	return { ok: false, detail: said === '' ? `exit ${String(result.status)}` : said };
}

export function rootRefused(detail: string): LaunchFailure {
	return { ok: false, code: 'launcher.root_refused', detail };
}
