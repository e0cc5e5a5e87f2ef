/** A tree from entries: leaf hashes, every tile in its final form, the root. */
import { appendToTiles, createLeafHasher, emptyEdge } from '@terang/ledger';
import { asked, entryBytes } from './hashes.ts';

const { sha256, leaves } = asked();
const hashLeaf = createLeafHasher(sha256);

function* leafHashes(from: number, to: number): Generator<Uint8Array> {
	const entry = new DataView(new ArrayBuffer(entryBytes));
	const bytes = new Uint8Array(entry.buffer);
	for (let index = from; index < to; index += 1) {
		entry.setUint32(0, index);
		yield hashLeaf(bytes);
	}
}

/** A server appends in batches and keeps the edge only; so does this. */
const batch = 65_536;
let edge = emptyEdge;
let tileBytes = 0;
for (let from = 0; from < leaves; from += batch) {
	const appended = appendToTiles(edge, leafHashes(from, Math.min(leaves, from + batch)), sha256);
	for (const { bytes } of appended.tiles) tileBytes += bytes.length;
	edge = appended.edge;
}
if (edge.size !== leaves || tileBytes < 32 * leaves) throw new Error('a leaf is missing');
