import { failure, type Outcome } from '../outcome.ts';
import { hashBytes } from '../sha256.ts';
import { parseEntries } from '../tiles/bundles.ts';
import { entriesPath, tilePath, tileWidth, widthAt } from '../tiles/paths.ts';

/**
 * A file of a log by its path below the prefix, for example `tile/0/000.p/7`; undefined where there
 * is none. Throws only if it could not find out (network, disk).
 */
export type FetchFile = (path: string) => Promise<Uint8Array | undefined>;

/**
 * The hashes of a tile in a tree of `size`, unverified. A log may delete a partial tile once the
 * full one exists, whose beginning is then the same.
 */
export async function readTile(
	fetch: FetchFile,
	size: number,
	level: number,
	index: number,
): Promise<Outcome<'tile', Uint8Array>> {
	const width = widthAt(size, level, index);
	const path = tilePath(level, index, width);
	const exact = await fetch(path);
	if (exact !== undefined) {
		return exact.length === width * hashBytes
			? { ok: true, tile: exact }
			: failure('ledger.tile_mismatch', path);
	}
	const full = width < tileWidth ? await fetch(tilePath(level, index)) : undefined;
	if (full?.length !== tileWidth * hashBytes) return failure('ledger.tile_missing', path);
	return { ok: true, tile: full.subarray(0, width * hashBytes) };
}

/** The entries of a bundle in a tree of `size`, unverified. */
export async function readBundle(
	fetch: FetchFile,
	size: number,
	index: number,
): Promise<Outcome<'entries', readonly Uint8Array[]>> {
	const width = widthAt(size, 0, index);
	const path = entriesPath(index, width);
	const exact = await fetch(path);
	const bytes = exact ?? (width < tileWidth ? await fetch(entriesPath(index)) : undefined);
	if (bytes === undefined) return failure('ledger.entry_missing', path);
	const parsed = parseEntries(bytes);
	const expected = exact === undefined ? tileWidth : width;
	if (!parsed.ok || parsed.entries.length !== expected) {
		return failure('ledger.bundle_malformed', path);
	}
	return { ok: true, entries: parsed.entries.slice(0, width) };
}
