import { request } from 'node:http';
import { connect } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	buildFolder,
	type HostProcess,
	spawnHost,
	testFolder,
	type TestFolder,
} from './testing.ts';

let folder: TestFolder;
let host: HostProcess;
let url: URL;
let year: string;

beforeAll(async () => {
	folder = testFolder();
	// A published version put there by hand: what is served is files, whoever wrote them.
	const bundle = path.join(folder.path, 'public', 'data', 'contoh', 'v1');
	mkdirSync(bundle, { recursive: true });
	writeFileSync(path.join(bundle, 'results.csv'), 'participant_id\n'.repeat(2_000));
	writeFileSync(path.join(bundle, 'secret.txt'), 'not part of a bundle');
	writeFileSync(path.join(bundle, '..', 'v1.zip'), 'zip');
	host = spawnHost(await buildFolder(), { TERANG_DATA: folder.path });
	url = new URL(await host.url());
	year = String(new Date().getUTCFullYear());
});

afterAll(async () => {
	host.child.kill('SIGTERM');
	await host.ended;
	folder.remove();
});

interface Answer {
	readonly status: number;
	readonly headers: Record<string, string | string[] | undefined>;
	readonly body: string;
}

/** Sends the path as it is: `fetch` would tidy away what a traversal attempt is made of. */
function ask(
	rawPath: string,
	options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const sent = request(
			{ host: url.hostname, port: url.port, path: rawPath, agent: false, ...options },
			(res) => {
				let body = '';
				res.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
				res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body }));
			},
		);
		sent.on('error', reject);
		sent.end(options.body);
	});
}

describe('every kind of answer carries the security headers and a request id', () => {
	it.each([
		['a page', '/', 200],
		['a page that does not exist', '/tidak-ada', 404],
		['the API document', '/api/v1/openapi.json', 200],
		['an unknown API address', '/api/v1/tidak-ada', 404],
		['a probe', '/healthz', 200],
		['a file of the log', `/log/${new Date().getUTCFullYear()}/checkpoint`, 200],
		['a missing tile', '/log/2020/tile/0/000', 404],
		['a published file', '/data/contoh/v1/results.csv', 200],
		['a folder that nobody published', '/data/contoh/v1/', 404],
		['a folder without its slash', '/data/contoh/v1', 308],
		['an unreadable address', '/%E0%A4%A', 400],
		['security.txt', '/.well-known/security.txt', 200],
	])('%s', async (_what, address, status) => {
		const answer = await ask(address);
		expect(answer.status).toBe(status);
		expect(answer.headers['content-security-policy']).toMatch(/script-src 'self';/);
		expect(answer.headers['content-security-policy']).toMatch(/frame-ancestors 'none'/);
		expect(answer.headers['cross-origin-opener-policy']).toBe('same-origin');
		expect(answer.headers['cross-origin-resource-policy']).toMatch(/^(same|cross)-origin$/);
		expect(answer.headers['referrer-policy']).toBeDefined();
		expect(answer.headers['permissions-policy']).toContain('camera=()');
		expect(answer.headers['x-content-type-options']).toBe('nosniff');
		expect(answer.headers['x-request-id']).toMatch(/^[\w-]{8,64}$/);
	});

	it('and the id of a proxy is kept', async () => {
		const answer = await ask('/healthz', { headers: { 'x-request-id': 'from-the-proxy-1' } });
		expect(answer.headers['x-request-id']).toBe('from-the-proxy-1');
	});

	it('and a fault shows it to a person and to a program', async () => {
		const page = await ask('/%E0%A4%A');
		expect(page.body).toContain(String(page.headers['x-request-id']));
		const api = await ask('/api/v1/tidak-ada');
		expect(JSON.parse(api.body)).toEqual({
			code: 'http.not_found',
			id: api.headers['x-request-id'],
		});
	});

	it('and bytes that are not HTTP get a short refusal', async () => {
		const answer = await new Promise<string>((resolve, reject) => {
			const socket = connect(Number(url.port), url.hostname, () =>
				socket.write('\0\0 nonsense\r\n\r\n'),
			);
			let said = '';
			socket.on('data', (chunk) => (said += chunk.toString()));
			socket.on('end', () => resolve(said));
			socket.on('error', reject);
		});
		expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
	});
});

describe('no address leaves its folder', () => {
	it.each([
		'/data/contoh/v1/../../../mode.json',
		'/data/contoh/v1/..%2F..%2F..%2Fmode.json',
		'/data/contoh/v1/%2e%2e/%2e%2e/%2e%2e/mode.json',
		'/data/../mode.json',
		'/data/%2e%2e/%2e%2e/mode.json',
		'/data/contoh/v1/secret.txt',
		'/data/contoh/v1/results.csv%00.json',
		'/log/2026/../../mode.json',
		'/log/2026/tile/../../../mode.json',
		'/log/2026/tile/..%2F..%2F..%2Fmode.json',
		'/log/..%2Fkeys/checkpoint',
		'/log/2026/tile/0/..\\..\\mode.json',
		'/skrip/..%2Fscripts.json',
		'/skrip/../host/main.js',
		'//etc/passwd',
	])('%s', async (address) => {
		const answer = await ask(address);
		expect(answer.status).toBeGreaterThanOrEqual(300);
		expect(answer.body).not.toMatch(/"mode"|not part of a bundle|root:|createServer/);
	});
});

describe('published files', () => {
	it('are immutable, readable from any origin, compressed on demand and known by an ETag', async () => {
		const plain = await ask('/data/contoh/v1/results.csv');
		expect(plain.headers['cache-control']).toContain('immutable');
		expect(plain.headers['access-control-allow-origin']).toBe('*');
		expect(plain.headers['content-length']).toBe(String('participant_id\n'.length * 2_000));
		const packed = await ask('/data/contoh/v1/results.csv', {
			headers: { 'accept-encoding': 'gzip' },
		});
		expect(packed.headers['content-encoding']).toBe('gzip');
		const again = await ask('/data/contoh/v1/results.csv', {
			headers: { 'if-none-match': String(plain.headers['etag']) },
		});
		expect(again.status).toBe(304);
		expect(again.body).toBe('');
	});

	it('answer HEAD without a body', async () => {
		const head = await ask('/data/contoh/v1.zip', { method: 'HEAD' });
		expect(head.status).toBe(200);
		expect(head.headers['content-length']).toBe('3');
		expect(head.body).toBe('');
	});
});

describe('the log', () => {
	it('serves its checkpoint fresh and its key as text', async () => {
		const checkpoint = await ask(`/log/${year}/checkpoint`);
		expect(checkpoint.headers['cache-control']).toBe('no-cache');
		const vkey = await ask(`/log/${year}/vkey`);
		expect(checkpoint.body.split('\n')[0]).toBe(vkey.body.split('+')[0]);
	});
});

describe('a method that an address does not take', () => {
	const origin = () => ({ origin: url.origin });

	it.each([
		['PUT', '/', /^GET, OPTIONS, HEAD$/],
		['DELETE', '/lowongan', /^GET, OPTIONS, HEAD$/],
		['PATCH', '/masuk', /\bPOST\b/],
		['POST', '/tentang', /^GET\b/],
		['PUT', '/catatan/0/bukti', /^GET, HEAD\b/],
		['DELETE', '/healthz', /^GET, HEAD$/],
		['PUT', '/data/contoh/v1/results.csv', /^GET, HEAD$/],
		['POST', `/log/${new Date().getUTCFullYear()}/checkpoint`, /^GET, HEAD$/],
		['PUT', '/api/v1/openapi.json', /^GET, HEAD$/],
	])('%s %s is refused in our words, and told what it takes', async (method, address, allow) => {
		const form = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '3' };
		const refused = await ask(address, { method, headers: { ...origin(), ...form }, body: 'a=1' });
		expect(refused.status).toBe(405);
		expect(refused.headers['allow']).toMatch(allow);
		if (!address.startsWith('/api/')) {
			expect(refused.headers['content-type']).toMatch(/^text\/html/);
			expect(refused.body).toContain('tidak menerima permintaan seperti itu');
		}
		const program = await ask(address, {
			method,
			headers: { ...origin(), accept: 'application/json' },
		});
		expect(program.status).toBe(405);
		expect(program.headers['allow']).toMatch(allow);
		expect(JSON.parse(program.body)).toEqual({
			code: 'http.method_not_allowed',
			id: program.headers['x-request-id'],
		});
	});

	it('is refused in English where the address is', async () => {
		const refused = await ask('/en/tentang', { method: 'PUT', headers: origin() });
		expect(refused.body).toContain('takes no such request');
		expect(refused.body).toContain('lang="en"');
	});

	it('is unknown where no address takes it', async () => {
		const unknown = await ask('/', { method: 'PROPFIND', headers: origin() });
		expect(unknown.status).toBe(501);
		expect(unknown.body).toContain('tidak dikenal');
	});
});

describe('who may ask', () => {
	it('a demo answers under loopback names only', async () => {
		expect((await ask('/', { headers: { host: `localhost:${url.port}` } })).status).toBe(200);
		expect((await ask('/', { headers: { host: `evil.example:${url.port}` } })).status).toBe(421);
	});

	it('forwarded headers of strangers are not believed', async () => {
		const answer = await ask('/', {
			headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
		});
		expect(answer.status).toBe(200);
		expect(answer.body).not.toContain('evil.example');
	});

	it('a form from another site is refused', async () => {
		const answer = await ask('/hasil-saya', {
			method: 'POST',
			headers: {
				origin: 'https://evil.example',
				'content-type': 'application/x-www-form-urlencoded',
			},
			body: 'a=1',
		});
		expect(answer.status).toBe(403);
	});

	it('metrics are for this machine, not for what a proxy passes on', async () => {
		expect((await ask('/metrics')).body).toContain('# TYPE terang_http_responses_total counter');
		const forwarded = await ask('/metrics', { headers: { 'x-forwarded-for': '203.0.113.9' } });
		expect(forwarded.status).toBe(404);
	});
});
