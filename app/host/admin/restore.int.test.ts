import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
	auditLog,
	checkpointBody,
	createLogReader,
	formatNote,
	parseCheckpoint,
	parseVkey,
	signNote,
} from '@terang/ledger';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LogStopped } from '../../src/lib/ledger/server/api.server.ts';
import { readKeyFile } from '../../src/lib/ledger/server/signing-key.server.ts';
import { signingFaults } from '../../src/lib/ledger/server/testing/judge.server.ts';
import { folderStore } from '../../src/lib/ledger/server/tile-store.server.ts';
import { backup } from './backup.ts';
import { key } from './key.ts';
import { log } from './log.ts';
import { restore } from './restore.ts';
import { administer, serveLog, type ServedLog, storeFolder } from './testing/log-installation.ts';

let folder: string;
/** An installation with a backup of size 3, which has gone on to size 5 since. */
let live: string;
let copy: string;
let keys: string;
let served: ServedLog | undefined;

async function makeLive(into: string, backupInto: string, keysInto: string): Promise<void> {
	const first = await serve(into);
	await first.publish('a');
	await first.publish('b');
	const taken = await administer(backup, into, backupInto, '--with-key', keysInto);
	expect(taken).toMatchObject({ status: 0 });
	await first.publish('a');
	await first.publish('c');
	await stop();
}

beforeAll(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'terang-restore-'));
	[live, copy, keys] = [newPlace(), newPlace(), newPlace()];
	await makeLive(live, copy, keys);
});
afterEach(stop);
afterAll(() => rm(folder, { recursive: true, force: true }));

let places = 0;

function newPlace(): string {
	places += 1;
	return path.join(folder, `place-${places}`);
}

async function stop(): Promise<void> {
	await served?.stop();
	served = undefined;
}

async function serve(dataDir: string): Promise<ServedLog> {
	return (served = await serveLog(dataDir));
}

async function restoreElsewhere(): Promise<string> {
	const elsewhere = newPlace();
	expect(await administer(restore, elsewhere, copy)).toMatchObject({ status: 0 });
	await cp(keys, path.join(elsewhere, 'keys'), { recursive: true });
	return elsewhere;
}

/** Every size that either store ever signed has one root. */
async function expectOneHistory(size: number, ...stores: readonly string[]): Promise<void> {
	for (const store of stores) expect(await signingFaults(folderStore(store))).toEqual([]);
	const reader = createLogReader({ fetch: (name) => folderStore(stores[0]!).read(name) });
	const audit = await auditLog(reader);
	expect(audit.findings).toEqual([]);
	expect(audit.entries).toBe(size);
	for (const other of stores.slice(1)) {
		const head = parseCheckpoint(await readFile(path.join(other, 'checkpoint')));
		expect(head.ok && (await reader.root(head.checkpoint.size))).toMatchObject({
			ok: true,
			root: head.ok ? head.checkpoint.root : undefined,
		});
	}
}

describe('restored beside a log that has moved on', () => {
	it('keeps the log, signs nothing by itself, and goes on once the rows were read back', async () => {
		const [own, ownCopy] = [newPlace(), newPlace()];
		await makeLive(own, ownCopy, newPlace());
		const before = await readFile(path.join(storeFolder(own), 'checkpoint'));
		const restored = await administer(restore, own, ownCopy);
		expect(restored).toMatchObject({
			status: 0,
			said: expect.stringContaining('was kept') as string,
		});

		const stopped = await serve(own);
		expect(stopped.ledger.state().turn).toMatchObject({ stop: { code: 'ledger.row_unmatched' } });
		expect(await stopped.ledger.head()).toMatchObject({ writable: false, size: 5 });
		await expect(stopped.publish('a')).rejects.toThrow(LogStopped);
		await stop();
		expect(await readFile(path.join(storeFolder(own), 'checkpoint'))).toEqual(before);

		expect(await administer(log, own, 'resume', '--head', storeFolder(own))).toMatchObject({
			status: 0,
			said: expect.stringContaining('2 entries') as string,
		});
		expect(await (await serve(own)).publish('a')).toBe(5);
		await stop();
		await expectOneHistory(6, storeFolder(own));
	});
});

describe('restored into an empty place', () => {
	let still: string;

	beforeAll(async () => {
		still = await restoreElsewhere();
	});

	it('is served but does not sign', async () => {
		const { ledger, publish } = await serve(still);
		expect(ledger.state().turn).toMatchObject({ stop: { code: 'ledger.read_only', size: 3 } });
		expect(await ledger.head()).toMatchObject({ writable: false, size: 3 });
		expect(await ledger.findEntry(2)).toMatchObject({ stream: 'b' });
		await expect(publish('a')).rejects.toThrow(LogStopped);
	});

	it('has every row of the database', async () => {
		const { database } = await serve(still);
		const { rows } = await sql<{ stream: string; q: string }>`
			select stream, q::text from ledger.entry order by id`.execute(database);
		expect(rows.map(({ stream, q }) => `${stream} ${q}`)).toEqual(['log 1', 'a 1', 'b 1']);
	});

	it('refuses a head without the entries behind it, an older one, and one of another history', async () => {
		const bare = path.join(folder, 'bare');
		await cp(path.join(storeFolder(live), 'checkpoint'), bare);
		const resume = async () => {
			const { status, said } = await administer(log, still, 'resume', '--head', bare);
			return `${status} ${said}`;
		};
		expect(await resume()).toContain('1 Entries 3 to 5 are missing');
		await writeFile(bare, await signed(1));
		expect(await resume()).toContain('1 The head shown (size 1) is older');
		await writeFile(bare, await signed(3));
		expect(await resume()).toContain('1 The head shown does not extend');
		await writeFile(bare, (await signed(9)).replace('terang.local', 'strange.local'));
		expect(await resume()).toContain('1 The head shown is not signed by the key');
		const { ledger } = await serve(still);
		expect(ledger.state().turn).toMatchObject({ stop: { code: 'ledger.read_only' } });
	});

	it('signs again after the live log was shown, with everything it had missed', async () => {
		const elsewhere = await restoreElsewhere();
		const shown = storeFolder(live);
		expect(await administer(log, elsewhere, 'resume', '--head', shown)).toMatchObject({
			status: 0,
		});
		const { publish, ledger } = await serve(elsewhere);
		expect(await publish('c')).toBe(5);
		expect(await ledger.entries({ limit: 3 })).toMatchObject([
			{ index: 5, stream: 'c', sequence: 2 },
			{ index: 4, stream: 'c', sequence: 1 },
			{ index: 3, stream: 'a', sequence: 2 },
		]);
		await stop();
		await expectOneHistory(6, storeFolder(elsewhere), storeFolder(live));
	});

	it('signs again after a head alone, where nothing is missing', async () => {
		const elsewhere = await restoreElsewhere();
		const head = path.join(copy, 'tiles', path.basename(storeFolder(live)), 'checkpoint');
		expect(await administer(log, elsewhere, 'resume', '--head', head)).toMatchObject({ status: 0 });
		expect(await (await serve(elsewhere)).publish('a')).toBe(3);
	});

	it('starts a new log that names where the old one ended', async () => {
		const elsewhere = await restoreElsewhere();
		expect(await administer(log, elsewhere, 'new-key')).toMatchObject({ status: 0 });
		const { publish, ledger } = await serve(elsewhere);
		expect(await publish('a')).toBe(1);
		const head = await ledger.head();
		expect(head.url).toMatch(/^\/log\/\d{4}-2\/$/u);
		const [first] = (await ledger.entries({ limit: 9 })).slice(-1);
		expect(first).toMatchObject({ type: 'log.continued', payload: { previous: { size: 3 } } });
		await stop();
		await expectOneHistory(2, storeFolder(elsewhere, head.url.split('/')[2]));
	});
});

/** A head of any size with a root of nothing, signed by the log's own key: what a thief could make. */
async function signed(size: number): Promise<string> {
	const secret = path.join(keys, `log-${path.basename(storeFolder(live))}.key`);
	const own = await readKeyFile(secret, 'log');
	const verifier = parseVkey(own!.vkey);
	if (!verifier.ok) throw new Error(verifier.code);
	const body = checkpointBody({ origin: own!.name, size, root: new Uint8Array(32) });
	return formatNote(body, [await signNote(body, verifier.key, own!.sign)]);
}

describe('a restore', () => {
	it('checks every byte before it touches anything', async () => {
		const [damaged, elsewhere] = [newPlace(), newPlace()];
		await cp(copy, damaged, { recursive: true });
		await appendFile(path.join(damaged, 'database/ledger.entry.copy'), 'x');
		const { status, said } = await administer(restore, elsewhere, damaged);
		expect(status).toBe(2);
		expect(said).toContain('ledger.entry.copy: backup.file_changed');
		expect(await readdir(elsewhere)).toEqual([]);
	});

	it('refuses to stand beside the log of another installation', async () => {
		const other = newPlace();
		await (await serve(other)).publish('z');
		await stop();
		expect(await administer(restore, other, copy)).toMatchObject({ status: 1 });
		expect(await (await serve(other)).publish('z')).toBe(2);
	});
});

describe('a change of key', () => {
	it('closes the old log with all its entries and opens a new one that continues it', async () => {
		const own = newPlace();
		await makeLive(own, newPlace(), newPlace());
		expect(await administer(key, own, 'rotate')).toMatchObject({ status: 0 });
		const { publish, ledger } = await serve(own);
		expect(await publish('a')).toBe(1);
		const { url } = await ledger.head();
		const [first] = (await ledger.entries({ limit: 9 })).slice(-1);
		expect(first).toMatchObject({ type: 'log.continued', payload: { previous: { size: 5 } } });
		await stop();
		await expectOneHistory(2, storeFolder(own, url.split('/')[2]));
		await expectOneHistory(5, storeFolder(own));
	});

	it('keeps the old log closed, also for a database that was restored from before', async () => {
		const [own, ownCopy] = [newPlace(), newPlace()];
		await makeLive(own, ownCopy, newPlace());
		expect(await administer(key, own, 'rotate')).toMatchObject({ status: 0 });
		await (await serve(own)).publish('a');
		await stop();
		expect(await administer(restore, own, ownCopy)).toMatchObject({ status: 0 });
		const { ledger } = await serve(own);
		expect(ledger.state().turn).toMatchObject({ stop: { code: 'ledger.log_ended', size: 5 } });
		await stop();
		const shown = storeFolder(own);
		expect(await administer(log, own, 'resume', '--head', shown)).toMatchObject({ status: 1 });
		expect(await administer(log, own, 'new-key')).toMatchObject({ status: 0 });
		expect((await (await serve(own)).ledger.head()).url).toMatch(/-3\/$/u);
	});
});
