import { entriesPath, parseEntries, tileWidth } from '@terang/ledger';
import { DamagedStore, type TileStore } from './tile-store.server.ts';

/** Entries `from` (inclusive) to `to` (exclusive) of a log of `size`, bundle by bundle, unverified. */
export async function* storedEntries(
	store: Pick<TileStore, 'read'>,
	{ from, to, size }: { readonly from: number; readonly to: number; readonly size: number },
): AsyncGenerator<readonly Uint8Array[]> {
	for (let index = Math.floor(from / tileWidth); index * tileWidth < to; index += 1) {
		const start = index * tileWidth;
		const width = Math.min(tileWidth, size - start);
		// A log may delete a partial bundle once the full one is there.
		const bytes =
			(await store.read(entriesPath(index, width))) ?? (await store.read(entriesPath(index)));
		const parsed = bytes === undefined ? undefined : parseEntries(bytes);
		if (parsed?.ok !== true || parsed.entries.length < width) {
			throw new DamagedStore(entriesPath(index, width));
		}
		yield parsed.entries.slice(Math.max(0, from - start), Math.min(width, to - start));
	}
}
