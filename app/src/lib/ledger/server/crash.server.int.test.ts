import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SequencerPoint } from './sequencer.server.ts';
import { findFaults } from './testing/judge.server.ts';
import type { BedKind } from './testing/tile-beds.server.ts';
import {
	type LedgerBench,
	openBench,
	type Server,
	startServer,
} from './testing/ledger-bench.server.ts';
import {
	emptyJournal,
	type Journal,
	type LogProcess,
	startLogProcess,
} from './testing/log-client.server.ts';

let server: Server;
let bench: LedgerBench;
let journal: Journal;
let running: LogProcess | undefined;

beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());
async function prepare(kind: BedKind) {
	bench = await openBench(server, kind);
	journal = emptyJournal();
	return async () => {
		await running?.kill();
		await bench.close();
	};
}

function start(dieAt?: { readonly point: SequencerPoint; readonly time: number }): LogProcess {
	const { bed, places, connection } = bench;
	const where = { tiles: bed.place, keysDir: places.keysDir };
	const base = { database: { connection }, ...where, holder: 'app', leaseSeconds: 30 };
	running = startLogProcess(dieAt === undefined ? base : { ...base, dieAt }, journal);
	return running;
}

/** Starts the survivor, gives it one more act, and judges log and database by the journal. */
async function judgeAfterRestart(): Promise<void> {
	const survivor = start();
	await survivor.seen(({ kind }) => kind === 'ready');
	const before = journal.acknowledged.size;
	survivor.order({ stream: 'after', count: 1 });
	await survivor.seen(({ kind }) => kind === 'acknowledged');
	expect(journal.acknowledged.size).toBe(before + 1);
	await survivor.kill();
	expect(await findFaults(bench, journal)).toEqual([]);
}

/** The second time where the first is the turn at the start, which finds nothing to do. */
const points: readonly (readonly [SequencerPoint, number])[] = [
	['lease_held', 2],
	['batch_read', 2],
	['before_claim', 1],
	['lease_checked', 1],
	['claimed', 1],
	['file_written', 1],
	['file_written', 2],
	['files_written', 1],
	['published', 1],
	['recorded', 1],
	['settled', 1],
];

async function dieAt(point: SequencerPoint, time: number): Promise<void> {
	const first = start();
	await first.seen(({ kind }) => kind === 'ready');
	first.order({ stream: 'a', count: 3 });
	await first.seen(({ kind, index }) => kind === 'acknowledged' && index === 3);
	await first.kill();

	const dying = start({ point, time });
	dying.order({ stream: 'a', count: 2 });
	dying.order({ stream: 'b', count: 2 });
	await dying.seen(({ kind }) => kind === 'point');
	await dying.kill();
	await judgeAfterRestart();
}

async function dieAtRandom(rounds: number): Promise<void> {
	for (let round = 0; round < rounds; round += 1) {
		const victim = start();
		for (let act = 0; act < 40; act += 1)
			victim.order({ stream: `s${act % 5}`, count: 1 + (act % 3) });
		await victim.seen(({ kind }) => kind === 'ready' || kind === 'committed');
		const target = journal.acknowledged.size + randomInt(40);
		await victim.seen(() => journal.acknowledged.size >= target);
		await victim.kill();
	}
	await judgeAfterRestart();
}

describe('killed with SIGKILL, the log goes on as if nothing had happened', () => {
	beforeEach(() => prepare('folder'));
	it.each(points)('at the point %s, time %i', dieAt);
	it('at ten random moments under load', () => dieAtRandom(10));
});

describe('killed with SIGKILL over an object store', () => {
	beforeEach(() => prepare('bucket'));
	// Between the put of a claim and the swap of the checkpoint, and on either side of both.
	it.each(points.filter(([point]) => /claim|file|published/u.test(point)))(
		'the log goes on as if nothing had happened, at the point %s, time %i',
		dieAt,
	);
	it('loses nothing at three random moments under load', () => dieAtRandom(3));
});
