import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryAt, logKey, logOf, StaticLog, testKey } from '../../test/static-log.ts';
import { encodeUtf8 } from '../bytes.ts';
import { canonicalBytes } from '../canonical.ts';
import { encodeEntry, type Entry } from '../entry/entry.ts';
import { signatureTypes } from '../note/keys.ts';
import { encodeEntries, parseEntries } from '../tiles/bundles.ts';
import { leafHash } from '../tree/hashing.ts';
import { createMemoryTree } from '../tree/memory-tree.ts';
import { verifyInclusion } from '../tree/verify.ts';
import { auditLog } from './audit.ts';
import { createLogReader } from './reader.ts';

function readerOf(log: StaticLog) {
	return createLogReader({ fetch: log.fetch, vkey: logKey.vkey });
}

function extend(log: StaticLog, to: number): void {
	const from = log.edge.size;
	log.append(Array.from({ length: to - from }, (_, place) => encodeEntry(entryAt(from + place))));
}

/** A log of entries that may be wrong in themselves, in a tree that is right. */
async function logWith(entries: readonly Uint8Array[]): Promise<StaticLog> {
	const log = new StaticLog();
	log.append([encodeEntry(entryAt(0)), ...entries]);
	await log.sign();
	return log;
}

async function findingsOf(log: StaticLog) {
	const audit = await auditLog(readerOf(log));
	expect(audit.holds).toBe(audit.total === 0);
	return audit.findings;
}

describe('reading a log from its files', { timeout: 60_000 }, () => {
	it('gives the same proofs as the tree in memory', async () => {
		const log = await logOf(1300, 177);
		const reader = readerOf(log);
		const tree = createMemoryTree();
		for (let index = 0; index < 1300; index += 1) {
			tree.append(leafHash(encodeEntry(entryAt(index))));
		}
		const sizes = fc.integer({ min: 1, max: 1300 });
		await fc.assert(
			fc.asyncProperty(sizes, fc.nat(), async (size, pick) => {
				const index = pick % size;
				const inclusion = await reader.inclusion(index, size);
				expect(inclusion).toEqual({ ok: true, proof: tree.inclusionProof(index, size) });
				const consistency = await reader.consistency(index, size);
				expect(consistency).toEqual({ ok: true, proof: tree.consistencyProof(index, size) });
				expect(await reader.root(size)).toEqual({ ok: true, root: tree.root(size) });
			}),
			{ numRuns: 60 },
		);
	});

	it.each([1, 255, 256, 257, 512, 700])('gives all %i entries in order', async (size) => {
		const log = await logOf(size);
		const all = await readerOf(log).entries(0, size);
		if (!all.ok) throw new Error(all.code);
		expect(all.entries).toEqual(
			Array.from({ length: size }, (_, index) => encodeEntry(entryAt(index))),
		);
		const last = await readerOf(log).entries(size - 1, size);
		expect(last).toEqual({ ok: true, entries: all.entries.slice(-1) });
		expect(await readerOf(log).entries(0, 0)).toEqual({ ok: true, entries: [] });
	});

	it('uses a full tile and bundle where the partial ones were deleted', async () => {
		const log = await logOf(300);
		const old = log.files.get('checkpoint')!;
		extend(log, 600);
		await log.sign();
		for (const path of [...log.files.keys()]) if (path.includes('001.p/44')) log.files.delete(path);
		log.files.set('checkpoint', old);
		const read = await readerOf(log).entries(250, 300);
		expect(read.ok && read.entries.length).toBe(50);
	});

	it('answers outside its range with a value', async () => {
		const reader = readerOf(await logOf(5));
		const refused = { ok: false, code: 'ledger.index_out_of_range' };
		expect(await reader.inclusion(5, 5)).toEqual(refused);
		expect(await reader.inclusion(0, 6)).toEqual(refused);
		expect(await reader.inclusion(-1, 5)).toEqual(refused);
		expect(await reader.consistency(4, 3)).toEqual(refused);
		expect(await reader.entries(0, 6)).toEqual(refused);
		expect(await reader.entries(0.5, 2)).toEqual(refused);
		expect(await reader.root(6)).toEqual(refused);
	});

	it('refuses a head that is missing, of another key, or takes back what it has seen', async () => {
		const log = await logOf(300);
		const stranger = testKey(logKey.key.name, signatureTypes.ed25519, 66);
		const wrongKey = createLogReader({ fetch: log.fetch, vkey: stranger.vkey });
		expect(await wrongKey.checkpoint()).toMatchObject({ code: 'ledger.signature_missing' });

		const reader = readerOf(log);
		expect(await reader.checkpoint()).toMatchObject({ ok: true });
		extend(log, 400);
		await log.sign();
		expect(await reader.checkpoint()).toMatchObject({ ok: true, checkpoint: { size: 400 } });
		const { files } = log;
		const other = await logOf(300);
		for (const [path, bytes] of other.files) files.set(path, bytes);
		expect(await reader.checkpoint()).toMatchObject({ code: 'ledger.size_shrunk' });
		const fork = await logWith(
			Array.from({ length: 450 }, (_, index) => encodeEntry(entryAt(index + 2))),
		);
		for (const [path, bytes] of fork.files) files.set(path, bytes);
		expect(await reader.checkpoint()).toMatchObject({ code: 'ledger.consistency_failed' });
		files.delete('checkpoint');
		expect(await reader.checkpoint()).toMatchObject({ code: 'ledger.checkpoint_missing' });
	});

	it('leaves the bytes it was given as they are, also where they are Buffers', async () => {
		const log = await logOf(700);
		const cache = new Map([...log.files].map(([path, bytes]) => [path, Buffer.from(bytes)]));
		const fetch = (path: string) => Promise.resolve(cache.get(path));
		const reader = createLogReader({ fetch, vkey: logKey.vkey });
		for (const index of [0, 255, 256, 600, 699]) {
			const proof = await reader.inclusion(index, 700);
			expect(proof).toEqual(await readerOf(log).inclusion(index, 700));
		}
		expect((await reader.entries(0, 700)).ok).toBe(true);
		expect((await auditLog(reader)).holds).toBe(true);
		for (const [path, bytes] of cache) expect(Buffer.compare(bytes, log.files.get(path)!)).toBe(0);
	});

	it('gives out nothing from a file that was changed in one bit', async () => {
		const log = await logOf(700);
		const paths = [...log.files.keys()].filter((path) => path.startsWith('tile/'));
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...paths), fc.nat(), async (path, pick) => {
				const honest = log.files.get(path)!;
				const place = pick % honest.length;
				log.files.set(path, honest.with(place, honest[place]! ^ 1));
				const read = await readerOf(log).entries(0, 700);
				log.files.set(path, honest);
				// A partial tile or bundle that the head does not need may hold anything.
				const needed = /^tile\/(entries|0)\/(000|001|002\.p\/188)$|^tile\/1\/000\.p\/2$/u.test(
					path,
				);
				expect(read.ok).toBe(!needed);
			}),
			{ numRuns: 25 },
		);
	});

	it('proves what a verifier accepts', async () => {
		const log = await logOf(300);
		const proof = await readerOf(log).inclusion(299, 300);
		if (!proof.ok) throw new Error(proof.code);
		const hash = leafHash(encodeEntry(entryAt(299)));
		const claim = { index: 299, size: 300, leafHash: hash, proof: proof.proof, root: log.root };
		expect(verifyInclusion(claim)).toBe(true);
	});
});

describe('the audit of a log', { timeout: 60_000 }, () => {
	it.each([0, 1, 256, 700])('finds nothing in an honest log of %i', async (size) => {
		const log = size === 0 ? new StaticLog() : await logOf(size, 100);
		await log.sign();
		const audit = await auditLog(readerOf(log));
		expect(audit).toMatchObject({ holds: true, entries: size, findings: [], total: 0 });
	});

	it('counts entries as it reads', async () => {
		const seen: number[] = [];
		await auditLog(readerOf(await logOf(5000)), { progress: ({ done }) => seen.push(done) });
		expect(seen).toEqual([4096, 5000]);
	});

	it('names the entry that was rewritten, once', async () => {
		const log = await logOf(700);
		const bundle = parseEntries(log.files.get('tile/entries/001')!);
		if (!bundle.ok) throw new Error(bundle.code);
		const rewritten = { ...entryAt(300), at: '2026-11-21T09:00:00.000Z' } as Entry;
		const entries = bundle.entries.with(300 - 256, encodeEntry(rewritten));
		log.files.set('tile/entries/001', encodeEntries(entries));
		expect(await findingsOf(log)).toMatchObject([
			{ code: 'ledger.entry_mismatch', where: 'entry 300' },
		]);
	});

	it('names a tile that was changed, with the root it no longer gives', async () => {
		const log = await logOf(700);
		const tile = log.files.get('tile/0/001')!;
		log.files.set('tile/0/001', tile.with(0, tile[0]! ^ 1));
		const found = (await findingsOf(log)).map(({ code, where }) => `${code} ${where}`);
		expect(found).toEqual([
			'ledger.entry_mismatch entry 256',
			'ledger.tile_mismatch tile/1/000.p/2',
			'ledger.root_mismatch root',
		]);
	});

	it('names an upper tile that was changed, and nothing else', async () => {
		const log = await logOf(700);
		log.files.set('tile/1/000.p/2', new Uint8Array(64));
		expect(await findingsOf(log)).toEqual([
			{ code: 'ledger.tile_mismatch', where: 'tile/1/000.p/2' },
		]);
	});

	it('names what is missing, and goes on where it can', async () => {
		const log = await logOf(700);
		log.files.delete('tile/entries/000');
		log.files.delete('tile/0/002.p/188');
		const codes = (await findingsOf(log)).map(({ code, where }) => `${code} ${where}`);
		expect(codes).toContain('ledger.entry_missing tile/entries/000');
		expect(codes).toContain('ledger.tile_missing tile/0/002.p/188');
		expect(codes).not.toContain('ledger.root_mismatch root');
		log.files.delete('tile/entries/002.p/188');
		const gone = (await findingsOf(log)).map(({ code }) => code);
		expect(gone).toContain('ledger.root_mismatch');
	});

	it('names a head of another key', async () => {
		const log = await logOf(2);
		const stranger = testKey(logKey.key.name, signatureTypes.ed25519, 66);
		const audit = await auditLog(createLogReader({ fetch: log.fetch, vkey: stranger.vkey }));
		expect(audit).toMatchObject({
			holds: false,
			findings: [{ code: 'ledger.signature_missing', where: 'checkpoint' }],
		});
	});

	it('names a signed root that is not that of the entries', async () => {
		const log = await logOf(5);
		log.root = new Uint8Array(32).fill(1);
		await log.sign();
		expect(await findingsOf(log)).toMatchObject([{ code: 'ledger.root_mismatch', where: 'root' }]);
	});

	const one = entryAt(1);

	it.each<readonly [string, readonly Uint8Array[], readonly object[]]>([
		[
			'a gap in a stream',
			[encodeEntry(one), encodeEntry({ ...one, q: 3 })],
			[{ code: 'ledger.stream_gap', where: 'entry 2', expected: '2', found: '3' }],
		],
		[
			'a number used twice',
			[encodeEntry(one), encodeEntry(one)],
			[{ code: 'ledger.stream_gap', where: 'entry 2', expected: '2', found: '1' }],
		],
		[
			'a stream that does not begin with 1',
			[encodeEntry({ ...one, q: 2 })],
			[{ code: 'ledger.stream_gap', expected: '1', found: '2' }],
		],
		[
			'an entry behind the end of its stream',
			[
				encodeEntry(one),
				encodeEntry({ ...one, q: 2, t: 'stream.closed', p: { stream: one.s, count: 1 } }),
				encodeEntry({ ...one, q: 3 }),
			],
			[{ code: 'ledger.stream_closed', where: 'entry 3' }],
		],
		[
			'a stream closed with another count',
			[
				encodeEntry(one),
				encodeEntry({ ...one, q: 2, t: 'stream.closed', p: { stream: one.s, count: 2 } }),
			],
			[{ code: 'ledger.stream_count_wrong', where: 'entry 2' }],
		],
		[
			'a second opening',
			[encodeEntry({ ...entryAt(0), q: 2 })],
			[{ code: 'ledger.opening_misplaced', where: 'entry 1' }],
		],
		[
			'an entry of an unknown type',
			[canonicalBytes({ ...one, t: 'score.changed' })],
			[{ code: 'ledger.entry_type_unknown', where: 'entry 1' }],
		],
		[
			'an entry with an unknown field',
			[canonicalBytes({ ...one, p: { ...one.p, nik: 'x' } })],
			[{ code: 'ledger.entry_field_invalid', where: 'entry 1', found: 'p.nik' }],
		],
		[
			'an entry that is not canonical',
			[encodeUtf8(JSON.stringify(one, null, 1))],
			[{ code: 'ledger.entry_not_canonical', where: 'entry 1' }],
		],
	])('names %s', async (_, entries, expected) => {
		const found = await findingsOf(await logWith(entries));
		expect(found).toHaveLength(expected.length);
		expect(found).toMatchObject(expected);
	});

	it('names an opening that speaks of another log', async () => {
		const log = new StaticLog();
		const foreign = { origin: 'other.example/log', vkey: logKey.vkey };
		log.append([encodeEntry({ ...entryAt(0), t: 'log.opened', p: foreign })]);
		await log.sign();
		expect(await findingsOf(log)).toMatchObject([{ code: 'ledger.origin_mismatch' }]);
	});

	it('names an opening with a key that did not sign the head', async () => {
		const stranger = testKey(logKey.key.name, signatureTypes.ed25519, 66);
		const log = new StaticLog();
		const p = { origin: logKey.key.name, vkey: stranger.vkey };
		log.append([encodeEntry({ ...entryAt(0), t: 'log.opened', p })]);
		await log.sign();
		expect(await findingsOf(log)).toMatchObject([
			{ code: 'ledger.signature_missing', where: 'entry 0', found: stranger.vkey },
		]);
	});

	it('names a log that does not say which it is', async () => {
		const log = new StaticLog();
		log.append([encodeEntry(entryAt(1))]);
		await log.sign();
		expect(await findingsOf(log)).toMatchObject([
			{ code: 'ledger.opening_missing', where: 'entry 0', found: 'marks.imported' },
		]);
	});

	it('keeps the first thousand findings and counts them all', async () => {
		const broken = Array.from({ length: 1200 }, () => Uint8Array.of(0));
		const audit = await auditLog(readerOf(await logWith(broken)));
		expect(audit.findings).toHaveLength(1000);
		expect(audit.total).toBe(1200);
	});
});
