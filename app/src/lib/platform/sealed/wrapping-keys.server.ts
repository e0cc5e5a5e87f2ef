import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const schema = z.strictObject({
	format: z.literal('terang-personal-keys/1'),
	/** Base64, 32 bytes each; the last one wraps what is new. */
	keys: z.array(z.base64().length(44)).min(1),
});

/**
 * The keys under which data keys are kept in the database; the file is never part of it, nor of a
 * backup without `--with-key`. Undefined where there is no file; a damaged one is an error, since a
 * new one in its place would lose what was sealed.
 */
export function readWrappingKeys(file: string): readonly Uint8Array[] | undefined {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
	return schema.parse(JSON.parse(text)).keys.map((key) => Buffer.from(key, 'base64'));
}

/** Whole or not at all, readable by its owner alone, on the disk before this returns. */
export function writeWrappingKeys(file: string, keys: readonly Uint8Array[]): void {
	const content = {
		format: 'terang-personal-keys/1',
		keys: keys.map((key) => Buffer.from(key).toString('base64')),
	};
	const aside = `${file}.new`;
	writeFileSync(aside, `${JSON.stringify(content)}\n`, { mode: 0o600, flush: true });
	renameSync(aside, file);
	const folder = openSync(path.dirname(file), 'r');
	try {
		fsyncSync(folder);
	} finally {
		closeSync(folder);
	}
}

export function newWrappingKey(): Uint8Array {
	return randomBytes(32);
}
