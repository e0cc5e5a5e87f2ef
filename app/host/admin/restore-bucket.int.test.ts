import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { auditLog, createLogReader } from '@terang/ledger';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openTiles, type TileStore } from '../../src/lib/ledger/server/api.server.ts';
import { signingFaults } from '../../src/lib/ledger/server/testing/judge.server.ts';
import {
	type BucketServer,
	startBucketServer,
} from '../../src/lib/platform/bucket/testing/bucket-server.ts';
import { backup } from './backup.ts';
import { log } from './log.ts';
import { restore } from './restore.ts';
import {
	administer,
	type Installed,
	serveLog,
	type ServedLog,
} from './testing/log-installation.ts';

/** Backup and restore where the log is in an object store; the rows are in a folder as ever. */
let folder: string;
let server: BucketServer;
/** An installation with a backup of size 3, which has gone on to size 5 since. */
let live: Installed;
let copy: string;
let keys: string;
let served: ServedLog | undefined;
/** What the bucket held then. */
let grown: ReadonlyMap<string, Uint8Array>;

beforeAll(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'terang-restore-'));
	server = await startBucketServer();
	live = place('langsung/');
	[copy, keys] = [path.join(folder, 'copy'), path.join(folder, 'keys')];
	served = await serveLog(live);
	await served.publish('a');
	await served.publish('b');
	const taken = await administer(backup, live, copy, '--with-key', keys);
	expect(taken).toMatchObject({ status: 0 });
	await served.publish('a');
	await served.publish('c');
	await stop();
	grown = new Map(server.objects);
});
afterEach(stop);
afterAll(async () => {
	await server.stop();
	await rm(folder, { recursive: true, force: true });
});

let places = 0;

function place(prefix: string): Installed {
	places += 1;
	const { bucket, region, endpoint, accessKeyId, secretAccessKey } = server.setting(prefix);
	return {
		dataDir: path.join(folder, `place-${places}`),
		env: {
			TERANG_TILES: `s3://${bucket}/${prefix}`,
			AWS_REGION: region,
			AWS_ENDPOINT_URL_S3: endpoint ?? '',
			AWS_ACCESS_KEY_ID: accessKeyId,
			AWS_SECRET_ACCESS_KEY: secretAccessKey,
		},
	};
}

async function stop(): Promise<void> {
	await served?.stop();
	served = undefined;
}

async function serve(at: Installed): Promise<ServedLog> {
	return (served = await serveLog(at));
}

function storeBelow(prefix: string): TileStore {
	const slug = String(new Date().getUTCFullYear());
	return openTiles({ kind: 'bucket', ...server.setting(prefix) }).store(slug);
}

async function expectWhole(size: number, ...prefixes: readonly string[]): Promise<void> {
	const [first] = prefixes.map(storeBelow);
	const reader = createLogReader({ fetch: (name) => first!.read(name) });
	const audit = await auditLog(reader);
	expect(audit.findings).toEqual([]);
	expect(audit.entries).toBe(size);
	for (const prefix of prefixes) {
		const store = storeBelow(prefix);
		expect(await signingFaults(store)).toEqual([]);
		const newest = await store.newestClaim();
		const root = await reader.root(newest?.size ?? 0);
		// The longer log holds the root of the shorter: one history.
		expect(root.ok && Buffer.from(root.root).toString('base64')).toBe(newest?.root);
	}
}

async function restoreInto(at: Installed): Promise<void> {
	expect(await administer(restore, at, copy)).toMatchObject({ status: 0 });
	await cp(keys, path.join(at.dataDir, 'keys'), { recursive: true });
}

describe('a restore over an object store', () => {
	it('into an empty prefix is served, does not sign, and signs after the live log was shown', async () => {
		const elsewhere = place('pulih/');
		await restoreInto(elsewhere);
		const { ledger } = await serve(elsewhere);
		expect(ledger.state().turn).toMatchObject({ stop: { code: 'ledger.read_only', size: 3 } });
		expect(await ledger.findEntry(2)).toMatchObject({ stream: 'b' });
		await stop();
		expect(await resumeFromLive(elsewhere)).toMatchObject({ status: 0 });
		expect(await (await serve(elsewhere)).publish('c')).toBe(5);
		await stop();
		await expectWhole(6, 'pulih/', 'langsung/');
	});

	it('that broke off is no log, and is done by doing it again', async () => {
		const elsewhere = place('putus/');
		let writes = 0;
		server.mishap = ({ method, key }) => {
			if (method === 'PUT' && key.startsWith('putus/')) writes += 1;
			return writes > 4 ? 'cut_before' : undefined;
		};
		await expect(administer(restore, elsewhere, copy)).rejects.toMatchObject({
			code: 'bucket.away',
		});
		server.mishap = () => undefined;
		expect(await storeBelow('putus/').identity()).toBeUndefined();
		await restoreInto(elsewhere);
		expect((await serve(elsewhere)).ledger.state().turn).toMatchObject({
			stop: { code: 'ledger.read_only', size: 3 },
		});
		await stop();
		await expectWhole(3, 'putus/');
	});

	it('is refused beside another log, which stays as it was', async () => {
		const other = place('lain/');
		await (await serve(other)).publish('z');
		await stop();
		const before = new Map(server.objects);
		expect(await administer(restore, other, copy)).toMatchObject({ status: 1 });
		expect(server.objects).toEqual(before);
	});

	it('keeps a log that has moved on, and goes on once its rows were read back', async () => {
		const before = new Map(server.objects);
		const { said } = await administer(restore, live, copy);
		expect(said).toContain('was kept');
		expect(server.objects).toEqual(before);
		const stopped = await serve(live);
		expect(stopped.ledger.state().turn).toMatchObject({ stop: { code: 'ledger.row_unmatched' } });
		await stop();

		expect(await resumeFromLive(live)).toMatchObject({
			status: 0,
			said: expect.stringContaining('2 entries') as string,
		});
		expect(await (await serve(live)).publish('a')).toBe(5);
		await stop();
		await expectWhole(6, 'langsung/');
	});
});

/** The live log as its public files in a folder: what a mirror holds. */
async function resumeFromLive(at: Installed): Promise<{ status: number; said: string }> {
	const mirror = await mkdtemp(path.join(folder, 'mirror-'));
	const slug = String(new Date().getUTCFullYear());
	for (const [key, bytes] of grown) {
		const below = `langsung/${slug}/`;
		if (!key.startsWith(below) || key.includes('/state/')) continue;
		const file = path.join(mirror, key.slice(below.length));
		await mkdir(path.dirname(file), { recursive: true });
		await writeFile(file, bytes);
	}
	return administer(log, at, 'resume', '--head', mirror);
}
