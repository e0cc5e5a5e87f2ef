import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
	type BucketServer,
	type Mishap,
	startBucketServer,
} from '../../platform/bucket/testing/bucket-server.ts';
import { findCurrentLog } from './ledger.store.server.ts';
import { signingFaults } from './testing/judge.server.ts';
import {
	type LedgerBench,
	openBench,
	type Server,
	startServer,
} from './testing/ledger-bench.server.ts';
import { openTiles, type TileHome } from './tile-home.server.ts';

const hurried = { attempts: 3, pauseMs: 1, requestMs: 500 };

describe('an object store is examined before it gets a log', () => {
	let server: BucketServer;
	let tiles: TileHome;

	beforeEach(async () => {
		server = await startBucketServer();
		tiles = openTiles({ kind: 'bucket', ...server.setting('log/') }, hurried);
		return () => server.stop();
	});

	it('is taken where it honours conditions, each time again', async () => {
		await tiles.examine();
		await tiles.examine();
		expect([...server.objects.keys()]).toEqual(['log/conditions-probe']);
	});

	it('is taken by several processes that try at once', async () => {
		await Promise.all(Array.from({ length: 4 }, () => tiles.examine()));
	});

	it.each(['if-none-match', 'if-match'])('is refused where it ignores %s', async (header) => {
		server.ignored.add(header);
		await expect(tiles.examine()).rejects.toMatchObject({ code: 'bucket.ignores_conditions' });
	});

	it.each<[string, object]>([
		['bucket.missing', { bucket: 'elsewhere' }],
		['bucket.refused', { secretAccessKey: 'x' }],
		['bucket.away', { endpoint: 'http://127.0.0.1:1' }],
	])('says %s where it cannot be used', async (code, change) => {
		const place = { kind: 'bucket', ...server.setting('log/'), ...change } as const;
		await expect(openTiles(place, hurried).examine()).rejects.toMatchObject({ code });
	});
});

describe('a turn over an object store that fails', () => {
	let database: Server;
	let bench: LedgerBench;
	let server: BucketServer;

	beforeAll(async () => {
		database = await startServer();
	});
	afterAll(() => database.stop());
	beforeEach(async () => {
		bench = await openBench(database, 'bucket');
		server = bench.bed.server!;
		const first = await bench.sequencer();
		await bench.append('a', 2);
		await first.turn();
		await bench.append('b', 3);
		server.seen.length = 0;
		return () => bench.close();
	});

	async function faults(): Promise<readonly string[]> {
		server.mishap = () => undefined;
		const log = await findCurrentLog(bench.db);
		return signingFaults(bench.places.tiles.store(log!.slug));
	}

	/** The requests of one whole turn, to know where one can fail. */
	async function writesOfATurn(): Promise<number> {
		const putBack = await bench.bed.save();
		const copy = await bench.copyDatabase();
		await (await copy.sequencer()).turn();
		await copy.close();
		await putBack();
		return server.seen.filter(({ method }) => method === 'PUT').length;
	}

	it.each<Mishap>(['unavailable', 'conflict', 'cut_before', 'cut_after'])(
		'grows once though any one of its writes was answered with %s',
		async (mishap) => {
			const writes = await writesOfATurn();
			expect(writes).toBeGreaterThan(4);
			for (let failing = 0; failing < writes; failing += 1) {
				let place = 0;
				server.mishap = ({ method }) =>
					method === 'PUT' && place++ === failing ? mishap : undefined;
				await bench.append('c', 1);
				const turn = await (await bench.sequencer()).turn();
				expect(turn.kind).toBe('grew');
				expect(await faults()).toEqual([]);
			}
			const entries = await bench.published();
			expect(entries.filter(({ s }) => s === 'c')).toHaveLength(writes);
		},
	);

	it('is finished by the next one where the store stayed away from some write on', async () => {
		const writes = await writesOfATurn();
		for (let last = 0; last < writes; last += 1) {
			let place = 0;
			// The write itself is carried out, its answer is lost, and nothing is heard any more.
			server.mishap = ({ method }) => {
				if (method === 'PUT') place += 1;
				if (place <= last) return undefined;
				return place === last + 1 ? 'cut_after' : 'cut_before';
			};
			await bench.append('c', 1);
			const sequencer = await bench.sequencer();
			await sequencer.turn().catch((error: unknown) => {
				expect(error).toMatchObject({ code: 'bucket.away' });
			});
			server.mishap = () => undefined;
			while ((await sequencer.turn()).kind !== 'idle');
			expect(await faults()).toEqual([]);
		}
		const entries = await bench.published();
		expect(entries.filter(({ s }) => s === 'c')).toHaveLength(writes);
	});

	it('makes no second root where a rival claims while its own claim is unanswered', async () => {
		const copy = await bench.copyDatabase();
		try {
			const rival = await copy.sequencer();
			await copy.append('d', 1);
			let cut = false;
			server.mishap = ({ method, key }) => {
				if (cut || method !== 'PUT' || !key.includes('/claims/')) return undefined;
				cut = true;
				return 'cut_before';
			};
			const own = await bench.sequencer({
				atPoint: async (point) => {
					if (point !== 'lease_checked') return;
					const mishap = server.mishap;
					server.mishap = () => undefined;
					await rival.turn();
					server.mishap = mishap;
				},
			});
			await bench.append('c', 1);
			expect(await own.turn()).toEqual({ kind: 'standby' });
			expect(cut).toBe(true);
			expect(await own.turn()).toMatchObject({ stop: { code: 'ledger.row_unmatched' } });
			expect(await faults()).toEqual([]);
		} finally {
			await copy.close();
		}
	});
});
