import { createServer, type RequestListener, type Server } from 'node:http';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { chooseEncoding, compressResponse } from './compression.ts';

describe('the encoding', () => {
	it.each([
		['br, gzip', 'br'],
		['gzip', 'gzip'],
		['gzip;q=1.0, br;q=0', 'gzip'],
		['GZIP', 'gzip'],
		['identity', undefined],
		['', undefined],
		[undefined, undefined],
		['gzip;q=0', undefined],
	])('for "%s" is %s', (accept, expected) => {
		expect(chooseEncoding(accept)).toBe(expected);
	});
});

describe('a compressed answer', () => {
	let server: Server | undefined;
	afterEach(() => server?.close());

	const page = '<p>Terang</p>'.repeat(20_000);

	async function ask(listener: RequestListener, accept: string, method = 'GET') {
		server = createServer((req, res) => {
			compressResponse(req, res);
			listener(req, res);
		});
		await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		return new Promise<{ headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
			const sent = request({ port, method, headers: { 'accept-encoding': accept } }, (res) => {
				const chunks: Buffer[] = [];
				res.on('data', (chunk: Buffer) => chunks.push(chunk));
				res.on('end', () => resolve({ headers: res.headers, body: Buffer.concat(chunks) }));
			});
			sent.on('error', reject);
			sent.end();
		});
	}

	it('holds the same bytes, however they were written', async () => {
		const { headers, body } = await ask((_req, res) => {
			res.writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': page.length });
			for (let at = 0; at < page.length; at += 7_001) res.write(page.slice(at, at + 7_001));
			res.end();
		}, 'br');
		expect(headers['content-encoding']).toBe('br');
		expect(headers['content-length']).toBeUndefined();
		expect(headers['vary']).toContain('Accept-Encoding');
		expect(brotliDecompressSync(body).toString()).toBe(page);
	});

	it('needs no explicit head', async () => {
		const { headers, body } = await ask((_req, res) => {
			res.setHeader('Content-Type', 'application/json');
			res.end(page);
		}, 'gzip');
		expect(headers['content-encoding']).toBe('gzip');
		expect(gunzipSync(body).toString()).toBe(page);
	});

	it.each([
		['image/png', {}],
		['text/html', { 'Content-Encoding': 'br' }],
	])('is left alone: %s %o', async (type, extra) => {
		const { headers, body } = await ask((_req, res) => {
			res.writeHead(200, { 'Content-Type': type, ...extra });
			res.end(page);
		}, 'gzip');
		expect(headers['content-encoding']).not.toBe('gzip');
		expect(body.toString()).toBe(page);
	});

	it('is not begun for a HEAD', async () => {
		const { headers } = await ask(
			(_req, res) => {
				res.writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': page.length });
				res.end();
			},
			'br',
			'HEAD',
		);
		expect(headers['content-length']).toBe(String(page.length));
	});
});
