import { equalBytes } from '../bytes.ts';
import { checkLogSignature, parseCheckpoint, type Checkpoint } from '../checkpoint.ts';
import type { VerifyEd25519 } from '../note/ed25519.ts';
import { parseVkey, type VerifierKey } from '../note/keys.ts';
import { failure, type Failure, type Outcome } from '../outcome.ts';
import { hashBytes, type Sha256 } from '../sha256.ts';
import { tileWidth } from '../tiles/paths.ts';
import { leafHash } from '../tree/hashing.ts';
import { consistencyRanges, inclusionRanges, type LeafRange } from '../tree/ranges.ts';
import { readBundle, type FetchFile } from './files.ts';
import { createVerifiedTiles, type VerifiedTiles } from './verified-tiles.ts';

/** Reads a log from static files; everything it answers is proven against the signed root. */
export interface LogReader {
	/** Fetches the head anew. A head that does not extend the last one is refused. */
	checkpoint(): Promise<Outcome<'checkpoint', Checkpoint>>;
	/** Proof of leaf `index` in the first `size` leaves; `size` at most the head's. */
	inclusion(index: number, size: number): Promise<Outcome<'proof', readonly Uint8Array[]>>;
	/** Proof between two sizes, both at most the head's. */
	consistency(from: number, to: number): Promise<Outcome<'proof', readonly Uint8Array[]>>;
	/** Bytes of the entries `from` (inclusive) to `to` (exclusive), in order. */
	entries(from: number, to: number): Promise<Outcome<'entries', readonly Uint8Array[]>>;
	/** Root of the first `size` leaves. */
	root(size: number): Promise<Outcome<'root', Uint8Array>>;
	/** A file as it is served, unverified: for an audit, which names what is wrong with it. */
	readonly file: FetchFile;
}

export interface LogReaderOptions {
	readonly fetch: FetchFile;
	/** Without a key only the form of the checkpoint is checked: the caller vouches for it. */
	readonly vkey?: string | VerifierKey;
	readonly sha256?: Sha256;
	readonly verify?: VerifyEd25519;
}

interface Head {
	readonly checkpoint: Checkpoint;
	readonly tiles: VerifiedTiles;
}

export function createLogReader({ fetch, vkey, sha256, verify }: LogReaderOptions): LogReader {
	let head: Head | undefined;

	async function fetchHead(): Promise<Outcome<'head', Head>> {
		const bytes = await fetch('checkpoint');
		if (bytes === undefined) return failure('ledger.checkpoint_missing');
		const parsed = parseCheckpoint(bytes);
		if (!parsed.ok) return parsed;
		const { checkpoint } = parsed;
		if (vkey !== undefined) {
			const key = asKey(vkey);
			if (!key.ok) return key;
			const signed = checkLogSignature(checkpoint, key.key, verify);
			if (!signed.ok) return signed;
		}
		const tiles = createVerifiedTiles(fetch, checkpoint, sha256);
		const next: Head = { checkpoint, tiles };
		return (await contradiction(head?.checkpoint, next)) ?? { ok: true, head: next };
	}

	async function currentHead(): Promise<Outcome<'head', Head>> {
		if (head !== undefined) return { ok: true, head };
		const fetched = await fetchHead();
		if (fetched.ok) head = fetched.head;
		return fetched;
	}

	async function rangesOf(
		ranges: readonly LeafRange[],
		tiles: VerifiedTiles,
	): Promise<Outcome<'proof', readonly Uint8Array[]>> {
		const proof: Uint8Array[] = [];
		for (const range of ranges) {
			const found = await tiles.range(range);
			if (!found.ok) return found;
			proof.push(found.root);
		}
		return { ok: true, proof };
	}

	return {
		file: fetch,
		async checkpoint() {
			const fetched = await fetchHead();
			if (!fetched.ok) return fetched;
			head = fetched.head;
			return { ok: true, checkpoint: head.checkpoint };
		},
		async inclusion(index, size) {
			const current = await currentHead();
			if (!current.ok) return current;
			const within = isBetween(0, size, current.head.checkpoint.size) && isBetween(0, index, size);
			if (!within || index === size) return failure('ledger.index_out_of_range');
			return rangesOf(inclusionRanges(index, size), current.head.tiles);
		},
		async consistency(from, to) {
			const current = await currentHead();
			if (!current.ok) return current;
			const within = isBetween(from, to, current.head.checkpoint.size) && isBetween(0, from, to);
			if (!within) return failure('ledger.index_out_of_range');
			return rangesOf(consistencyRanges(from, to), current.head.tiles);
		},
		async root(size) {
			const current = await currentHead();
			return current.ok ? current.head.tiles.root(size) : current;
		},
		async entries(from, to) {
			const current = await currentHead();
			if (!current.ok) return current;
			const { checkpoint, tiles } = current.head;
			const within = isBetween(from, to, checkpoint.size) && isBetween(0, from, to);
			if (!within) return failure('ledger.index_out_of_range');
			const entries: Uint8Array[] = [];
			for (let bundle = Math.floor(from / tileWidth); bundle * tileWidth < to; bundle += 1) {
				const read = await verifiedBundle(fetch, checkpoint.size, bundle, tiles, sha256);
				if (!read.ok) return read;
				const first = bundle * tileWidth;
				entries.push(...read.entries.slice(Math.max(0, from - first), to - first));
			}
			return { ok: true, entries };
		},
	};
}

function asKey(vkey: string | VerifierKey): Outcome<'key', VerifierKey> {
	return typeof vkey === 'string' ? parseVkey(vkey) : { ok: true, key: vkey };
}

function isBetween(low: number, value: number, high: number): boolean {
	return Number.isSafeInteger(value) && value >= low && value <= high;
}

/** A log that takes back what this reader has seen is caught here, by the reader itself. */
async function contradiction(
	seen: Checkpoint | undefined,
	next: Head,
): Promise<Failure | undefined> {
	if (seen === undefined) return undefined;
	if (seen.origin !== next.checkpoint.origin) return failure('ledger.origin_mismatch');
	if (next.checkpoint.size < seen.size) return failure('ledger.size_shrunk');
	if (next.checkpoint.size === seen.size) {
		const same = equalBytes(next.checkpoint.root, seen.root);
		return same ? undefined : failure('ledger.consistency_failed');
	}
	const prefix = await next.tiles.root(seen.size);
	if (!prefix.ok) return prefix;
	return equalBytes(prefix.root, seen.root) ? undefined : failure('ledger.consistency_failed');
}

async function verifiedBundle(
	fetch: FetchFile,
	size: number,
	index: number,
	tiles: VerifiedTiles,
	sha256?: Sha256,
): Promise<Outcome<'entries', readonly Uint8Array[]>> {
	const read = await readBundle(fetch, size, index);
	if (!read.ok) return read;
	const hashes = await tiles.tile(0, index);
	if (!hashes.ok) return hashes;
	for (const [place, entry] of read.entries.entries()) {
		const expected = hashes.tile.subarray(place * hashBytes, (place + 1) * hashBytes);
		if (!equalBytes(leafHash(entry, sha256), expected)) {
			return failure('ledger.entry_mismatch', String(index * tileWidth + place));
		}
	}
	return read;
}
