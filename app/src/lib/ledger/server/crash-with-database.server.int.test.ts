import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { launchDatabase, lockDataFolder } from '../../../../launcher/index.ts';
import { openDatabase } from '../../platform/database.server.ts';
import type { TilesPlace } from '../../platform/config.server.ts';
import type { SequencerPoint } from './sequencer.server.ts';
import { openTiles } from './tile-home.server.ts';
import { findFaults } from './testing/judge.server.ts';
import {
	emptyJournal,
	type Journal,
	type LogProcess,
	startLogProcess,
} from './testing/log-client.server.ts';

/** The application and its own PostgreSQL, with real durability, killed in the same moment. */
let folder: string;
let tiles: TilesPlace;
let keysDir: string;
let journal: Journal;
let running: LogProcess | undefined;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'terang-crash-'));
	tiles = { kind: 'folder', folder: join(folder, 'tiles') };
	keysDir = join(folder, 'keys');
	journal = emptyJournal();
});
afterEach(async () => {
	await running?.killWithDescendants();
	await rm(folder, { recursive: true, force: true });
});

function start(dieAt?: { readonly point: SequencerPoint; readonly time: number }): LogProcess {
	const base = { database: { dataDir: folder }, tiles, keysDir, holder: 'app', leaseSeconds: 30 };
	running = startLogProcess(dieAt === undefined ? base : { ...base, dieAt }, journal);
	return running;
}

async function judge(): Promise<readonly string[]> {
	const lock = await lockDataFolder(folder);
	if (!lock.ok) throw new Error(lock.code);
	const launched = await launchDatabase({ lock });
	if (!launched.ok) throw new Error(launched.code);
	const opened = openDatabase({ ...launched.database.connection });
	try {
		return await findFaults(
			{ db: opened.database, places: { tiles: openTiles(tiles), keysDir } },
			journal,
		);
	} finally {
		await opened.close();
		await launched.database.stop();
		await lock.release();
	}
}

async function judgeAfterRestart(): Promise<void> {
	const survivor = start();
	await survivor.seen(({ kind }) => kind === 'ready');
	const acknowledged = survivor.seen(({ kind }) => kind === 'acknowledged');
	survivor.order({ stream: 'after', count: 1 });
	await acknowledged;
	await survivor.killWithDescendants();
	expect(await judge()).toEqual([]);
}

it('loses nothing that was acknowledged when both die at points of the sequencer', async () => {
	for (const point of ['claimed', 'published', 'recorded'] as const) {
		const dying = start({ point, time: 2 });
		dying.order({ stream: 'a', count: 2 });
		await dying.seen(({ kind }) => kind === 'point' || kind === 'acknowledged');
		dying.order({ stream: 'b', count: 2 });
		await dying.seen(({ kind }) => kind === 'point');
		await dying.killWithDescendants();
	}
	await judgeAfterRestart();
});

it('loses nothing that was acknowledged when both die at random under load', async () => {
	for (let round = 0; round < 4; round += 1) {
		const victim = start();
		for (let act = 0; act < 40; act += 1) victim.order({ stream: `s${act % 5}`, count: 2 });
		const target = journal.acknowledged.size + randomInt(40);
		await victim.seen(() => journal.acknowledged.size >= target && journal.committed.size > 0);
		await victim.killWithDescendants();
	}
	await judgeAfterRestart();
});
