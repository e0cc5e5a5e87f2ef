import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** A file named on the command line that cannot be read or written; the message names it. */
export class FileProblem extends Error {}

const sentences: Record<string, string> = {
	ENOENT: 'does not exist',
	EISDIR: 'is a folder',
	ENOTDIR: 'is not a folder',
	EACCES: 'may not be read',
	EPERM: 'may not be read',
	ENOSPC: 'no space left on the disk',
	EROFS: 'the disk is read-only',
	EEXIST: 'is in the way',
};

export function fileProblem(path: string, error: unknown): FileProblem {
	const code = error instanceof Error && 'code' in error ? String(error.code) : '';
	return new FileProblem(`${path}: ${sentences[code] ?? (code || 'cannot be read')}`);
}

export function readWhole(path: string): Uint8Array {
	try {
		return readFileSync(path);
	} catch (error) {
		throw fileProblem(path, error);
	}
}

const chunkBytes = 1 << 20;

/**
 * The decompressed bytes of a file from the given one on, in chunks that hold until the next is
 * asked for. A plain file is never held whole: one of four million participants has two hundred
 * megabytes. A `.gz` is, since its sums stand at its end.
 */
export function* readChunks(path: string, from = 0): Generator<Uint8Array> {
	if (path.endsWith('.gz')) {
		const packed = readWhole(path);
		try {
			const bytes = gunzipSync(packed);
			for (let at = from; at < bytes.length; at += chunkBytes) {
				yield bytes.subarray(at, at + chunkBytes);
			}
			return;
		} catch {
			throw new FileProblem(`${path}: is not a whole gzip file`);
		}
	}
	let file: number;
	try {
		file = openSync(path, 'r');
	} catch (error) {
		throw fileProblem(path, error);
	}
	// One buffer for all: a megabyte of garbage for each would double what the run holds.
	const chunk = new Uint8Array(chunkBytes);
	try {
		// A pipe has no places, so only who begins later asks for one.
		for (let at = from; ;) {
			const read = readSync(file, chunk, 0, chunkBytes, from === 0 ? null : at);
			if (read === 0) return;
			at += read;
			yield chunk.subarray(0, read);
		}
	} catch (error) {
		throw error instanceof FileProblem ? error : fileProblem(path, error);
	} finally {
		closeSync(file);
	}
}
