import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, open, rename, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';

/** A file of a backup by its path below the backup's folder. */
export interface BackupFile {
	readonly path: string;
	readonly bytes: number;
	readonly sha256: string;
}

/** Writes a file whole and synced, and says what was written. */
export async function writeFileSynced(
	folder: string,
	name: string,
	chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
	mode = 0o600,
): Promise<BackupFile> {
	const target = path.join(folder, name);
	await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
	const hash = createHash('sha256');
	let bytes = 0;
	const file = await open(target, 'wx', mode);
	try {
		for await (const chunk of chunks) {
			hash.update(chunk);
			bytes += chunk.length;
			await file.writeFile(chunk);
		}
		await file.sync();
	} finally {
		await file.close();
	}
	return { path: name, bytes, sha256: hash.digest('hex') };
}

export function readChunks(file: string): AsyncIterable<Uint8Array> {
	return Readable.from(createReadStream(file), { objectMode: false });
}

/** Undefined where the file is there with exactly these bytes, else what is wrong with it. */
export async function fileFault(
	folder: string,
	file: BackupFile,
): Promise<'missing' | 'changed' | undefined> {
	const hash = createHash('sha256');
	let bytes = 0;
	try {
		for await (const chunk of readChunks(path.join(folder, file.path))) {
			hash.update(chunk);
			bytes += chunk.length;
		}
	} catch (error) {
		if (isMissing(error)) return 'missing';
		throw error;
	}
	return bytes === file.bytes && hash.digest('hex') === file.sha256 ? undefined : 'changed';
}

/** Copies a file into place unless one stands there: what was published is never replaced. */
export async function copyIfAbsent(source: string, target: string): Promise<boolean> {
	const folder = path.dirname(target);
	await mkdir(folder, { recursive: true });
	const aside = `.restore-${String(process.pid)}`;
	await rm(path.join(folder, aside), { force: true });
	await writeFileSynced(folder, aside, readChunks(source), 0o644);
	try {
		await link(path.join(folder, aside), target);
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
		throw error;
	} finally {
		await unlink(path.join(folder, aside));
	}
}

/** Gives a finished folder its name; the name is synced before this returns. */
export async function putInPlace(aside: string, target: string): Promise<void> {
	await rename(aside, target);
	const parent = await open(path.dirname(target), 'r');
	try {
		await parent.sync();
	} finally {
		await parent.close();
	}
}

export function isMissing(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
