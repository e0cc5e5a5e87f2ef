import { copyBytes } from '../bytes.ts';
import { failure, type Outcome } from '../outcome.ts';
import { hashBytes, sha256 as defaultSha256, type Sha256 } from '../sha256.ts';
import { completeRoot, emptyRoot } from '../tree/hashing.ts';
import { foldNodes, nodesOfRange, powerOfTwo } from '../tree/ranges.ts';
import type { LogFile } from './bundles.ts';
import { hashesAtLevel, tilePath, tileWidth } from './paths.ts';

/**
 * All a server needs in memory to go on: the partial tile of each level, packed, 32 bytes a hash.
 * `partials[level]` holds `floor(size / 256^level) mod 256` hashes.
 */
export interface Edge {
	readonly size: number;
	readonly partials: readonly Uint8Array[];
}

export interface AppendedTiles {
	/** In the order to write them: every tile a checkpoint of the new size needs and none knew. */
	readonly tiles: readonly LogFile[];
	readonly edge: Edge;
	readonly root: Uint8Array;
	readonly size: number;
}

export const emptyEdge: Edge = { size: 0, partials: [] };

interface PartialTile {
	readonly level: number;
	readonly index: number;
	readonly width: number;
	readonly path: string;
}

/** The partial tiles of a tree of `size`, lowest level first: what to load to go on from there. */
export function partialTiles(size: number): readonly PartialTile[] {
	const tiles: PartialTile[] = [];
	for (let level = 0; hashesAtLevel(size, level) > 0; level += 1) {
		const hashes = hashesAtLevel(size, level);
		const width = hashes % tileWidth;
		const index = Math.floor(hashes / tileWidth);
		if (width > 0) tiles.push({ level, index, width, path: tilePath(level, index, width) });
	}
	return tiles;
}

/** The right edge from the bytes of `partialTiles(size)`, by level. */
export function edgeFromTiles(
	size: number,
	bytesOf: (path: string) => Uint8Array | undefined,
): Outcome<'edge', Edge> {
	const partials: Uint8Array[] = [];
	for (const { level, width, path } of partialTiles(size)) {
		const bytes = bytesOf(path);
		if (bytes === undefined) return failure('ledger.tile_missing', path);
		if (bytes.length !== width * hashBytes) return failure('ledger.edge_malformed', path);
		while (partials.length < level) partials.push(new Uint8Array(0));
		partials.push(copyBytes(bytes));
	}
	return { ok: true, edge: { size, partials } };
}

/** Root of the tree whose right edge this is: its partial tiles hold every node it needs. */
export function edgeRoot(edge: Edge, sha256: Sha256 = defaultSha256): Uint8Array {
	if (edge.size === 0) return emptyRoot;
	const hashes = nodesOfRange({ start: 0, end: edge.size }).map(({ level, index }) => {
		const tileLevel = Math.floor(level / 8);
		const count = powerOfTwo(level % 8);
		const from = ((index * count) % tileWidth) * hashBytes;
		const tile = edge.partials[tileLevel] ?? new Uint8Array(0);
		return completeRoot(tile.subarray(from, from + count * hashBytes), sha256);
	});
	return foldNodes(hashes, sha256);
}

interface OpenTile {
	readonly hashes: Uint8Array;
	width: number;
	index: number;
	touched: boolean;
}

function openTile(edge: Edge, level: number): OpenTile {
	const hashes = new Uint8Array(tileWidth * hashBytes);
	const partial = edge.partials[level] ?? new Uint8Array(0);
	hashes.set(partial);
	return {
		hashes,
		width: partial.length / hashBytes,
		index: Math.floor(hashesAtLevel(edge.size, level) / tileWidth),
		touched: false,
	};
}

/** Appends leaf hashes (32 bytes each) to a tree of which only the right edge is known. */
export function appendToTiles(
	edge: Edge,
	leafHashes: Iterable<Uint8Array>,
	sha256: Sha256 = defaultSha256,
): AppendedTiles {
	const tiles: LogFile[] = [];
	const open: OpenTile[] = [];
	for (let level = 0; level < edge.partials.length; level += 1) open.push(openTile(edge, level));

	function put(level: number, hash: Uint8Array): void {
		const tile = (open[level] ??= openTile(edge, level));
		tile.hashes.set(hash, tile.width * hashBytes);
		tile.width += 1;
		tile.touched = true;
		if (tile.width < tileWidth) return;
		const bytes = tile.hashes.slice();
		tiles.push({ path: tilePath(level, tile.index), bytes });
		tile.width = 0;
		tile.index += 1;
		put(level + 1, completeRoot(bytes, sha256));
	}

	let size = edge.size;
	for (const hash of leafHashes) {
		if (hash.length !== hashBytes) throw new RangeError('a leaf hash has 32 bytes');
		put(0, hash);
		size += 1;
	}
	const partials = open.map((tile) => tile.hashes.slice(0, tile.width * hashBytes));
	for (const [level, tile] of open.entries()) {
		if (!tile.touched || tile.width === 0) continue;
		const bytes = tile.hashes.slice(0, tile.width * hashBytes);
		tiles.push({ path: tilePath(level, tile.index, tile.width), bytes });
	}
	const grown: Edge = { size, partials };
	return { tiles, edge: grown, root: edgeRoot(grown, sha256), size };
}
