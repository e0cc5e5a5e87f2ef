import { createLogReader, formatProof, leafHash, type LogReader, toBase64 } from '@terang/ledger';
import type { LogEntryProof } from '../contract.ts';
import { entryView } from './entry-view.server.ts';
import { sha256 } from './growth.server.ts';
import { DamagedStore, type TileStore } from './tile-store.server.ts';

/** A reader of the store that vouches for its own checkpoint: whoever is shown it checks the key. */
export function readerOf(store: Pick<TileStore, 'read'>): LogReader {
	return createLogReader({ fetch: (path) => store.read(path), sha256 });
}

/** An entry under the published checkpoint with its receipt, or undefined beyond the head. */
export async function proveEntry(
	store: Pick<TileStore, 'read'>,
	index: number,
): Promise<LogEntryProof | undefined> {
	const text = await store.read('checkpoint');
	if (text === undefined) return undefined;
	// One checkpoint for the whole proof, also while witnesses add their lines to it.
	const fixed = { read: async (path: string) => (path === 'checkpoint' ? text : store.read(path)) };
	const reader = readerOf(fixed);
	const head = await reader.checkpoint();
	if (!head.ok) throw new DamagedStore(head.where ?? 'checkpoint');
	const { size } = head.checkpoint;
	if (!Number.isSafeInteger(index) || index < 0 || index >= size) return undefined;
	const read = await reader.entries(index, index + 1);
	const included = await reader.inclusion(index, size);
	if (!read.ok) throw new DamagedStore(read.where ?? 'tile');
	if (!included.ok) throw new DamagedStore(included.where ?? 'tile');
	const [bytes] = read.entries;
	if (bytes === undefined) throw new DamagedStore('tile/entries');
	const checkpoint = new TextDecoder().decode(text);
	return {
		...entryView(index, bytes, toBase64(leafHash(bytes, sha256))),
		proofSteps: included.proof.length,
		treeSize: size,
		raw: new TextDecoder().decode(bytes),
		proof: formatProof({ extra: bytes, index, hashes: included.proof, checkpoint }),
	};
}
