import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUtf8, hexOf } from '../bytes.ts';
import type { Sha256 } from '../sha256.ts';
import { leafHash } from '../tree/hashing.ts';
import { createMemoryTree } from '../tree/memory-tree.ts';
import { appendToTiles, edgeFromTiles, edgeRoot, emptyEdge, partialTiles } from './append.ts';
import { appendToBundles, encodeEntries, parseEntries } from './bundles.ts';
import { entriesPath, parseTilePath, tilePath } from './paths.ts';

const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest();

const leaves = Array.from({ length: 1500 }, (_, index) =>
	leafHash(encodeUtf8(String(index)), sha256),
);

function appendAll(batches: readonly number[]) {
	const files = new Map<string, string>();
	let edge = emptyEdge;
	let from = 0;
	for (const count of batches) {
		const appended = appendToTiles(edge, leaves.slice(from, from + count), sha256);
		for (const { path, bytes } of appended.tiles) files.set(path, hexOf(bytes));
		edge = appended.edge;
		from += count;
	}
	return { files, edge };
}

describe('tile paths', () => {
	it.each([
		[tilePath(0, 1_234_067), 'tile/0/x001/x234/067'],
		[tilePath(2, 0, 17), 'tile/2/000.p/17'],
		[entriesPath(273, 112), 'tile/entries/273.p/112'],
		[tilePath(3, 999), 'tile/3/999'],
		[tilePath(3, 1000), 'tile/3/x001/000'],
	])('writes %s', (path, expected) => {
		expect(path).toBe(expected);
	});

	it('reads back every path it writes', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 63 }),
				fc.maxSafeNat(),
				fc.integer({ min: 1, max: 256 }),
				(level, index, width) => {
					const tile = { kind: 'tile', level, index, width };
					expect(parseTilePath(tilePath(level, index, width))).toEqual(tile);
					const entries = { kind: 'entries', index, width };
					expect(parseTilePath(entriesPath(index, width))).toEqual(entries);
				},
			),
		);
	});

	it.each([
		'tile/0/67',
		'tile/0/x000/067',
		'tile/00/067',
		'tile/64/067',
		'tile/0/067.p/0',
		'tile/0/067.p/256',
		'tile/0/067.p/01',
		'tile/0/001/067',
		'tile/0/x001/x067',
		'tile/-1/000',
		'tile/entries/000/',
		'/tile/0/000',
		'tile/0/../0/000',
		'tile/0/x999/x999/x999/x999/x999/999',
		'',
	])('refuses %j', (path) => {
		expect(parseTilePath(path)).toBeUndefined();
	});

	it('never throws on a path from outside', () => {
		fc.assert(fc.property(fc.string(), (path) => void parseTilePath(path)));
	});
});

describe('tiles', { timeout: 60_000 }, () => {
	it('cuts a tree of 70,000 as the C2SP text says', () => {
		const hash = leaves[0]!;
		const { tiles, edge } = appendToTiles(
			emptyEdge,
			Array.from({ length: 70_000 }, () => hash),
			sha256,
		);
		const names = tiles.map(({ path }) => parseTilePath(path));
		const full = (level: number) =>
			names.filter((name) => name?.kind === 'tile' && name.level === level && name.width === 256);
		expect(full(0)).toHaveLength(273);
		expect(full(1)).toHaveLength(1);
		expect(names.filter((name) => name?.width !== 256)).toEqual([
			{ kind: 'tile', level: 0, index: 273, width: 112 },
			{ kind: 'tile', level: 1, index: 1, width: 17 },
			{ kind: 'tile', level: 2, index: 0, width: 1 },
		]);
		expect(partialTiles(70_000).map(({ path }) => path)).toEqual([
			'tile/0/273.p/112',
			'tile/1/001.p/17',
			'tile/2/000.p/1',
		]);
		expect(edge.partials.map((partial) => partial.length / 32)).toEqual([112, 17, 1]);
	});

	it('has one partial tile above a full one at size 256', () => {
		expect(partialTiles(256).map(({ path }) => path)).toEqual(['tile/1/000.p/1']);
		expect(partialTiles(0)).toEqual([]);
	});

	it('gives the same tiles, edge and root for any batches', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 6 }), (sizes) => {
				const total = Math.min(
					sizes.reduce((sum, size) => sum + size, 0),
					leaves.length,
				);
				const batched = appendAll(sizes);
				const whole = appendAll([total]);
				expect(batched.edge).toEqual(whole.edge);
				for (const [path, bytes] of whole.files) expect(batched.files.get(path)).toBe(bytes);
				const tree = createMemoryTree(sha256);
				for (const leaf of leaves.slice(0, total)) tree.append(leaf);
				expect(hexOf(edgeRoot(batched.edge, sha256))).toBe(hexOf(tree.root()));
			}),
			{ numRuns: 40 },
		);
	});

	it('goes on from its own partial tiles', () => {
		const { files, edge } = appendAll([700]);
		const loaded = edgeFromTiles(700, (path) => {
			const hex = files.get(path);
			return hex === undefined ? undefined : Uint8Array.from(Buffer.from(hex, 'hex'));
		});
		expect(loaded).toEqual({ ok: true, edge });
	});

	it('refuses an edge that is missing a tile or has one of another width', () => {
		expect(edgeFromTiles(700, () => undefined)).toMatchObject({ code: 'ledger.tile_missing' });
		const wrong = edgeFromTiles(700, () => new Uint8Array(64));
		expect(wrong).toMatchObject({ code: 'ledger.edge_malformed', where: 'tile/0/002.p/188' });
	});
});

describe('entry bundles', () => {
	it('reads back what it writes', () => {
		const entry = fc.uint8Array({ maxLength: 300 });
		fc.assert(
			fc.property(fc.array(entry, { maxLength: 256 }), (entries) => {
				expect(parseEntries(encodeEntries(entries))).toEqual({ ok: true, entries });
			}),
		);
	});

	it('never throws on bytes from outside, and reads only what it would write', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
				const parsed = parseEntries(bytes);
				if (parsed.ok) expect(encodeEntries(parsed.entries)).toEqual(bytes);
			}),
		);
	});

	it('refuses an entry cut short and a bundle of 257', () => {
		expect(parseEntries(Uint8Array.of(0, 2, 7))).toMatchObject({ ok: false });
		expect(parseEntries(Uint8Array.of(0))).toMatchObject({ ok: false });
		expect(parseEntries(new Uint8Array(2 * 257))).toMatchObject({ ok: false });
		expect(() => encodeEntries([new Uint8Array(65_536)])).toThrow(RangeError);
	});

	it('fills a partial bundle before it opens the next', () => {
		const entries = Array.from({ length: 300 }, (_, index) => encodeUtf8(String(index)));
		const first = appendToBundles(0, new Uint8Array(0), entries.slice(0, 200));
		const second = appendToBundles(200, first.partial, entries.slice(200));
		expect(first.bundles.map(({ path }) => path)).toEqual(['tile/entries/000.p/200']);
		expect(second.bundles.map(({ path }) => path)).toEqual([
			'tile/entries/000',
			'tile/entries/001.p/44',
		]);
		expect(second.bundles[0]!.bytes).toEqual(encodeEntries(entries.slice(0, 256)));
		expect(() => appendToBundles(201, first.partial, [])).toThrow(RangeError);
	});
});
