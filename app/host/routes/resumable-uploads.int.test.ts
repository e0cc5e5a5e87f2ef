import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { open, readdir, readFile } from 'node:fs/promises';
import { request as ask } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { sql } from 'kysely';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../launcher/testing.ts';
import type { Actor } from '../../src/lib/identity/contract.ts';
import { giveUpWaiting } from '../../src/lib/imports/server/api.server.ts';
import {
	type ImportsBench,
	season as seasonId,
	startImportsBench,
	vacancyFile,
	vacancyHeader,
} from '../../src/lib/imports/server/testing/imports-bench.server.ts';
import { registerResumableUploads } from './resumable-uploads.ts';

const committee: Actor = {
	accountId: 'a',
	personId: 'person-1',
	name: 'R. Wulandari',
	roles: [{ role: 'committee', institutionId: 'kota-palu' }],
	secondFactor: true,
};
const colleague: Actor = { ...committee, accountId: 'b', personId: 'person-2' };

let server: TestDatabase;
let bench: ImportsBench;
let app: FastifyInstance;
let origin: string;
/** Who the next requests are from. */
let actor: Actor | undefined;

beforeAll(async () => {
	server = await startTestDatabase();
});
afterAll(() => server.stop());

beforeEach(async () => {
	actor = committee;
	bench = await startImportsBench(server);
	const words = { id: 'Uji', en: 'Test' };
	app = Fastify();
	await registerResumableUploads(app, {
		secure: false,
		imports: bench.imports,
		identity: {
			recognise: () => Promise.resolve({ cookies: [], ...(actor === undefined ? {} : { actor }) }),
		},
		vacancies: {
			findSeason: (id) =>
				Promise.resolve({
					id,
					title: words,
					institution: {
						id: id === seasonId ? 'kota-palu' : 'another',
						name: '',
						shortName: '',
						zone: 'WITA',
					},
					vacancies: 0,
					seats: 0,
					schedule: [],
					now: { stage: words, action: words },
					selectionIds: [],
					announced: false,
				}),
		},
	});
	origin = await app.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(async () => {
	await app.close();
	await bench.stop();
});

const place = '/panitia/impor/unggahan';
const described = {
	instansi: 'kota-palu',
	jenis: 'vacancies',
	seleksi: seasonId,
	asal: 'Berita acara Qomariah',
	berkas: 'Lowongan Qomariah.csv',
};
const encoded = (said: Readonly<Record<string, string>>) =>
	Object.entries(said)
		.map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
		.join(',');

function send(
	method: string,
	path: string,
	headers: Readonly<Record<string, string>> = {},
	body?: Buffer,
): Promise<Response> {
	const all = { 'tus-resumable': '1.0.0', origin, ...headers };
	return fetch(origin + path, {
		method,
		headers: all,
		...(body === undefined ? {} : { body: new Uint8Array(body) }),
	});
}

const announce = (bytes: number, said: Readonly<Record<string, string>> = described) =>
	send('POST', place, { 'upload-length': String(bytes), 'upload-metadata': encoded(said) });

async function begin(bytes: number): Promise<string> {
	const answer = await announce(bytes);
	expect(answer.status).toBe(201);
	return answer.headers.get('location') ?? '';
}

const patch = (path: string, offset: number, body: Buffer) =>
	send(
		'PATCH',
		path,
		{ 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
		body,
	);

async function offsetOf(path: string): Promise<number> {
	const answer = await send('HEAD', path);
	expect(answer.status).toBe(200);
	return Number(answer.headers.get('upload-offset'));
}

async function sendWhole(content: Buffer): Promise<Response> {
	return patch(await begin(content.length), 0, content);
}

/** The beginning of a part that claims to be the rest, and then no line. */
async function sendAndCut(path: string, content: Buffer, from: number, to: number): Promise<void> {
	const socket = connect(Number(new URL(origin).port), '127.0.0.1');
	await once(socket, 'connect');
	socket.write(
		`PATCH ${path} HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nOrigin: ${origin}\r\n` +
			'Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\n' +
			`Upload-Offset: ${from}\r\nContent-Length: ${content.length - from}\r\n\r\n`,
	);
	socket.write(content.subarray(from, to));
	await expect.poll(stored, { timeout: 5_000 }).toBeGreaterThan((to - from) / 2);
	socket.destroy();
	await once(socket, 'close');
}

async function stored(): Promise<number> {
	const names = await readdir(bench.folder);
	const all = await Promise.all(names.map((name) => readFile(join(bench.folder, name))));
	return Buffer.concat(all).length;
}

/** A list of many rows, without a fault. */
function manyRows(rows: number): Buffer {
	const lines = Array.from({ length: rows }, (_, at) => `v-${at},a,p,e,u,umum,1,Guru,,ya\n`);
	return Buffer.from(`${vacancyHeader}\n${lines.join('')}`);
}

const digestOf = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const fileOf = (answer: Response) => Number(answer.headers.get('terang-file'));

describe('an upload in parts', () => {
	it('becomes the same file as through the plain form', async () => {
		const content = manyRows(20_000);
		const path = await begin(content.length);
		const first = 200_000;
		const some = await patch(path, 0, content.subarray(0, first));
		expect([some.status, some.headers.get('upload-offset')]).toEqual([204, String(first)]);
		expect(some.headers.get('upload-expires')).toMatch(/GMT$/u);
		const rest = await patch(path, first, content.subarray(first));
		expect(rest.status).toBe(204);
		await bench.imports.checkAll();
		const file = await bench.view(fileOf(rest));
		expect(file).toMatchObject({
			digest: digestOf(content),
			bytes: content.length,
			state: 'ready',
			rows: 20_000,
			fileName: 'Lowongan Qomariah.csv',
			source: 'Berita acara Qomariah',
		});
		const { id, uploadedAt, checkedAt, source, ...plain } = await bench.handIn(
			'vacancies',
			content,
		);
		expect([id, uploadedAt, checkedAt, source]).not.toContain(undefined);
		expect(file).toMatchObject({ ...plain, fileName: file.fileName });
	});

	it('goes on where its line was cut, and sends nothing twice', async () => {
		const content = manyRows(20_000);
		const path = await begin(content.length);
		await sendAndCut(path, content, 0, 300_000);
		const arrived = await offsetOf(path);
		expect(arrived).toBeGreaterThan(150_000);
		expect(arrived).toBeLessThanOrEqual(300_000);
		const rest = await patch(path, arrived, content.subarray(arrived));
		expect((await bench.view(fileOf(rest))).digest).toBe(digestOf(content));
	});

	it('is whole after many cuts, each followed by the next part at once', async () => {
		const content = manyRows(40_000);
		const path = await begin(content.length);
		for (let arrived = 0, cuts = 0; cuts < 8; cuts += 1) {
			const socket = connect(Number(new URL(origin).port), '127.0.0.1');
			await once(socket, 'connect');
			socket.write(
				`PATCH ${path} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\n` +
					'Content-Type: application/offset+octet-stream\r\n' +
					`Upload-Offset: ${arrived}\r\nContent-Length: ${content.length - arrived}\r\n\r\n`,
			);
			const until = arrived + 100_000 + cuts * 7_001;
			await new Promise((sent) => socket.write(content.subarray(arrived, until), sent));
			socket.destroy();
			arrived = await offsetOf(path);
			expect(arrived).toBeLessThanOrEqual(until);
		}
		const arrived = await offsetOf(path);
		const rest = await patch(path, arrived, content.subarray(arrived));
		expect((await bench.view(fileOf(rest))).digest).toBe(digestOf(content));
	});

	it('of a few bytes at a time arrives too', async () => {
		const content = Buffer.from(vacancyFile);
		const path = await begin(content.length);
		let answer: Response | undefined;
		for (let at = 0; at < content.length; at += 50) {
			answer = await patch(path, at, content.subarray(at, at + 50));
			expect(answer.status).toBe(204);
		}
		expect((await bench.view(fileOf(answer!))).digest).toBe(digestOf(content));
	});

	it('lies sealed while it comes, with what was said of it', async () => {
		const content = manyRows(20_000);
		const path = await begin(content.length);
		await patch(path, 0, content.subarray(0, 300_000));
		const names = await readdir(bench.folder);
		const bytes = await readFile(join(bench.folder, names[0] ?? ''));
		expect(bytes.includes('v-1,a,p')).toBe(false);
		const { rows } = await sql<{
			row: string;
		}>`select one::text || encode(personal, 'escape') as row from imports.upload one`.execute(
			bench.opened.database,
		);
		expect(rows).toHaveLength(1);
		expect(rows[0]?.row).not.toContain('Qomariah');
		const head = await send('HEAD', path);
		expect(JSON.stringify([...head.headers])).not.toContain('metadata');
	});

	it('tells again what became of it', async () => {
		const content = Buffer.from(vacancyFile);
		const path = await begin(content.length);
		const file = fileOf(await patch(path, 0, content));
		const again = await send('HEAD', path);
		expect(again.headers.get('upload-offset')).toBe(String(content.length));
		expect(fileOf(again)).toBe(file);
		const empty = await patch(path, content.length, Buffer.alloc(0));
		expect([empty.status, fileOf(empty)]).toEqual([204, file]);
		expect((await send('DELETE', path)).status).toBe(400);
		expect(await bench.count('imports.file')).toBe(1);
	});

	it('that is no table is refused by name, also when asked again, and leaves nothing', async () => {
		const content = Buffer.from('%PDF-1.7 not a table');
		const path = await begin(content.length);
		const refused = await patch(path, 0, content);
		expect(refused.status).toBe(422);
		expect(refused.headers.get('terang-code')).toBe('imports.other_format');
		const again = await send('HEAD', path);
		expect(again.headers.get('terang-code')).toBe('imports.other_format');
		expect(await readdir(bench.folder)).toEqual([]);
		expect(await bench.count('imports.file')).toBe(0);
	});

	it('that was damaged on the disk is refused whole', async () => {
		const content = manyRows(20_000);
		const path = await begin(content.length);
		await patch(path, 0, content.subarray(0, 300_000));
		const [name = ''] = await readdir(bench.folder);
		const file = await open(join(bench.folder, name), 'r+');
		await file.write(Buffer.alloc(10), 0, 10, 70_000);
		await file.close();
		const rest = await patch(path, 300_000, content.subarray(300_000));
		expect(rest.headers.get('terang-code')).toBe('imports.damaged');
		expect(await readdir(bench.folder)).toEqual([]);
	});

	it('of a file that is in effect changes nothing', async () => {
		await bench.takeIn('vacancies', vacancyFile);
		const answer = await sendWhole(Buffer.from(vacancyFile));
		expect((await bench.view(fileOf(answer))).state).toBe('unchanged');
	});

	it('is taken away by whoever began it', async () => {
		const path = await begin(1_000);
		await patch(path, 0, Buffer.alloc(500, 'x'));
		expect((await send('DELETE', path)).status).toBe(204);
		expect((await send('HEAD', path)).status).toBe(404);
		expect(await readdir(bench.folder)).toEqual([]);
	});
});

describe('whoever may not', () => {
	it('begin an upload is told so, and nothing is begun', async () => {
		const cases: [Actor | undefined, Record<string, string>, number, string][] = [
			[undefined, {}, 401, 'http.signed_out'],
			[{ ...committee, secondFactor: false }, {}, 403, 'http.forbidden'],
			[{ ...committee, roles: [] }, {}, 403, 'http.forbidden'],
			[committee, { instansi: 'another' }, 403, 'http.forbidden'],
			[committee, { seleksi: 'x' }, 422, 'imports.scope_of_another_institution'],
			[committee, { jenis: 'people' }, 422, 'imports.kind_unknown'],
			[committee, { berkas: '' }, 400, 'imports.no_file'],
		];
		for (const [who, said, status, code] of cases) {
			actor = who;
			const answer = await announce(10, { ...described, ...said });
			expect([answer.status, answer.headers.get('terang-code')]).toEqual([status, code]);
			expect(answer.headers.get('location')).toBeNull();
		}
		expect(await bench.count('imports.upload')).toBe(0);
	});

	it('go on with an upload of somebody else finds none', async () => {
		const path = await begin(1_000);
		await patch(path, 0, Buffer.alloc(500, 'x'));
		const nowhere = `${place}/2f1b0c8e-0000-4000-8000-000000000000`;
		actor = colleague;
		const tell = async (answer: Response) => [answer.status, await answer.text()];
		for (const method of ['HEAD', 'DELETE']) {
			expect(await tell(await send(method, path))).toEqual(await tell(await send(method, nowhere)));
		}
		const body = Buffer.alloc(500, 'x');
		expect(await tell(await patch(path, 500, body))).toEqual(
			await tell(await patch(nowhere, 500, body)),
		);
		expect((await send('HEAD', path)).status).toBe(404);
		actor = committee;
		expect(await offsetOf(path)).toBe(500);
	});

	it('hand files in any more cannot end what they began', async () => {
		const content = Buffer.from(vacancyFile);
		const path = await begin(content.length);
		await patch(path, 0, content.subarray(0, 100));
		actor = { ...committee, roles: [{ role: 'auditor', institutionId: 'kota-palu' }] };
		const answer = await patch(path, 100, content.subarray(100));
		expect([answer.status, answer.headers.get('terang-code')]).toEqual([403, 'http.forbidden']);
		expect((await send('HEAD', path)).status).toBe(403);
		actor = undefined;
		expect((await send('HEAD', path)).status).toBe(401);
		expect(await bench.count('imports.file')).toBe(0);
	});
});

describe('a request that does not fit', () => {
	it('is answered with what is wrong, and changes nothing', async () => {
		const path = await begin(1_000);
		await patch(path, 0, Buffer.alloc(500, 'x'));
		const body = Buffer.alloc(500, 'y');
		const octets = { 'content-type': 'application/offset+octet-stream' };
		const at = { 'upload-offset': '500' };
		const cases: [Promise<Response>, number][] = [
			[patch(path, 400, body), 409],
			[patch(path, 500, Buffer.alloc(501)), 413],
			[send('PATCH', path, octets, body), 403],
			[send('PATCH', path, at, body), 403],
			[send('PATCH', path, { ...at, 'content-type': 'text/csv' }, body), 400],
			[send('PATCH', path, { ...octets, 'upload-offset': '-1' }, body), 400],
			[send('PATCH', path, { ...octets, ...at, 'tus-resumable': '2.0.0' }, body), 400],
			[fetch(origin + path, { method: 'HEAD' }), 412],
			[send('POST', place, { 'upload-length': 'x' }), 400],
			[send('POST', place, { 'upload-metadata': encoded(described) }), 400],
			[send('POST', place, { 'upload-length': '9', 'upload-metadata': 'instansi !' }), 400],
			[send('POST', place, { 'upload-defer-length': '1' }), 501],
			[announce(9, { ...described, asal: 'a\0b' }), 400],
		];
		for (const [index, [answer, status]] of cases.entries()) {
			expect((await answer).status, String(index)).toBe(status);
		}
		expect(await offsetOf(path)).toBe(500);
		expect(await bench.count('imports.upload')).toBe(1);
	});

	it('for a file that is empty or too large is refused before a byte of it comes', async () => {
		const told = ({ status, headers }: Response) => [status, headers.get('terang-code')];
		expect(told(await announce(0))).toEqual([400, 'imports.empty_file']);
		const tooLarge = bench.imports.largest + 1;
		expect(told(await announce(tooLarge))).toEqual([413, 'imports.too_large']);
		expect((await announce(bench.imports.largest)).status).toBe(201);
	});

	it('is told what is supported, and nothing that is for other origins', async () => {
		const answer = await send('OPTIONS', place);
		expect(answer.headers.get('tus-extension')).toBe('creation,expiration,termination');
		expect(answer.headers.get('tus-max-size')).toBe(String(bench.imports.largest));
		const begun = await announce(10);
		expect(begun.headers.get('location')).toMatch(/^\/panitia\/impor\/unggahan\/[0-9a-f-]{36}$/u);
		for (const { headers } of [answer, begun, await send('HEAD', `${place}/x`)]) {
			expect([...headers.keys()].filter((name) => /^access-control/u.test(name))).toEqual([]);
			expect(headers.get('cache-control')).toBe('no-store');
		}
	});
});

it('of two parts at once the later goes on from what the earlier has brought', async () => {
	const content = manyRows(20_000);
	const path = await begin(content.length);
	const headers = {
		'tus-resumable': '1.0.0',
		origin,
		'content-type': 'application/offset+octet-stream',
		'content-length': String(content.length),
		'upload-offset': '0',
	};
	const earlier = ask(origin + path, { method: 'PATCH', headers });
	const ended = once(earlier, 'response');
	earlier.on('error', () => undefined);
	earlier.write(content.subarray(0, 300_000));
	await expect.poll(stored, { timeout: 5_000 }).toBeGreaterThan(200_000);
	const late = await patch(path, 0, content);
	expect(late.status).toBe(409);
	const [answer] = (await ended) as [{ statusCode: number; headers: Record<string, string> }];
	expect([answer.statusCode, answer.headers['upload-offset']]).toEqual([204, '300000']);
	earlier.destroy();
	expect(await offsetOf(path)).toBe(300_000);
	const both = await Promise.all([
		patch(path, 300_000, content.subarray(300_000)),
		patch(path, 300_000, content.subarray(300_000)),
	]);
	const whole = both.find(({ status }) => status === 204);
	expect(both.map(({ status }) => status).every((status) => [204, 409].includes(status))).toBe(
		true,
	);
	const file = await bench.view(fileOf(whole ?? (await send('HEAD', path))));
	expect(file.digest).toBe(digestOf(content));
	expect(await bench.count('imports.file')).toBe(1);
});

describe('a full disk', () => {
	const mount = (...words: string[]) =>
		spawnSync('mount', ['-t', 'tmpfs', ...words, 'none', bench.folder]).status === 0;

	it('ends a part with its reason, keeps what came, and lets it go on', async (context) => {
		if (process.getuid?.() !== 0 || !mount('-o', 'size=1m'))
			context.skip('no tmpfs can be mounted');
		try {
			const content = manyRows(60_000);
			const path = await begin(content.length);
			const full = await patch(path, 0, content);
			expect([full.status, full.headers.get('terang-code')]).toEqual([507, 'imports.no_room']);
			const arrived = await offsetOf(path);
			expect(arrived).toBeGreaterThan(500_000);
			expect(arrived).toBeLessThan(1_048_576);
			mount('-o', 'remount,size=20m');
			const rest = await patch(path, arrived, content.subarray(arrived));
			expect((await bench.view(fileOf(rest))).digest).toBe(digestOf(content));
			await bench.imports.checkAll();
		} finally {
			spawnSync('umount', ['-l', bench.folder]);
		}
	});
});

describe('an upload that nobody goes on with', () => {
	const age = (hours: number) =>
		sql`update imports.upload set touched_at = now() - ${`${hours} hours`}::interval`.execute(
			bench.opened.database,
		);

	it('is there for a day, and swept after it', async () => {
		const path = await begin(1_000);
		await patch(path, 0, Buffer.alloc(500, 'x'));
		await age(23);
		await bench.imports.checkAll();
		expect(await offsetOf(path)).toBe(500);
		await age(25);
		expect((await send('HEAD', path)).status).toBe(404);
		await bench.imports.checkAll();
		expect(await bench.count('imports.upload')).toBe(0);
		expect(await readdir(bench.folder)).toEqual([]);
	});

	it('is swept with its file left alone, where one came of it', async () => {
		const file = fileOf(await sendWhole(manyRows(10)));
		await age(25);
		await bench.imports.checkAll();
		expect(await bench.count('imports.upload')).toBe(0);
		expect((await bench.view(file)).state).toBe('ready');
		expect(await readdir(bench.folder)).toHaveLength(1);
	});

	it('gives way to the sixth of the same person, and to nobody else', async () => {
		const paths = [];
		for (let at = 0; at < 5; at += 1) paths.push(await begin(1_000));
		await patch(paths[0] ?? '', 0, Buffer.alloc(500, 'x'));
		actor = colleague;
		await begin(1_000);
		actor = committee;
		await begin(1_000);
		const found = await Promise.all(paths.map(async (path) => (await send('HEAD', path)).status));
		expect(found).toEqual([200, 404, 200, 200, 200]);
	});

	it('goes when one of its selection is erased', async () => {
		const answer = await announce(1_000, { ...described, jenis: 'participants' });
		const path = answer.headers.get('location') ?? '';
		await patch(path, 0, Buffer.alloc(500, 'x'));
		const { database } = bench.opened;
		const discard = () => Promise.resolve();
		await giveUpWaiting({ database, folder: bench.folder, discard }, seasonId);
		expect((await send('HEAD', path)).status).toBe(404);
		expect(await readdir(bench.folder)).toEqual([]);
	});
});
