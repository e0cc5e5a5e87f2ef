import { toBase64 } from '../base64.ts';
import { equalBytes } from '../bytes.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { parseEntry } from '../entry/entry.ts';
import type { Failure, LedgerCode } from '../outcome.ts';
import { hashBytes, sha256 as defaultSha256, type Sha256 } from '../sha256.ts';
import { appendToTiles, edgeRoot, emptyEdge, type Edge } from '../tiles/append.ts';
import { parseTilePath, tilePath, tileWidth, widthAt } from '../tiles/paths.ts';
import { createLeafHasher } from '../tree/hashing.ts';
import { readBundle, readTile } from './files.ts';
import type { LogReader } from './reader.ts';
import { createStreamBook, type StreamBook } from './streams.ts';

export interface AuditFinding {
	readonly code: LedgerCode;
	/** `checkpoint`, `root`, a tile's path, or `entry <index>`. */
	readonly where: string;
	readonly expected?: string;
	readonly found?: string;
}

export interface Audit {
	readonly holds: boolean;
	/** Absent where the head itself could not be accepted. */
	readonly checkpoint?: Checkpoint;
	readonly entries: number;
	readonly streams: number;
	/** The first `mostFindings`; `total` counts all. */
	readonly findings: readonly AuditFinding[];
	readonly total: number;
}

export interface AuditOptions {
	readonly progress?: (at: { readonly done: number; readonly total: number }) => void;
	readonly sha256?: Sha256;
}

const mostFindings = 1000;

/** Bundles fetched together: enough to hide the network, little enough to hold. */
const bundlesAtOnce = 16;

interface Findings {
	readonly list: AuditFinding[];
	total: number;
	add(finding: AuditFinding): void;
}

function createFindings(): Findings {
	const list: AuditFinding[] = [];
	return {
		list,
		total: 0,
		add(finding) {
			if (list.length < mostFindings) list.push(finding);
			this.total += 1;
		},
	};
}

/**
 * Reads the whole log and names everything that is wrong: the head's signature, the tree rebuilt
 * from the entries against every tile and the root, the form of every entry, gaps in streams.
 * A fault does not hide the next one: a changed entry is named once, and the tree goes on with the
 * hash that the tiles have for it.
 */
export async function auditLog(reader: LogReader, options: AuditOptions = {}): Promise<Audit> {
	const findings = createFindings();
	const head = await reader.checkpoint();
	if (!head.ok) {
		findings.add({ code: head.code, where: head.where ?? 'checkpoint' });
		return { holds: false, entries: 0, streams: 0, findings: findings.list, total: 1 };
	}
	const { checkpoint } = head;
	const streams = createStreamBook(checkpoint);
	const edge = await auditBundles(reader, checkpoint, findings, streams, options);
	const root = edge === undefined ? undefined : edgeRoot(edge, options.sha256);
	if (root === undefined || !equalBytes(root, checkpoint.root)) {
		findings.add({
			code: 'ledger.root_mismatch',
			where: 'root',
			expected: toBase64(checkpoint.root),
			...(root === undefined ? {} : { found: toBase64(root) }),
		});
	}
	return {
		holds: findings.total === 0,
		checkpoint,
		entries: checkpoint.size,
		streams: streams.count,
		findings: findings.list,
		total: findings.total,
	};
}

/** The right edge of the rebuilt tree; undefined where leaves are missing altogether. */
async function auditBundles(
	reader: LogReader,
	{ size }: Checkpoint,
	findings: Findings,
	streams: StreamBook,
	{ progress, sha256 = defaultSha256 }: AuditOptions,
): Promise<Edge | undefined> {
	const bundles = Math.ceil(size / tileWidth);
	const hashLeaf = createLeafHasher(sha256);
	let edge = emptyEdge;
	for (let first = 0; first < bundles; first += bundlesAtOnce) {
		const count = Math.min(bundlesAtOnce, bundles - first);
		const numbers = Array.from({ length: count }, (_, place) => first + place);
		const read = await Promise.all(
			numbers.map(async (index) => readLeaves(reader, size, index, hashLeaf)),
		);
		const hashes: Uint8Array[] = [];
		for (const leaves of read) {
			for (const finding of leaves.findings) findings.add(finding);
			for (const [index, bytes] of leaves.entries) auditEntry(index, bytes, findings, streams);
			if (leaves.hashes === undefined) return undefined;
			hashes.push(...leaves.hashes);
		}
		const appended = appendToTiles(edge, hashes, sha256);
		await compareTiles(reader, size, appended.tiles, findings);
		edge = appended.edge;
		progress?.({ done: edge.size, total: size });
	}
	return edge;
}

interface Leaves {
	readonly entries: readonly (readonly [number, Uint8Array])[];
	/** By the tile where there is one, else by the entries. */
	readonly hashes: readonly Uint8Array[] | undefined;
	readonly findings: readonly AuditFinding[];
}

async function readLeaves(
	reader: LogReader,
	size: number,
	bundle: number,
	hashLeaf: (entry: Uint8Array) => Uint8Array,
): Promise<Leaves> {
	const findings: AuditFinding[] = [];
	const note = (failed: Failure) =>
		findings.push({ code: failed.code, where: failed.where ?? tilePath(0, bundle) });
	const [held, tile] = await Promise.all([
		readBundle(reader.file, size, bundle),
		readTile(reader.file, size, 0, bundle),
	]);
	if (!held.ok) note(held);
	if (!tile.ok) note(tile);
	const raw = held.ok ? held.entries : [];
	const own = raw.map(hashLeaf);
	const served = tile.ok ? splitHashes(tile.tile) : undefined;
	for (const [place, hash] of own.entries()) {
		const expected = served?.[place];
		if (expected === undefined || equalBytes(hash, expected)) continue;
		findings.push({
			code: 'ledger.entry_mismatch',
			where: `entry ${bundle * tileWidth + place}`,
			expected: toBase64(expected),
			found: toBase64(hash),
		});
	}
	return {
		entries: raw.map((entry, place) => [bundle * tileWidth + place, entry] as const),
		hashes: served ?? (held.ok ? own : undefined),
		findings,
	};
}

function splitHashes(tile: Uint8Array): readonly Uint8Array[] {
	return Array.from({ length: tile.length / hashBytes }, (_, place) =>
		tile.subarray(place * hashBytes, (place + 1) * hashBytes),
	);
}

function auditEntry(
	index: number,
	bytes: Uint8Array,
	findings: Findings,
	streams: StreamBook,
): void {
	const where = `entry ${index}`;
	const parsed = parseEntry(bytes);
	if (!parsed.ok) {
		findings.add({
			code: parsed.code,
			where,
			...(parsed.where === undefined ? {} : { found: parsed.where }),
		});
		return;
	}
	for (const fault of streams.take(index, parsed.entry)) findings.add({ ...fault, where });
}

/** Level 0 was compared leaf by leaf; above it a tile is right or wrong as a whole. */
async function compareTiles(
	reader: LogReader,
	size: number,
	tiles: readonly { readonly path: string; readonly bytes: Uint8Array }[],
	findings: Findings,
): Promise<void> {
	for (const { path, bytes } of tiles) {
		const name = parseTilePath(path);
		if (name?.kind !== 'tile' || name.level === 0) continue;
		// A partial tile on the way to the head is not one that the head needs.
		if (widthAt(size, name.level, name.index) !== name.width) continue;
		const served = await readTile(reader.file, size, name.level, name.index);
		if (!served.ok) findings.add({ code: served.code, where: path });
		else if (!equalBytes(served.tile, bytes)) {
			findings.add({ code: 'ledger.tile_mismatch', where: path });
		}
	}
}
