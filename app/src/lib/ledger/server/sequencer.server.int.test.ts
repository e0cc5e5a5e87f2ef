import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
	openBench,
	type LedgerBench,
	type Server,
	startServer,
} from './testing/ledger-bench.server.ts';

let server: Server;
let bench: LedgerBench;

beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
	bench = await openBench(server);
	return () => bench.close();
});

describe('a turn of the sequencer', () => {
	it('opens the log with its own origin as entry 0', async () => {
		const sequencer = await bench.sequencer();
		expect(await sequencer.turn()).toEqual({ kind: 'grew', size: 1 });
		const [first] = await bench.published();
		expect(first).toMatchObject({ t: 'log.opened', s: 'log', q: 1 });
	});

	it('publishes what a committed transaction appended, and nothing of one rolled back', async () => {
		const sequencer = await bench.sequencer();
		await bench.append('a', 2);
		await bench.appendAndRollBack('a', 3);
		await bench.append('a', 1);
		await sequencer.turn();
		const entries = await bench.published();
		expect(entries.map(({ s, q }) => `${s} ${q}`)).toEqual(['log 1', 'a 1', 'a 2', 'a 3']);
	});
});
