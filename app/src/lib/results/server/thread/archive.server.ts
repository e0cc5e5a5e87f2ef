import { Zip, ZipDeflate } from 'fflate';
import { randomBytes } from 'node:crypto';
import {
	closeSync,
	fsyncSync,
	mkdirSync,
	openSync,
	readSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder } from '../files.server.ts';
import type { ThreadSide } from './side.server.ts';
import type { ArchiveInput } from './tasks.server.ts';

const piece = 1 << 20;

/**
 * A folder as an archive, equal bytes for equal files: fflate writes the local fields of the date,
 * so a date built from local fields comes out the same in every time zone. Read and written piece
 * by piece; readers of the path see the old or the new archive.
 */
export async function writeArchive(
	_side: ThreadSide,
	{ folder, names, path, aside }: ArchiveInput,
): Promise<null> {
	mkdirSync(aside, { recursive: true });
	const unfinished = join(aside, randomBytes(12).toString('hex'));
	const out = openSync(unfinished, 'wx', 0o644);
	try {
		const zip = new Zip((error, bytes) => {
			if (error !== null) throw error;
			writeFileSync(out, bytes);
		});
		for (const name of names) addFile(zip, name, join(folder, name));
		zip.end();
		fsyncSync(out);
		renameSync(unfinished, path);
	} catch (error) {
		rmSync(unfinished, { force: true });
		throw error;
	} finally {
		closeSync(out);
	}
	await syncFolder(dirname(path));
	return null;
}

function addFile(zip: Zip, name: string, path: string): void {
	const entry = new ZipDeflate(name, { level: 6 });
	entry.mtime = new Date(1980, 0, 1);
	zip.add(entry);
	const file = openSync(path, 'r');
	try {
		for (;;) {
			const bytes = new Uint8Array(piece);
			const length = readSync(file, bytes);
			entry.push(bytes.subarray(0, length), length === 0);
			if (length === 0) return;
		}
	} finally {
		closeSync(file);
	}
}
