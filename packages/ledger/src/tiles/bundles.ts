import { concatBytes } from '../bytes.ts';
import { failure, type Outcome } from '../outcome.ts';
import { entriesPath, tileWidth } from './paths.ts';

/** The length prefix of an entry in a bundle is a uint16. */
export const longestEntry = 65_535;

export interface LogFile {
	readonly path: string;
	readonly bytes: Uint8Array;
}

/** C2SP tlog-tiles: each entry behind its big-endian uint16 length. @throws RangeError if longer */
export function encodeEntries(entries: readonly Uint8Array[]): Uint8Array {
	const parts: Uint8Array[] = [];
	for (const entry of entries) {
		if (entry.length > longestEntry) throw new RangeError('entry does not fit a bundle');
		parts.push(Uint8Array.of(entry.length >> 8, entry.length & 255), entry);
	}
	return concatBytes(...parts);
}

/** At most 256 entries; the views share the given bytes. */
export function parseEntries(bytes: Uint8Array): Outcome<'entries', readonly Uint8Array[]> {
	const entries: Uint8Array[] = [];
	let offset = 0;
	while (offset < bytes.length) {
		const high = bytes[offset];
		const low = bytes[offset + 1];
		if (high === undefined || low === undefined) return failure('ledger.bundle_malformed');
		const start = offset + 2;
		const end = start + high * 256 + low;
		if (end > bytes.length || entries.length === tileWidth) {
			return failure('ledger.bundle_malformed');
		}
		entries.push(bytes.subarray(start, end));
		offset = end;
	}
	return { ok: true, entries };
}

export interface AppendedEntries {
	/** Every full bundle reached, then the partial one if there is any. */
	readonly bundles: readonly LogFile[];
	/** The partial bundle after the append: empty where the size is a multiple of 256. */
	readonly partial: Uint8Array;
}

/**
 * Entry bundles after an append.
 * @param size leaves before the append
 * @param partial bundle `entriesPath(floor(size / 256), size % 256)`; empty where there is none
 * @throws RangeError if the partial bundle does not hold `size % 256` entries: a store that
 *   disagrees with its own head must not be extended
 */
export function appendToBundles(
	size: number,
	partial: Uint8Array,
	entries: readonly Uint8Array[],
): AppendedEntries {
	const held = parseEntries(partial);
	if (!held.ok || held.entries.length !== size % tileWidth) {
		throw new RangeError('partial bundle does not belong to this size');
	}
	const bundles: LogFile[] = [];
	let open = [...held.entries];
	let index = Math.floor(size / tileWidth);
	for (const entry of entries) {
		open.push(entry);
		if (open.length < tileWidth) continue;
		bundles.push({ path: entriesPath(index), bytes: encodeEntries(open) });
		open = [];
		index += 1;
	}
	const rest = encodeEntries(open);
	if (entries.length > 0 && open.length > 0) {
		bundles.push({ path: entriesPath(index, open.length), bytes: rest });
	}
	return { bundles, partial: rest };
}
