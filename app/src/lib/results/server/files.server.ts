import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Folders that appear whole or not at all: files are written and synced aside, then one rename
 * shows them. Whoever finds a folder may rely on every file in it.
 */

export type FileSet = ReadonlyMap<string, Uint8Array>;

/** Bytes, or the path of a file that holds them. */
export type FileSources = ReadonlyMap<string, Uint8Array | { readonly copyOf: string }>;

/**
 * Writes a folder unless one of that name is there. `aside` lies on the same file system.
 * @returns false where the folder existed and was left as it is
 */
export async function createFolder(
	path: string,
	files: FileSources,
	options: { readonly aside: string; readonly mode?: number },
): Promise<boolean> {
	const unfinished = join(options.aside, randomBytes(12).toString('hex'));
	await mkdir(unfinished, { recursive: true, mode: options.mode ?? 0o755 });
	try {
		for (const [name, bytes] of files) {
			await writeSynced(join(unfinished, name), bytes, options.mode === undefined ? 0o644 : 0o600);
		}
		await syncFolder(unfinished);
		await mkdir(dirname(path), { recursive: true });
		await rename(unfinished, path);
	} catch (error) {
		await rm(unfinished, { recursive: true, force: true });
		if (isCode(error, 'ENOTEMPTY') || isCode(error, 'EEXIST')) return false;
		throw error;
	}
	await syncFolder(dirname(path));
	return true;
}

/** Writes or replaces one file; readers see the old or the new bytes, never a part. */
export async function replaceFile(
	path: string,
	bytes: Uint8Array,
	options: { readonly aside: string; readonly mode?: number },
): Promise<void> {
	const folder = dirname(path);
	await mkdir(folder, { recursive: true });
	await mkdir(options.aside, { recursive: true });
	const unfinished = join(options.aside, randomBytes(12).toString('hex'));
	try {
		await writeSynced(unfinished, bytes, options.mode ?? 0o644);
		await rename(unfinished, path);
	} catch (error) {
		await rm(unfinished, { force: true });
		throw error;
	}
	await syncFolder(folder);
}

export async function findFile(path: string): Promise<Uint8Array | undefined> {
	try {
		return await readFile(path);
	} catch (error) {
		if (isCode(error, 'ENOENT')) return undefined;
		throw error;
	}
}

/** Removes what was left unfinished more than a day ago; nobody is still writing that. */
export async function removeLeftovers(folder: string, now: Date): Promise<void> {
	for (const name of await readdir(folder).catch(() => [])) {
		const path = join(folder, name);
		// Another attempt may finish what it has there at this very moment.
		const found = await stat(path).catch(() => undefined);
		if (found !== undefined && now.getTime() - found.mtimeMs > leftAfterMs) {
			await rm(path, { recursive: true, force: true });
		}
	}
}

const leftAfterMs = 24 * 3_600_000;

async function writeSynced(
	path: string,
	source: Uint8Array | { readonly copyOf: string },
	mode: number,
): Promise<void> {
	if ('copyOf' in source) await copyFile(source.copyOf, path);
	const file = await open(path, 'copyOf' in source ? 'r+' : 'wx', mode);
	try {
		if ('copyOf' in source) await file.chmod(mode);
		else await file.writeFile(source);
		await file.sync();
	} finally {
		await file.close();
	}
}

export async function syncFolder(path: string): Promise<void> {
	const folder = await open(path, 'r');
	try {
		await folder.sync();
	} finally {
		await folder.close();
	}
}

function isCode(error: unknown, code: string): boolean {
	return error instanceof Error && 'code' in error && error.code === code;
}
