import { createServer, type Server } from 'node:http';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policy, publish, vkey } from '../../../bundle/test/publish.ts';
import { terang } from '../../test/run.ts';

let scratch: string;
let folder: string;
let server: Server;
let site: string;

beforeAll(async () => {
	scratch = mkdtempSync(path.join(tmpdir(), 'terang-verify-'));
	folder = path.join(scratch, 'site/data/cpns-2024-contoh/v1');
	const files = await publish();
	mkdirSync(folder, { recursive: true });
	for (const [name, bytes] of files) writeFileSync(path.join(folder, name), bytes);
	writeFileSync(`${folder}.zip`, zipSync(Object.fromEntries(files)));
	server = createServer((request, response) => {
		const { pathname } = new URL(request.url ?? '/', 'http://site');
		try {
			response.end(readFileSync(path.join(scratch, 'site', pathname)));
		} catch {
			response.writeHead(404).end();
		}
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	site = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});

afterAll(async () => {
	await new Promise((resolve) => server.close(resolve));
	rmSync(scratch, { recursive: true, force: true });
});

describe('terang verify', () => {
	it('says in one sentence that a folder holds, and on whose word', async () => {
		const run = await terang(['verify', folder]);
		expect(run).toMatchObject({ code: 0, stderr: '' });
		expect(run.stdout.trimEnd().split('\n')).toHaveLength(1);
		expect(run.stdout).toContain('Terbukti: cpns-2024-contoh v1, 4 orang, 2 dari 2 kursi');
		expect(run.stdout).toContain('dari berkas itu sendiri');
	});

	it.each(['--log-key', '--policy'])('takes %s as the anchor', async (option) => {
		const file = path.join(scratch, 'policy');
		writeFileSync(file, policy);
		const value = option === '--policy' ? file : vkey;
		const run = await terang(['verify', folder, option, value, '--json']);
		expect(run.code).toBe(0);
		expect(JSON.parse(run.stdout)).toMatchObject({
			holds: true,
			anchor: option === '--policy' ? 'policy' : 'key',
			findings: [],
		});
	});

	it('reads an archive and an address of one', async () => {
		expect((await terang(['verify', `${folder}.zip`])).code).toBe(0);
		expect((await terang(['verify', `${site}/data/cpns-2024-contoh/v1.zip`])).code).toBe(0);
	});

	it('names the file of a changed digit and exits with 1', async () => {
		const copy = path.join(scratch, 'changed');
		mkdirSync(copy);
		for (const [name, bytes] of await publish()) writeFileSync(path.join(copy, name), bytes);
		const results = path.join(copy, 'results.csv');
		writeFileSync(results, readFileSync(results, 'utf8').replace('P1,V1,L,410', 'P1,V1,L,411'));
		const run = await terang(['verify', copy, '--json']);
		expect(run.code).toBe(1);
		expect(JSON.parse(run.stdout)).toMatchObject({
			holds: false,
			anchor: 'bundle',
			findings: expect.arrayContaining([
				expect.objectContaining({ code: 'file_digest_differs', where: 'results.csv' }),
			]) as unknown,
		});
	});

	it('could not check what is no bundle and no site', async () => {
		const run = await terang(['verify', `${site}/nothing/`]);
		expect(run.code).toBe(2);
		expect(run.stderr).toContain('neither a bundle nor a site');
	});
});
