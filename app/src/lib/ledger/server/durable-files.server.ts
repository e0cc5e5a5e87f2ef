import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Files that survive a power cut: bytes are synced before a name points at them, and the folder is
 * synced after. A reader therefore sees a file whole or not at all.
 */

/** Writes or replaces `path`. `aside` is a folder of the same file system for the unfinished file. */
export async function writeDurably(
	path: string,
	bytes: Uint8Array,
	options: { readonly aside: string; readonly mode?: number },
): Promise<void> {
	const unfinished = await writeAside(bytes, options);
	try {
		await makeFolder(dirname(path));
		await rename(unfinished, path);
	} catch (error) {
		await rm(unfinished, { force: true });
		throw error;
	}
	await syncFolder(dirname(path));
}

/**
 * Creates `path` with all its bytes, or returns false because the name is taken. `link` refuses an
 * existing name atomically on every POSIX file system and on NFS: this is the compare-and-swap on
 * which the whole log rests (on S3 it is a PUT with `If-None-Match: *`).
 */
export async function createDurably(
	path: string,
	bytes: Uint8Array,
	options: { readonly aside: string; readonly mode?: number },
): Promise<boolean> {
	const unfinished = await writeAside(bytes, options);
	try {
		await makeFolder(dirname(path));
		await link(unfinished, path);
	} catch (error) {
		if (hasCode(error, 'EEXIST')) return false;
		throw error;
	} finally {
		await rm(unfinished, { force: true });
	}
	await syncFolder(dirname(path));
	return true;
}

/** Undefined where there is no such file. Never a Buffer, whose `slice` shares its bytes. */
export async function readIfThere(path: string): Promise<Uint8Array | undefined> {
	try {
		const { buffer, byteOffset, byteLength } = await readFile(path);
		return new Uint8Array(buffer, byteOffset, byteLength);
	} catch (error) {
		if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
		throw error;
	}
}

/** Creates the folder and its parents; the name of a new folder is synced in its parent. */
async function makeFolder(path: string, mode?: number): Promise<void> {
	const first = await mkdir(path, { recursive: true, ...(mode === undefined ? {} : { mode }) });
	if (first === undefined) return;
	const stop = dirname(first);
	for (let folder = dirname(path); ; folder = dirname(folder)) {
		await syncFolder(folder);
		if (folder === stop || folder === dirname(folder)) return;
	}
}

async function writeAside(
	bytes: Uint8Array,
	{ aside, mode }: { readonly aside: string; readonly mode?: number },
): Promise<string> {
	await makeFolder(aside);
	const path = join(aside, randomBytes(12).toString('hex'));
	const file = await open(path, 'wx', mode ?? 0o644);
	try {
		await file.writeFile(bytes);
		await file.sync();
	} catch (error) {
		await file.close();
		await rm(path, { force: true });
		throw error;
	}
	await file.close();
	return path;
}

async function syncFolder(path: string): Promise<void> {
	const folder = await open(path, 'r');
	try {
		await folder.sync();
	} finally {
		await folder.close();
	}
}

export function hasCode(error: unknown, code: string): boolean {
	return error instanceof Error && 'code' in error && error.code === code;
}
