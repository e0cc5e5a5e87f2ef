import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

export type Claim =
	| { readonly ok: true; readonly release: () => void }
	| { readonly ok: false; readonly holder: number };

/**
 * One witness per state folder: two that share a key could each cosign one side of a fork. The
 * holder of a lock that no longer lives is taken over.
 */
export function claimFolder(folder: string): Claim {
	const file = path.join(folder, 'lock');
	for (let attempt = 0; attempt < 3; attempt += 1) {
		try {
			const handle = openSync(file, 'wx');
			writeSync(handle, String(process.pid));
			closeSync(handle);
			return { ok: true, release: () => rmSync(file, { force: true }) };
		} catch (error) {
			if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
		}
		const holder = holderOf(file);
		if (holder !== undefined && isAlive(holder)) return { ok: false, holder };
		rmSync(file, { force: true });
	}
	return { ok: false, holder: 0 };
}

function holderOf(file: string): number | undefined {
	try {
		const pid = Number(readFileSync(file, 'utf8'));
		return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
	} catch {
		return undefined;
	}
}

function isAlive(pid: number): boolean {
	if (pid === process.pid) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}
