import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeKey } from '../src/lib/ledger/server/signing-key.server.ts';
import { makeCertificate } from '../src/lib/platform/testing/certificate.ts';
import {
	buildFolder,
	cleanEnvironment,
	type HostProcess,
	spawnHost,
	testFolder,
	type TestFolder,
} from './testing.ts';

/** The built application in production mode, asked only through a TLS proxy before it. */
const certificate = makeCertificate();
let build: string;
let folder: TestFolder;
let host: HostProcess;
let proxy: ChildProcess;
let proxyPort = 0;
let hostPort = 0;
let settings: Record<string, string>;

interface Answer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

interface Asked {
	readonly form?: Readonly<Record<string, string>>;
	readonly headers?: Readonly<Record<string, string>>;
}

/** As a browser does, which trusts the proxy's certificate. */
function ask(target: string, { form, headers = {} }: Asked = {}): Promise<Answer> {
	const body = form === undefined ? undefined : new URLSearchParams(form).toString();
	const posted = { origin: origin(), 'content-type': 'application/x-www-form-urlencoded' };
	return new Promise((resolve, reject) => {
		const sent = request(
			{
				host: '127.0.0.1',
				servername: 'localhost',
				port: proxyPort,
				ca: certificate?.cert,
				path: target,
				method: body === undefined ? 'GET' : 'POST',
				headers: {
					accept: 'text/html',
					host: `localhost:${proxyPort}`,
					...(body === undefined ? {} : posted),
					...headers,
				},
			},
			(answer) => {
				let text = '';
				answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
				answer.on('end', () => {
					resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text });
				});
			},
		);
		sent.on('error', reject);
		sent.end(body);
	});
}

function origin(): string {
	return `https://localhost:${proxyPort}`;
}

describe.skipIf(certificate === undefined)('behind a TLS proxy (skipped without openssl)', () => {
	beforeAll(async () => {
		build = await buildFolder();
		folder = testFolder();
		proxy = fork(fileURLToPath(new URL('tls-proxy.ts', import.meta.url)), {
			execArgv: ['--import', 'tsx'],
		});
		proxy.send({ ...certificate });
		const [{ port }] = (await once(proxy, 'message')) as [{ port: number }];
		proxyPort = port;
		const keyFile = path.join(folder.path, 'given.key');
		writeFileSync(keyFile, makeKey('terang.example/log', 'log').secret, { mode: 0o600 });
		settings = {
			TERANG_DATA: path.join(folder.path, 'data'),
			TERANG_MODE: 'production',
			TERANG_URL: origin(),
			TERANG_LOG_KEY_FILE: keyFile,
			TERANG_MAIL: 'smtp://127.0.0.1:9',
			TERANG_TRUSTED_PROXIES: '127.0.0.1',
			PORT: String(20_000 + ((process.pid * 7) % 20_000)),
		};
		host = spawnHost(build, settings);
		await host.url();
		hostPort = Number(settings['PORT']);
		proxy.send({ target: hostPort });
	});
	afterAll(async () => {
		host.child.kill('SIGTERM');
		await host.ended;
		proxy.disconnect();
		await once(proxy, 'exit');
		folder.remove();
	});

	it('pages tell browsers to stay with TLS, faults included', async () => {
		for (const target of ['/', '/tidak-ada', '/log/2026/checkpoint']) {
			const { headers } = await ask(target);
			expect(headers['strict-transport-security']).toMatch(/max-age=\d{8}/u);
		}
	});

	it('a form is taken from the public origin, and from no other', async () => {
		const form = { email: 'siapa@contoh.id', password: 'sembarang saja' };
		expect((await ask('/masuk', { form })).status).toBe(401);
		for (const forged of ['https://evil.example', `http://localhost:${proxyPort}`]) {
			const refused = await ask('/masuk', { form, headers: { origin: forged } });
			expect(refused.status).toBe(403);
		}
	});

	it('a sign-in gets one cookie that leaves TLS never and belongs to this host alone', async () => {
		const program = path.join(build, 'host', 'admin.js');
		const args = [program, 'invite', '--email', 'first@terang.example'];
		const env = cleanEnvironment(settings);
		const printed = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
		const link = printed.stdout.trim();
		expect(link.startsWith(`${origin()}/masuk/undangan/`)).toBe(true);
		const joined = await ask(link.slice(origin().length), {
			form: {
				name: 'Pertama',
				employee_number: '19850101 201001 1 001',
				password: 'a password of many words',
			},
		});
		expect(joined.status).toBe(303);
		const kept = (joined.headers['set-cookie'] ?? []).filter((line) => !/Max-Age=0/u.test(line));
		expect(kept).toHaveLength(1);
		expect(kept[0]).toMatch(/^__Host-.*; Secure/u);
		expect(kept[0]).not.toContain('Domain');
	});

	it('a forged address of the site is refused, whichever header carries it', async () => {
		expect((await ask('/', { headers: { host: 'evil.example' } })).status).toBe(421);
		const forged = await ask('/', { headers: { 'x-forwarded-host': 'evil.example' } });
		expect(forged.status).toBe(421);
	});

	it('the figures for this machine stay on it, though the proxy runs here as well', async () => {
		expect((await ask('/metrics')).status).toBe(404);
		expect((await fetch(`http://127.0.0.1:${hostPort}/metrics`)).status).toBe(200);
	});
});
