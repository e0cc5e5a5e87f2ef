import {
	appendToBundles,
	appendToTiles,
	type Edge,
	edgeFromTiles,
	edgeRoot,
	emptyEdge,
	encodeEntries,
	entriesPath,
	leafHash,
	parseEntries,
	partialTiles,
	tileWidth,
	toBase64,
} from '@terang/ledger';
import { createHash } from 'node:crypto';
import type { Head } from '../domain/continuity.ts';
import { DamagedStore, type TileStore } from './tile-store.server.ts';

/** Most entries of one claim: what `parseEntries` reads back from the staged bundle. */
export const longestBatch = tileWidth;

/** What must be known of the log to append to it: the right edge and the open entry bundle. */
export interface GrowingTree {
	readonly edge: Edge;
	readonly openBundle: Uint8Array;
	/** Base64. */
	readonly root: string;
}

export interface Growth {
	/** In the order to write them: entries before the hashes that vouch for them. */
	readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
	readonly tree: GrowingTree;
	readonly staged: Uint8Array;
}

export function sha256(bytes: Uint8Array): Uint8Array {
	return new Uint8Array(createHash('sha256').update(bytes).digest());
}

export const emptyTree: GrowingTree = {
	edge: emptyEdge,
	openBundle: new Uint8Array(),
	root: toBase64(edgeRoot(emptyEdge, sha256)),
};

/** Reads the right edge back and checks it against the head that the store claims. */
export async function loadTree(store: TileStore, head: Head): Promise<GrowingTree> {
	if (head.size === 0) return emptyTree;
	const tiles = new Map<string, Uint8Array>();
	for (const { path } of partialTiles(head.size)) {
		const bytes = await store.read(path);
		if (bytes === undefined) throw new DamagedStore(path);
		tiles.set(path, bytes);
	}
	const loaded = edgeFromTiles(head.size, (path) => tiles.get(path));
	if (!loaded.ok) throw new DamagedStore(loaded.where ?? 'tile');
	const root = toBase64(edgeRoot(loaded.edge, sha256));
	if (root !== head.root) throw new DamagedStore('tile');
	return { edge: loaded.edge, openBundle: await loadOpenBundle(store, head.size), root };
}

async function loadOpenBundle(store: TileStore, size: number): Promise<Uint8Array> {
	const open = size % tileWidth;
	if (open === 0) return new Uint8Array();
	const path = entriesPath(Math.floor(size / tileWidth), open);
	const bytes = await store.read(path);
	if (bytes === undefined) throw new DamagedStore(path);
	return bytes;
}

/** The tree after `entries`, and every file a checkpoint of the new size needs. Writes nothing. */
export function grow(tree: GrowingTree, entries: readonly Uint8Array[]): Growth {
	const bundles = appendToBundles(tree.edge.size, tree.openBundle, entries);
	const hashes = entries.map((entry) => leafHash(entry, sha256));
	const tiles = appendToTiles(tree.edge, hashes, sha256);
	return {
		files: [...bundles.bundles, ...tiles.tiles],
		tree: { edge: tiles.edge, openBundle: bundles.partial, root: toBase64(tiles.root) },
		staged: encodeEntries(entries),
	};
}

/** The entries a claim carries. */
export function stagedEntries(staged: Uint8Array): readonly Uint8Array[] {
	const parsed = parseEntries(staged);
	if (!parsed.ok) throw new DamagedStore('state/claims');
	return parsed.entries;
}
