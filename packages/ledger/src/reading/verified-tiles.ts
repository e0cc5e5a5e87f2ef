import { equalBytes } from '../bytes.ts';
import { failure, type Outcome } from '../outcome.ts';
import { hashBytes, sha256 as defaultSha256, type Sha256 } from '../sha256.ts';
import { edgeFromTiles, edgeRoot, partialTiles, type Edge } from '../tiles/append.ts';
import { tilePath, tileWidth, widthAt } from '../tiles/paths.ts';
import { completeRoot, emptyRoot } from '../tree/hashing.ts';
import { foldNodes, nodesOfRange, powerOfTwo, type LeafRange } from '../tree/ranges.ts';
import { readTile, type FetchFile } from './files.ts';

/** Tiles that are proven to belong to one signed root before anything is made of them. */
export interface VerifiedTiles {
	tile(level: number, index: number): Promise<Outcome<'tile', Uint8Array>>;
	/** Root of leaves `start` to `end`, where RFC 6962 splits. */
	range(range: LeafRange): Promise<Outcome<'root', Uint8Array>>;
	/** Root of the first `size` leaves. */
	root(size: number): Promise<Outcome<'root', Uint8Array>>;
}

/** 8 KiB each. */
const mostTilesKept = 512;

export function createVerifiedTiles(
	fetch: FetchFile,
	head: { readonly size: number; readonly root: Uint8Array },
	sha256: Sha256 = defaultSha256,
): VerifiedTiles {
	const kept = new Map<string, Uint8Array>();
	let known: Edge | undefined;

	/** The partial tiles together give the root: right or wrong at once. */
	async function edge(): Promise<Outcome<'edge', Edge>> {
		if (known !== undefined) return { ok: true, edge: known };
		const files = new Map<string, Uint8Array>();
		for (const { level, index, path } of partialTiles(head.size)) {
			const read = await readTile(fetch, head.size, level, index);
			if (!read.ok) return read;
			files.set(path, read.tile);
		}
		const loaded = edgeFromTiles(head.size, (path) => files.get(path));
		if (!loaded.ok) return loaded;
		if (!equalBytes(edgeRoot(loaded.edge, sha256), head.root)) {
			return failure('ledger.root_mismatch');
		}
		known = loaded.edge;
		return loaded;
	}

	async function tile(level: number, index: number): Promise<Outcome<'tile', Uint8Array>> {
		const width = widthAt(head.size, level, index);
		if (width === 0) return failure('ledger.index_out_of_range');
		if (width < tileWidth) {
			const right = await edge();
			if (!right.ok) return right;
			return { ok: true, tile: right.edge.partials[level] ?? new Uint8Array(0) };
		}
		const path = tilePath(level, index);
		const held = kept.get(path);
		if (held !== undefined) return { ok: true, tile: held };
		const parent = await tile(level + 1, Math.floor(index / tileWidth));
		if (!parent.ok) return parent;
		const read = await readTile(fetch, head.size, level, index);
		if (!read.ok) return read;
		const place = (index % tileWidth) * hashBytes;
		const expected = parent.tile.subarray(place, place + hashBytes);
		if (!equalBytes(completeRoot(read.tile, sha256), expected)) {
			return failure('ledger.tile_mismatch', path);
		}
		keep(path, read.tile);
		return read;
	}

	function keep(path: string, bytes: Uint8Array): void {
		const oldest = kept.keys().next();
		if (kept.size >= mostTilesKept && oldest.done !== true) kept.delete(oldest.value);
		kept.set(path, bytes);
	}

	async function node(level: number, index: number): Promise<Outcome<'root', Uint8Array>> {
		const count = powerOfTwo(level % 8);
		const first = index * count;
		const held = await tile(Math.floor(level / 8), Math.floor(first / tileWidth));
		if (!held.ok) return held;
		const offset = (first % tileWidth) * hashBytes;
		const hashes = held.tile.subarray(offset, offset + count * hashBytes);
		return { ok: true, root: completeRoot(hashes, sha256) };
	}

	async function range(leaves: LeafRange): Promise<Outcome<'root', Uint8Array>> {
		const hashes: Uint8Array[] = [];
		for (const { level, index } of nodesOfRange(leaves)) {
			const found = await node(level, index);
			if (!found.ok) return found;
			hashes.push(found.root);
		}
		return { ok: true, root: foldNodes(hashes, sha256) };
	}

	async function root(size: number): Promise<Outcome<'root', Uint8Array>> {
		if (size > head.size) return failure('ledger.index_out_of_range');
		return size === 0 ? { ok: true, root: emptyRoot } : range({ start: 0, end: size });
	}

	return { tile, range, root };
}
