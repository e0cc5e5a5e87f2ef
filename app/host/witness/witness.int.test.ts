import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseCheckpoint, parseProof, parseVkey, verifyCosignature } from '@terang/ledger';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createLedger, type Ledger } from '../../src/lib/ledger/server/api.server.ts';
import {
	type LedgerBench,
	openBench,
	samples,
	type Server,
	startServer,
} from '../../src/lib/ledger/server/testing/ledger-bench.server.ts';
import { type DemoWitness, startDemoWitness } from './spawn.ts';

let server: Server;
let bench: LedgerBench;
let ledger: Ledger;
let folder: string;
let witness: DemoWitness | undefined;

async function start(onLog?: (text: string) => void): Promise<DemoWitness> {
	const { vkey } = await ledger.head();
	const started = await startDemoWitness({
		...(onLog === undefined ? {} : { onLog }),
		program: fileURLToPath(new URL('main.ts', import.meta.url)),
		state: join(folder, 'witness'),
		logs: [vkey],
		execArgv: ['--import', 'tsx'],
	});
	if (started === undefined) throw new Error('the witness did not start');
	ledger.addWitness(started.setting);
	return started;
}

async function append(): Promise<number> {
	const refs = await bench.db.transaction().execute((trx) => ledger.append(trx, samples('a', 1)));
	const { index } = await ledger.whenSequenced(refs[0]!, { timeoutMs: 10_000 });
	return index;
}

beforeAll(async () => {
	server = await startServer();
	bench = await openBench(server);
	folder = await mkdtemp(join(tmpdir(), 'terang-witness-'));
	ledger = createLedger({ ...bench, holder: 'test', pauseMs: 50, witnesses: [] });
	await ledger.start();
});
afterAll(async () => {
	await ledger.stop();
	await witness?.stop();
	await bench.close();
	await server.stop();
	await rm(folder, { recursive: true, force: true });
});

it('cosigns each checkpoint, goes on after a restart, and is shown as one that does not count', async () => {
	witness = await start();
	await append();
	const first = await ledger.proofFor(1, { witnessMs: 10_000 });
	expect(cosigned(first, witness.setting.vkey)).toBe(true);

	await witness.stop();
	await append();
	expect((await ledger.head()).witnesses).toMatchObject([
		{ counts: false, state: 'behind', size: 2 },
	]);

	await vi.waitFor(() => expect(ledger.witnessBehindSince()).toBeInstanceOf(Date), 10_000);

	witness = await start();
	const index = await append();
	const second = await ledger.proofFor(index, { witnessMs: 10_000 });
	expect(cosigned(second, witness.setting.vkey)).toBe(true);
	expect((await ledger.head()).witnesses).toMatchObject([{ state: 'current', size: 4 }]);
	expect(ledger.witnessBehindSince()).toBeUndefined();
});

it('comes up as soon as that of a killed process has gone', async () => {
	const before = witness;
	let said = '';
	const starting = start((text) => (said += text));
	await vi.waitFor(() => expect(said).toContain('in use by process'), 10_000);
	await before?.stop();
	witness = await starting;
	expect(witness.setting.vkey).toBe(before?.setting.vkey);
});

it('is shown as ahead where both rows and tiles are older than what it saw', async () => {
	const { setting } = (witness ??= await start());
	const restart = async (on: LedgerBench) => {
		await ledger.stop();
		ledger = createLedger({ ...on, holder: 'test', pauseMs: 50, witnesses: [setting] });
		await ledger.start();
	};
	await ledger.stop();
	const older = await bench.copyDatabase();
	const putBack = await bench.bed.save();
	await restart(bench);
	const index = await append();
	expect(cosigned(await ledger.proofFor(index, { witnessMs: 10_000 }), setting.vkey)).toBe(true);
	await ledger.stop();

	await putBack();
	await restart(older);
	await vi.waitFor(async () => {
		expect((await ledger.head()).witnesses).toMatchObject([{ state: 'ahead', size: index + 1 }]);
	}, 10_000);
	const head = await ledger.head();
	expect(head).toMatchObject({ size: index, writable: true });
	await ledger.stop();
	await older.close();
});

function cosigned(proof: string, vkey: string): boolean {
	const parsed = parseProof(proof);
	const key = parseVkey(vkey);
	if (!parsed.ok || !key.ok) return false;
	const head = parseCheckpoint(parsed.proof.checkpoint);
	return head.ok && verifyCosignature(head.checkpoint.note, key.key).state === 'valid';
}
