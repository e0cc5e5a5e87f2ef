import { auditLog, createLogReader, parseProof, verifyProof } from '@terang/ledger';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLedger, type Ledger } from './api.server.ts';
import { storeOf } from './open-log.server.ts';
import {
	type LedgerBench,
	openBench,
	samples,
	type Server,
	startServer,
} from './testing/ledger-bench.server.ts';

let server: Server;
let bench: LedgerBench;
let ledger: Ledger;

beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
	bench = await openBench(server);
	ledger = createLedger({ ...bench, holder: 'test', pauseMs: 50, witnesses: [] });
	await ledger.start();
	return async () => {
		await ledger.stop();
		await bench.close();
	};
});

async function appended(stream: string): Promise<{ readonly id: string }> {
	const refs = await bench.db
		.transaction()
		.execute((trx) => ledger.append(trx, samples(stream, 1)));
	return refs[0]!;
}

describe('the ledger', () => {
	it('gives an entry a place and a receipt that holds against the log key alone', async () => {
		const ref = await appended('a');
		const { index } = await ledger.whenSequenced(ref, { timeoutMs: 10_000 });
		const { vkey } = await ledger.head();
		const proof = parseProof(await ledger.proofFor(index));
		expect(proof.ok).toBe(true);
		if (!proof.ok) return;
		expect(verifyProof(proof.proof, proof.proof.extra!, { vkey })).toMatchObject({ ok: true });
	});

	it('shows entries newest first, by type, and one with its proof', async () => {
		const { index } = await ledger.whenSequenced(await appended('a'), { timeoutMs: 10_000 });
		const [newest] = await ledger.entries({ limit: 1 });
		expect(newest).toMatchObject({ index, type: 'marks.imported', stream: 'a', sequence: 1 });
		const opened = await ledger.entries({ limit: 5, type: 'log.opened' });
		expect(opened.map((entry) => entry.index)).toEqual([0]);
		expect(await ledger.findEntry(index)).toMatchObject({ index, treeSize: index + 1 });
		expect(await ledger.findEntry(index + 1)).toBeUndefined();
	});

	it('finds an entry by its leaf hash and by a digest it names', async () => {
		const { index } = await ledger.whenSequenced(await appended('a'), { timeoutMs: 10_000 });
		const [newest] = await ledger.entries({ limit: 1 });
		expect(await ledger.findByDigest(newest!.leafHash)).toBe(index);
		expect(await ledger.findByDigest('00'.repeat(32))).toBe(index);
		expect(await ledger.findByDigest('11'.repeat(32))).toBeUndefined();
		expect(await ledger.findByDigest("' or 1=1")).toBeUndefined();
	});

	it('makes a log that an audit of the whole finds nothing wrong with', async () => {
		const refs = await Promise.all(['a', 'b', 'a', 'c', 'a'].map(appended));
		for (const ref of refs) await ledger.whenSequenced(ref, { timeoutMs: 10_000 });
		const { vkey, url, size } = await ledger.head();
		const store = storeOf(bench.places, url.split('/')[2]!);
		const audit = await auditLog(createLogReader({ fetch: (path) => store.read(path), vkey }));
		expect(audit).toMatchObject({ holds: true, findings: [], entries: size, streams: 4 });
	});
});
