import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../launcher/testing.ts';
import { makeKey } from '../src/lib/ledger/server/signing-key.server.ts';
import {
	buildFolder,
	cleanEnvironment,
	type HostProcess,
	spawnHost,
	testFolder,
	type TestFolder,
	watch,
} from './testing.ts';

let build: string;
let folder: TestFolder;
const running: HostProcess[] = [];

beforeAll(async () => {
	build = await buildFolder();
	folder = testFolder();
});

afterEach(async () => {
	for (const host of running.splice(0)) {
		host.child.kill('SIGTERM');
		await host.ended;
	}
});

afterAll(() => folder.remove());

function start(settings: Record<string, string | undefined>): HostProcess {
	const host = spawnHost(build, settings);
	running.push(host);
	return host;
}

function data(name: string): string {
	return path.join(folder.path, name);
}

/** The running server of a folder, if there is one: it removes this file when it ends cleanly. */
function postmasterOf(dataDir: string): string | undefined {
	const file = path.join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
	return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
	const late = pause(ms, undefined, { ref: false }).then(() => {
		throw new Error(`not within ${ms} ms`);
	});
	return Promise.race([promise, late]);
}

async function untilExists(file: string): Promise<void> {
	const poll = { timeout: 20_000, interval: 10 };
	await expect.poll(() => existsSync(file), poll).toBe(true);
}

async function untilRefused(url: string): Promise<void> {
	const answers = () =>
		fetch(`${url}/healthz`).then(
			() => true,
			() => false,
		);
	await expect.poll(answers, { timeout: 20_000, interval: 20 }).toBe(false);
}

function urlOf(connection: TestDatabase['connection']): string {
	const { host, port, user, database } = connection;
	return `postgresql://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;
}

async function query(url: string, text: string): Promise<void> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	await client.query(text);
	await client.end();
}

function keyFile(): string {
	const file = data('given.key');
	writeFileSync(file, makeKey('terang.example/log', 'log').secret, { mode: 0o600 });
	return file;
}

/** One sentence: a single line that ends in a full stop and holds no stack. */
function expectOneSentence(host: HostProcess): void {
	expect(host.stdout()).toBe('');
	expect(host.stderr()).toMatch(/^[^\n]+\.\n$/);
	expect(host.stderr()).not.toMatch(/\bat .+:\d+/);
}

describe('a demo without any setting', () => {
	it('becomes ready, answers, and ends within five seconds of SIGTERM', async () => {
		const host = start({ TERANG_DATA: data('plain') });
		const url = await host.url();
		expect((await fetch(url)).status).toBe(200);
		expect((await fetch(`${url}/healthz`)).status).toBe(200);
		const ready = await fetch(`${url}/readyz`);
		expect(ready.status).toBe(200);
		expect(host.stdout()).toBe(`Terang siap: ${url}\n`);
		host.child.kill('SIGTERM');
		expect(await within(5_000, host.ended)).toBe(0);
		expect(postmasterOf(data('plain'))).toBeUndefined();
	});

	it('remembers its mode and refuses another one', async () => {
		expect(JSON.parse(readFileSync(path.join(data('plain'), 'mode.json'), 'utf8'))).toEqual({
			mode: 'demo',
		});
		const host = start({ TERANG_DATA: data('plain'), TERANG_MODE: 'production' });
		expect(await host.ended).toBe(2);
		expect(host.stderr()).toContain('TERANG_MODE');
	});

	it('ends its requests and its database also when interrupted while starting', async () => {
		const host = start({ TERANG_DATA: data('early') });
		await untilExists(path.join(data('early'), 'lock'));
		host.child.kill('SIGINT');
		expect(await host.ended).toBe(0);
		expect(host.stdout()).toBe('');
		expect(postmasterOf(data('early'))).toBeUndefined();
	});
});

describe('a start that cannot succeed says why in one sentence', () => {
	it('refuses a second start on the same folder with 69', async () => {
		const first = start({ TERANG_DATA: data('twice') });
		const url = await first.url();
		const second = start({ TERANG_DATA: data('twice') });
		expect(await second.ended).toBe(69);
		expectOneSentence(second);
		expect(second.stderr()).toContain(String(first.child.pid));
		expect((await fetch(`${url}/healthz`)).status).toBe(200);
	});

	it('names a port in use, and has not touched the folder', async () => {
		const other = createServer().listen(0, '127.0.0.1');
		await new Promise((resolve) => other.once('listening', resolve));
		const { port } = other.address() as { port: number };
		const host = start({ TERANG_DATA: data('port'), PORT: String(port) });
		expect(await host.ended).toBe(69);
		other.close();
		expectOneSentence(host);
		expect(host.stderr()).toContain(String(port));
		expect(existsSync(path.join(data('port'), 'postgres'))).toBe(false);
		expect(existsSync(path.join(data('port'), 'mode.json'))).toBe(false);
	});

	it('names a database that is away, without its password', async () => {
		const host = start({
			TERANG_DATA: data('away'),
			TERANG_MODE: 'demo',
			DATABASE_URL: 'postgresql://terang:geheim@127.0.0.1:1/terang',
		});
		expect(await host.ended).toBe(69);
		expectOneSentence(host);
		expect(host.stderr()).toContain('DATABASE_URL');
		expect(host.stderr()).not.toContain('geheim');
	});

	it('refuses a demo that would face a network', async () => {
		const host = start({ TERANG_DATA: data('open'), HOST: '0.0.0.0' });
		expect(await host.ended).toBe(2);
		expectOneSentence(host);
		expect(existsSync(data('open'))).toBe(false);
	});

	it('names each wrong setting on a line of its own', async () => {
		const host = start({ TERANG_DATA: data('wrong'), TERANG_PROT: '1', PORT: 'http' });
		expect(await host.ended).toBe(2);
		expect(host.stderr().trimEnd().split('\n')).toHaveLength(2);
		expect(host.stderr()).toContain('TERANG_PROT');
	});

	it('refuses production without public origin, log key and mail', async () => {
		const host = start({
			TERANG_DATA: data('bare'),
			DATABASE_URL: 'postgresql://terang@127.0.0.1:1/terang',
		});
		expect(await host.ended).toBe(2);
		for (const setting of ['TERANG_URL', 'TERANG_LOG_KEY', 'TERANG_MAIL']) {
			expect(host.stderr()).toContain(setting);
		}
	});
});

describe('a full disk', () => {
	const mounted = testFolder().path;
	const possible =
		process.getuid?.() === 0 &&
		spawnSync('sh', ['-c', `mount -t tmpfs -o size=24m none ${mounted}`]).status === 0;

	afterAll(() => {
		if (possible) spawnSync('umount', ['-l', mounted]);
		rmSync(mounted, { recursive: true, force: true });
	});

	it.skipIf(!possible)(
		'is named in one sentence (skipped where no tmpfs can be mounted)',
		async () => {
			const host = start({ TERANG_DATA: path.join(mounted, 'data') });
			expect(await host.ended).toBe(69);
			expectOneSentence(host);
			expect(existsSync(path.join(mounted, 'data', 'postgres', 'cluster'))).toBe(false);
		},
	);
});

describe('an external database', () => {
	let server: TestDatabase;

	beforeAll(async () => {
		server = await startTestDatabase();
	});

	afterAll(() => server.stop());

	it('newer than the program is refused and left as it is', async () => {
		const fresh = await server.freshDatabase();
		const url = urlOf(fresh.connection);
		const settings = { TERANG_DATA: data('newer'), TERANG_MODE: 'demo', DATABASE_URL: url };
		const first = start(settings);
		await first.url();
		first.child.kill('SIGTERM');
		await first.ended;
		await query(
			url,
			`INSERT INTO platform.migration (name, timestamp) VALUES ('999901010000_future', '9999')`,
		);
		const second = start(settings);
		expect(await second.ended).toBe(69);
		expectOneSentence(second);
		expect(second.stderr()).toContain('999901010000_future');
		await fresh.drop();
	});

	it('is refused in production if the application may change evidence', async () => {
		const fresh = await server.freshDatabase();
		const host = start({
			TERANG_DATA: data('owner'),
			DATABASE_URL: urlOf(fresh.connection),
			DATABASE_MIGRATOR_URL: urlOf(fresh.connection),
			TERANG_URL: 'https://terang.example',
			TERANG_LOG_KEY_FILE: keyFile(),
			TERANG_MAIL: 'smtp://127.0.0.1:1',
		});
		expect(await host.ended).toBe(2);
		expectOneSentence(host);
		expect(host.stderr()).toContain('ledger.entry');
		await fresh.drop();
	});
});

describe('npm start', () => {
	it('ends everything when npm gets SIGTERM', async () => {
		const child = spawn('npm', ['start'], {
			env: cleanEnvironment({ TERANG_DATA: data('npm') }),
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		const host = watch(child);
		running.push(host);
		const url = await host.url();
		expect(host.stdout().trimEnd().split('\n').at(-1)).toBe(`Terang siap: ${url}`);
		child.kill('SIGTERM');
		await within(
			5_000,
			host.ended.then(() => untilRefused(url)),
		);
		expect(postmasterOf(data('npm'))).toBeUndefined();
	});
});
