import crypto from 'node:crypto';
import { sha256 as noble, type Sha256 } from '@terang/ledger';

/** Node's one-shot hash where there is one: twice as fast as a stream for a single block. */
const oneShot = (crypto as Partial<typeof crypto>).hash;

const node: Sha256 =
	oneShot === undefined
		? (bytes) => crypto.createHash('sha256').update(bytes).digest()
		: (bytes) => oneShot('sha256', bytes, 'buffer');

export const hashes: Readonly<Record<string, Sha256>> = {
	'node:crypto': node,
	'@noble/hashes': noble,
};

/** Bytes of an entry: the middle of what the log holds. */
export const entryBytes = 180;

/** The hash and the number of leaves that a measured process was asked for. */
export function asked(): { readonly sha256: Sha256; readonly leaves: number } {
	const [name = '', count = ''] = process.argv.slice(2);
	const sha256 = hashes[name];
	if (sha256 === undefined) throw new Error(`no hash called ${name}`);
	return { sha256, leaves: Number(count) };
}
