import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';

/** Replaces a file so that after a power cut it is whole: either the old one or the new one. */
export function writeDurably(file: string, bytes: Uint8Array, mode = 0o644): void {
	const aside = `${file}.part`;
	const handle = openSync(aside, 'w', mode);
	try {
		for (let at = 0; at < bytes.length; at += writeSync(handle, bytes, at));
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
	renameSync(aside, file);
	const folder = openSync(path.dirname(file), 'r');
	try {
		fsyncSync(folder);
	} finally {
		closeSync(folder);
	}
}
