import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/lib/identity/contract.ts';
import type { Season } from '../../src/lib/vacancies/contract.ts';
import { registerUploads } from './uploads.ts';

const actor: Actor = {
	accountId: 'a',
	personId: 'person-1',
	name: 'R. Wulandari',
	roles: [{ role: 'committee', institutionId: 'kota-palu' }],
	secondFactor: true,
};

let app: FastifyInstance;
let origin: string;
/** What became of each upload that reached the imports: bytes, or why not. */
let taken: Promise<number | string>[];
/** Imports that are slower than the line that is cut. */
let beforeReading: Promise<unknown>;
/** Imports that have seen enough of a file before it ends. */
let givesUp: boolean;

async function swallow(content: Readable): Promise<number | string> {
	await beforeReading;
	if (givesUp) {
		await once(content, 'data');
		content.destroy();
		return 0;
	}
	return buffer(content).then(
		(bytes) => bytes.length,
		(error: unknown) => (error as Error).constructor.name,
	);
}

const words = { id: 'Uji', en: 'Test' };
const season: Season = {
	id: '',
	title: words,
	institution: { id: 'kota-palu', name: 'Pemerintah Kota Palu', shortName: 'Palu', zone: 'WITA' },
	vacancies: 0,
	seats: 0,
	schedule: [],
	now: { stage: words, action: words },
	selectionIds: [],
	announced: false,
};

beforeEach(async () => {
	taken = [];
	beforeReading = Promise.resolve();
	givesUp = false;
	app = Fastify();
	await registerUploads(app, {
		secure: false,
		vacancies: { findSeason: (id) => Promise.resolve({ ...season, id }) },
		identity: { recognise: () => Promise.resolve({ actor, cookies: [] }) },
		imports: {
			async upload(_permission, { content }) {
				const read = swallow(content);
				taken.push(read);
				const outcome = await read;
				if (typeof outcome === 'string') throw content.errored ?? new Error(outcome);
				return { kind: 'taken', id: outcome };
			},
		},
	});
	origin = await app.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(() => app.close());

const boundary = 'x'.repeat(20);
const field = (name: string, value: string) =>
	`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const fields =
	field('instansi', 'kota-palu') +
	field('jenis', 'vacancies') +
	field('seleksi', 'cpns-2026-kota-palu') +
	field('asal', 'x');
const file = `--${boundary}\r\nContent-Disposition: form-data; name="berkas"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n`;

/** Sends the beginning of an upload that claims to be long, and cuts the line. */
async function sendAndCut(beginning: string): Promise<void> {
	const socket = connect(Number(new URL(origin).port), '127.0.0.1');
	await once(socket, 'connect');
	socket.write(
		`POST /panitia/impor/unggah HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nOrigin: ${origin}\r\n` +
			`Content-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: 1000000\r\n\r\n${beginning}`,
	);
	await expect.poll(() => taken.length).toBe(1);
	socket.destroy();
}

async function sendWhole(): Promise<Response> {
	const form = new FormData();
	form.set('instansi', 'kota-palu');
	form.set('jenis', 'vacancies');
	form.set('seleksi', 'cpns-2026-kota-palu');
	form.set('asal', 'x');
	form.set('berkas', new File(['x'.repeat(500_000)], 'a.csv'));
	const headers = { origin };
	const options = { method: 'POST', headers, body: form, redirect: 'manual' as const };
	return fetch(`${origin}/panitia/impor/unggah`, options);
}

describe('an upload whose line is cut', () => {
	it('never looks like a whole file, and the next one is taken', async () => {
		await sendAndCut(`${fields}${file}vacancy_id\nv-1\n`);
		expect(await taken[0]).toBe('CutOff');
		const answer = await sendWhole();
		expect(answer.headers.get('location')).toBe('/panitia/impor/500000');
	});

	it('before anybody reads it does not end the process', async () => {
		let read: (value?: unknown) => void = () => undefined;
		beforeReading = new Promise((resolve) => {
			read = resolve;
		});
		await sendAndCut(`${fields}${file}vacancy_id\n`);
		const gone = () => app.server.getConnections((_error, count) => (open = count));
		let open = 1;
		await expect.poll(() => (gone(), open)).toBe(0);
		read();
		expect(await taken[0]).toBe('CutOff');
		expect((await sendWhole()).status).toBe(303);
	});
});

it('a file that is given up before its end leaves the line free for the next one', async () => {
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const content = `${fields}${file}${'x'.repeat(5_000_000)}\r\n--${boundary}--\r\n`;
	const send = () =>
		new Promise<number | undefined>((resolve, reject) => {
			const headers = { origin, 'content-type': `multipart/form-data; boundary=${boundary}` };
			const options = { agent, method: 'POST', headers };
			const sending = request(`${origin}/panitia/impor/unggah`, options, (answer) => {
				answer.resume().once('end', () => {
					resolve(answer.statusCode);
				});
			});
			sending.once('error', reject).end(content);
		});
	givesUp = true;
	expect(await send()).toBe(303);
	givesUp = false;
	expect(await send()).toBe(303);
	expect(await Promise.all(taken)).toEqual([0, 5_000_000]);
	agent.destroy();
});
