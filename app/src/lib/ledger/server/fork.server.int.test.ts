import { rm } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findCurrentLog } from './ledger.store.server.ts';
import { openLogToSequence, storeOf } from './open-log.server.ts';
import { signingFaults } from './testing/judge.server.ts';
import {
	type LedgerBench,
	openBench,
	type Server,
	startServer,
} from './testing/ledger-bench.server.ts';
import { type BedKind, bedKinds } from './testing/tile-beds.server.ts';
import type { TileStore } from './tile-store.server.ts';

let server: Server;
let bench: LedgerBench;
let store: TileStore;

beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

async function prepare(kind: BedKind) {
	bench = await openBench(server, kind);
	const first = await bench.sequencer();
	await bench.append('a', 2);
	await first.turn();
	const log = await findCurrentLog(bench.db);
	store = storeOf(bench.places, log!.slug);
	return () => bench.close();
}

async function endLease(): Promise<void> {
	await sql`update ledger.lease set expires_at = now() - interval '1 second'`.execute(bench.db);
}

async function withCopy(act: (copy: LedgerBench) => Promise<void>): Promise<void> {
	const copy = await bench.copyDatabase();
	try {
		await act(copy);
	} finally {
		await copy.close();
	}
}

describe.each(bedKinds)('two processes on one database (%s)', (kind) => {
	beforeEach(() => prepare(kind));

	it('let only the holder of the lease sequence', async () => {
		const second = await bench.sequencer({ holder: 'second' });
		expect(await second.turn()).toEqual({ kind: 'standby' });
		await endLease();
		expect(await second.turn()).toEqual({ kind: 'idle', size: 3 });
	});

	it('raise the fence with each new holder and keep it for the same one', async () => {
		const first = await bench.sequencer();
		await first.turn();
		const fence = first.lease()!.fence;
		await first.turn();
		expect(first.lease()!.fence).toBe(fence);
		await endLease();
		const second = await bench.sequencer({ holder: 'second' });
		await second.turn();
		expect(second.lease()!.fence).toBe(fence + 1);
	});

	it.each(['before_claim', 'lease_checked'] as const)(
		'make no second root when the lease is lost in the middle of a batch, at %s',
		async (point) => {
			const second = await bench.sequencer({ holder: 'second' });
			const slow = await bench.sequencer({
				atPoint: async (reached) => {
					if (reached !== point) return;
					await endLease();
					await bench.append('b', 1);
					expect(await second.turn()).toEqual({ kind: 'grew', size: 5 });
				},
			});
			await bench.append('a', 1);
			expect(await slow.turn()).toEqual({ kind: 'standby' });
			expect(await signingFaults(store)).toEqual([]);
			const entries = await bench.published();
			expect(entries.map(({ s, q }) => `${s} ${q}`)).toEqual(['log 1', 'a 1', 'a 2', 'a 3', 'b 1']);
		},
	);

	it('never put an older checkpoint over a newer one', async () => {
		const second = await bench.sequencer({ holder: 'second' });
		let once = true;
		const slow = await bench.sequencer({
			atPoint: async (reached) => {
				if (reached !== 'files_written' || !once) return;
				once = false;
				await endLease();
				await bench.append('b', 1);
				expect(await second.turn()).toEqual({ kind: 'grew', size: 5 });
			},
		});
		await bench.append('a', 1);
		await slow.turn();
		expect(await signingFaults(store)).toEqual([]);
	});
});

describe.each(bedKinds)('a second database on the same tile store (%s)', (kind) => {
	beforeEach(() => prepare(kind));

	it('stops when the store has moved on without it, and signs nothing', async () => {
		await withCopy(async (restored) => {
			const live = await bench.sequencer();
			await bench.append('a', 2);
			await live.turn();
			const stale = await restored.sequencer();
			await restored.append('b', 1);
			expect(await stale.turn()).toMatchObject({
				kind: 'stopped',
				stop: { code: 'ledger.row_unmatched', index: 3, size: 5 },
			});
			expect(await signingFaults(store)).toEqual([]);
		});
	});

	it('loses the race for the next claim and then stops', async () => {
		await withCopy(async (other) => {
			const live = await bench.sequencer();
			await bench.append('a', 1);
			const rival = await other.sequencer({
				atPoint: async (reached) => {
					if (reached === 'lease_checked') await live.turn();
				},
			});
			await other.append('b', 1);
			expect(await rival.turn()).toEqual({ kind: 'standby' });
			expect(await rival.turn()).toMatchObject({ stop: { code: 'ledger.row_unmatched' } });
			expect(await signingFaults(store)).toEqual([]);
		});
	});

	it('reads back what it merely was not told', async () => {
		await bench.append('a', 2);
		await withCopy(async (restored) => {
			const live = await bench.sequencer();
			await live.turn();
			const behind = await restored.sequencer();
			expect(await behind.turn()).toEqual({ kind: 'idle', size: 5 });
			await restored.append('b', 1);
			expect(await behind.turn()).toEqual({ kind: 'grew', size: 6 });
			expect(await signingFaults(store)).toEqual([]);
		});
	});
});

describe.each(bedKinds)('a tile store that does not belong to the database (%s)', (kind) => {
	beforeEach(() => prepare(kind));

	it('stops the log when it was replaced by an older copy', async () => {
		const putBack = await bench.bed.save();
		const live = await bench.sequencer();
		await bench.append('a', 1);
		await live.turn();
		await putBack();
		await bench.append('b', 1);
		const after = await bench.sequencer();
		const stop = { code: 'ledger.store_behind', store: 3, database: 4 };
		expect(await after.turn()).toEqual({ kind: 'stopped', stop });
	});

	it('stops the log when it is missing', async () => {
		await bench.bed.remove(String(new Date().getUTCFullYear()));
		const log = await openLogToSequence(bench.db, bench.places, bench.clock.now());
		expect(log).toMatchObject({ stop: { code: 'ledger.store_missing' } });
	});

	it('refuses an empty database beside a log that has grown', async () => {
		const other = await openBench(server);
		try {
			const places = bench.places;
			const log = await openLogToSequence(other.db, places, other.clock.now());
			expect(log).toMatchObject({ stop: { code: 'ledger.store_foreign' } });
		} finally {
			await other.close();
		}
	});

	it('stops the log when a tile of its right edge was changed', async () => {
		await store.files.replace('tile/0/000.p/3', new Uint8Array(96));
		await bench.append('a', 1);
		const after = await bench.sequencer();
		expect(await after.turn()).toMatchObject({ stop: { code: 'ledger.store_damaged' } });
	});

	it('stops the log when it is marked as restored', async () => {
		await store.setReadOnly({ reason: 'restored', since: '2026-01-01T00:00:00.000Z' });
		await bench.append('a', 1);
		const after = await bench.sequencer();
		expect(await after.turn()).toMatchObject({ stop: { code: 'ledger.read_only', size: 3 } });
	});

	it('stops the log when the key is gone, and says so of another key', async () => {
		await rm(bench.places.keysDir, { recursive: true });
		const gone = await openLogToSequence(bench.db, bench.places, bench.clock.now());
		expect(gone).toMatchObject({ stop: { code: 'ledger.key_missing' } });
	});
});
