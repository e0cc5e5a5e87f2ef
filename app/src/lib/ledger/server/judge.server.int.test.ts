import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { findCurrentLog } from './ledger.store.server.ts';
import { storeOf } from './open-log.server.ts';
import { findFaults } from './testing/judge.server.ts';
import {
	type LedgerBench,
	openBench,
	type Server,
	startServer,
} from './testing/ledger-bench.server.ts';
import { emptyJournal, type Journal } from './testing/log-client.server.ts';
import type { TileStore } from './tile-store.server.ts';

/** The judge of the crash tests must notice each kind of damage, or those tests prove nothing. */
let server: Server;
let bench: LedgerBench;
let journal: Journal;
let store: TileStore;

beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
	bench = await openBench(server);
	journal = emptyJournal();
	const sequencer = await bench.sequencer();
	for (const [place, { id, stream, sequence }] of (await bench.append('a', 3)).entries()) {
		journal.committed.set(id, { stream, sequence });
		journal.acknowledged.set(id, place + 1);
	}
	await sequencer.turn();
	const log = await findCurrentLog(bench.db);
	store = storeOf(bench.places, log!.slug);
	return () => bench.close();
});

const faults = () => findFaults(bench, journal);

it('finds nothing in a log that is whole', async () => {
	expect(await faults()).toEqual([]);
});

it('notices an act that was acknowledged and is not there', async () => {
	journal.committed.set('99', { stream: 'a', sequence: 9 });
	journal.acknowledged.set('99', 9);
	expect(await faults()).toEqual(['committed 99 is lost', 'acknowledged 99 moved']);
});

it('notices a row that the log does not hold', async () => {
	await bench.append('a', 1);
	expect(await faults()).toEqual([expect.stringContaining('has no place'), '5 rows, 4 leaves']);
});

it('notices a changed entry', async () => {
	const path = 'tile/entries/000.p/4';
	const bytes = Uint8Array.from((await store.read(path))!);
	const last = bytes.length - 3;
	bytes[last] = bytes[last]! ^ 1;
	await store.files.replace(path, bytes);
	expect((await faults()).length).toBeGreaterThan(0);
});

it('notices a head of the database that is not the log’s', async () => {
	await sql`update ledger.head set size = 3`.execute(bench.db);
	expect(await faults()).toEqual(['database at 3, log at 4']);
});

it('notices a claim of a second root', async () => {
	const claim = (await store.findClaim(1))!;
	await bench.bed.remove(`${new Date().getUTCFullYear()}/state/claims`);
	await store.claim({ ...claim, root: Buffer.alloc(32).toString('base64') });
	expect(await faults()).toEqual(['second root for size 4']);
});
