import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
	type BucketServer,
	startBucketServer,
} from '../src/lib/platform/bucket/testing/bucket-server.ts';
import {
	buildFolder,
	cleanEnvironment,
	type HostProcess,
	spawnHost,
	testFolder,
	type TestFolder,
} from './testing.ts';

/** The built application with its log in an object store. */
let build: string;
let folder: TestFolder;
let store: BucketServer;
const running: HostProcess[] = [];
const year = String(new Date().getUTCFullYear());

beforeAll(async () => {
	build = await buildFolder();
	folder = testFolder();
	store = await startBucketServer();
});
afterEach(async () => {
	store.mishap = () => undefined;
	store.ignored.clear();
	for (const host of running.splice(0)) {
		host.child.kill('SIGTERM');
		await host.ended;
	}
});
afterAll(async () => {
	await store.stop();
	folder.remove();
});

function start(dataDir: string, change: Record<string, string> = {}): HostProcess {
	const { bucket, region, endpoint, accessKeyId, secretAccessKey } = store.setting('');
	const host = spawnHost(build, {
		TERANG_DATA: path.join(folder.path, dataDir),
		TERANG_TILES: `s3://${bucket}/log`,
		AWS_REGION: region,
		AWS_ENDPOINT_URL_S3: endpoint,
		AWS_ACCESS_KEY_ID: accessKeyId,
		AWS_SECRET_ACCESS_KEY: secretAccessKey,
		...change,
	});
	running.push(host);
	return host;
}

/** Exit status and answer of the auditor's command. */
async function terang(...args: readonly string[]): Promise<{ status: unknown; said: string }> {
	const program = path.resolve(import.meta.dirname, '../../packages/cli/bin/terang.js');
	const child = spawn(process.execPath, [program, ...args], { env: cleanEnvironment({}) });
	let said = '';
	for (const output of [child.stdout, child.stderr]) {
		output.on('data', (chunk: Buffer) => (said += chunk.toString()));
	}
	const [status] = (await once(child, 'close')) as [unknown];
	return { status, said };
}

async function readiness(url: string): Promise<{ status: number; text: string }> {
	const response = await fetch(`${url}/readyz`);
	return { status: response.status, text: await response.text() };
}

async function untilReady(url: string, fits: (text: string) => boolean): Promise<void> {
	const isReady = async () => fits((await readiness(url)).text);
	await expect.poll(isReady, { timeout: 60_000, interval: 100 }).toBe(true);
}

describe('the application with its log in an object store', () => {
	it('publishes the season there and answers /log/ out of it', async () => {
		const host = start('served');
		const url = await host.url();
		expect((await readiness(url)).status).toBe(200);
		const log = `${url}/log/${year}`;
		const checkpoint = await fetch(`${log}/checkpoint`);
		const stored = store.objects.get(`log/${year}/checkpoint`);
		expect(checkpoint.status).toBe(200);
		expect(checkpoint.headers.get('cache-control')).toBe('no-cache');
		expect(await checkpoint.text()).toBe(Buffer.from(stored!).toString());
		const tile = await fetch(`${log}/tile/0/000.p/${Number(sizeOf(stored!))}`);
		expect(tile.headers.get('cache-control')).toContain('immutable');
		const again = await fetch(tile.url, {
			headers: { 'if-none-match': tile.headers.get('etag') ?? '' },
		});
		expect(again.status).toBe(304);
		expect((await fetch(`${log}/state/log.json`)).status).toBe(404);
		expect((await fetch(`${log}/tile/0/999`)).status).toBe(404);

		const verified = await terang('log', 'verify', `${log}/`);
		expect(verified).toMatchObject({ status: 0 });
		const [newest] = (await (await fetch(`${url}/data/index.json`)).json()) as { url: string }[];
		const bundle = await terang('verify', new URL(newest!.url, url).href);
		expect(bundle).toMatchObject({ status: 0 });
		expect(readdirSync(path.join(folder.path, 'served/tiles'))).toEqual([]);
	});

	it('goes on where it stopped, also after the store was away for a while', async () => {
		const host = start('served');
		const url = await host.url();
		store.mishap = () => 'cut_before';
		await untilReady(url, (text) => text.includes('ledger.failing'));
		expect((await fetch(`${url}/healthz`)).status).toBe(200);
		expect((await fetch(`${url}/lowongan`)).status).toBe(200);
		expect((await fetch(`${url}/log/${year}/checkpoint`)).status).toBe(503);
		store.mishap = () => undefined;
		await untilReady(url, (text) => !text.includes('ledger.failing'));
		expect(await terang('log', 'verify', `${url}/log/${year}/`)).toMatchObject({ status: 0 });
	});

	it('ends within five seconds though the store does not answer', async () => {
		const host = start('served');
		await host.url();
		store.mishap = () => ({ slowMs: 30_000 });
		host.child.kill('SIGTERM');
		const late = pause(5_000, 'late', { ref: false });
		expect(await Promise.race([host.ended, late])).toBe(0);
		store.mishap = () => undefined;
	});

	it('keeps the credentials out of its logs and its output', () => {
		const { secretAccessKey, accessKeyId } = store.setting('');
		const logs = path.join(folder.path, 'served/logs');
		for (const name of readdirSync(logs)) {
			const text = readFileSync(path.join(logs, name), 'utf8');
			expect(text).not.toContain(secretAccessKey);
			expect(text).not.toContain(accessKeyId);
		}
	});
});

describe('an object store that cannot hold a log is named in one sentence', () => {
	it.each<[string, number, Record<string, string>]>([
		['AWS_ACCESS_KEY_ID', 2, { AWS_SECRET_ACCESS_KEY: 'salah' }],
		['AWS_REGION', 2, { AWS_REGION: 'elsewhere' }],
		['TERANG_TILES', 2, { TERANG_TILES: 's3://tidak-ada/log' }],
		['AWS_ENDPOINT_URL_S3', 69, { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' }],
	])('with %s and exit %i', async (named, status, change) => {
		const host = start('refused', change);
		expect(await host.ended).toBe(status);
		expect(host.stderr()).toMatch(/^[^\n]+\.\n$/);
		expect(host.stderr()).toContain(named);
		expect(host.stderr()).not.toContain('salah');
	});

	it('where it ignores conditions, with exit 2 and nothing of a log in it', async () => {
		store.ignored.add('if-none-match');
		const host = start('refused', { TERANG_TILES: `s3://${store.setting('').bucket}/other` });
		expect(await host.ended).toBe(2);
		expect(host.stderr()).toContain('If-None-Match');
		expect([...store.objects.keys()].filter((key) => key.startsWith('other/'))).toEqual([
			'other/conditions-probe',
		]);
		expect(existsSync(path.join(folder.path, 'refused/keys', `log-${year}.key`))).toBe(false);
	});
});

function sizeOf(checkpoint: Uint8Array): string {
	return Buffer.from(checkpoint).toString().split('\n')[1] ?? '';
}
