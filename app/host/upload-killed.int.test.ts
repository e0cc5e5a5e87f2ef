import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { codeOf } from '../src/lib/identity/server/testing/identity-bench.server.ts';
import type { DemoSignIn } from '../src/lib/identity/server/api.server.ts';
import {
	buildFolder,
	type HostProcess,
	spawnHost,
	testFolder,
	type TestFolder,
} from './testing.ts';

/** The real process, killed while a list is on its way to it, and started again. */

const email = 'panitia1@kota-sawahlunto.contoh.id';
const place = '/panitia/impor/unggahan';

let folder: TestFolder;
let host: HostProcess;
let url: string;
const jar = new Map<string, string>();

beforeAll(async () => {
	folder = testFolder();
	await startHost();
	const file = path.join(folder.path, 'sign-ins.json');
	const signIns = JSON.parse(readFileSync(file, 'utf8')) as DemoSignIn[];
	const who = signIns.find((one) => one.email === email);
	if (who === undefined) throw new Error(`no sign-in for ${email}`);
	const { password, totpSecret } = who;
	await ask('POST', '/masuk', {}, new URLSearchParams({ email, password }));
	const code = new URLSearchParams({ code: codeOf(totpSecret) });
	const signedIn = await ask('POST', '/masuk/kode?/autentikator', {}, code);
	if (signedIn.status !== 303) throw new Error(`cannot sign in: ${signedIn.status}`);
}, 240_000);

afterAll(async () => {
	host.child.kill('SIGTERM');
	await host.ended;
	folder.remove();
});

async function startHost(): Promise<void> {
	host = spawnHost(await buildFolder(), { TERANG_DATA: folder.path });
	url = await host.url();
}

const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');

async function ask(
	method: string,
	address: string,
	headers: Readonly<Record<string, string>> = {},
	body?: BodyInit,
): Promise<Response> {
	const response = await fetch(url + address, {
		method,
		redirect: 'manual',
		headers: { accept: 'text/html', origin: url, cookie: cookie(), ...headers },
		...(body === undefined ? {} : { body }),
	});
	for (const line of response.headers.getSetCookie()) {
		const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
		if (value === '' || /max-age=0\b/iu.test(line)) jar.delete(name);
		else jar.set(name, value);
	}
	return response;
}

const tus = { 'tus-resumable': '1.0.0' };
const octets = { ...tus, 'content-type': 'application/offset+octet-stream' };

const season = () => `cpns-${new Date().getUTCFullYear()}-kota-sawahlunto`;
const fields = () => ({
	instansi: 'kota-sawahlunto',
	jenis: 'vacancies',
	seleksi: season(),
	asal: 'Berita acara 800/412',
});

async function begin(content: Buffer): Promise<string> {
	const said = { ...fields(), berkas: 'lowongan.csv' };
	const metadata = Object.entries(said)
		.map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
		.join(',');
	const length = { 'upload-length': String(content.length), 'upload-metadata': metadata };
	const begun = await ask('POST', place, { ...tus, ...length });
	expect(begun.status).toBe(201);
	return begun.headers.get('location') ?? '';
}

/** Bytes of the uploads on the disk. */
function stored(): number {
	const uploads = path.join(folder.path, 'files', 'uploads');
	return readdirSync(uploads).reduce(
		(sum, name) => sum + statSync(path.join(uploads, name)).size,
		0,
	);
}

/** A part whose end never comes, because the process that reads it is gone. */
async function sendUntilKilled(address: string, content: Buffer, until: number): Promise<void> {
	const socket = connect(Number(new URL(url).port), '127.0.0.1');
	socket.on('error', () => undefined);
	await once(socket, 'connect');
	const head = {
		Host: new URL(url).host,
		Origin: url,
		Cookie: cookie(),
		'Tus-Resumable': '1.0.0',
		'Content-Type': 'application/offset+octet-stream',
		'Upload-Offset': '0',
		'Content-Length': String(content.length),
	};
	const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
	socket.write(`PATCH ${address} HTTP/1.1\r\n${lines.join('')}\r\n`);
	socket.write(content.subarray(0, until));
	await expect.poll(stored, { timeout: 10_000 }).toBeGreaterThan(until / 2);
	host.child.kill('SIGKILL');
	await host.ended;
	socket.destroy();
}

/** What the page of a file says, once it has been looked through. */
async function pageOf(id: string): Promise<string> {
	const address = `/panitia/impor/${id}`;
	for (let asked = 0; asked < 300; asked += 1) {
		const { underway } = (await (await ask('GET', `${address}/kemajuan`)).json()) as {
			underway: boolean;
		};
		if (!underway) return (await ask('GET', address)).text();
		await pause(200);
	}
	throw new Error('the file was never looked through');
}

const told = (page: string) => ({
	heading: /<h1[^>]*>([^<]+)<\/h1>/u.exec(page)?.[1],
	digest: /<code class="digest[^"]*">([0-9a-f]{64})<\/code>/u.exec(page)?.[1],
});

it('goes on from what came before the kill, and becomes the file of the plain form', async () => {
	const header =
		'vacancy_id,agency_id,position_code,education_group,unit_id,formation_type,seats,title';
	const rows = Array.from({ length: 40_000 }, (_, at) => `v-${at},a,p,e,u,umum,1,Guru kelas`);
	const content = Buffer.from(`${[header, ...rows].join('\n')}\n`);
	const address = await begin(content);
	await sendUntilKilled(address, content, 700_000);
	await startHost();

	const found = await ask('HEAD', address, tus);
	const arrived = Number(found.headers.get('upload-offset'));
	expect(arrived).toBeGreaterThan(300_000);
	expect(arrived).toBeLessThanOrEqual(700_000);
	const rest = new Uint8Array(content.subarray(arrived));
	const offset = { 'upload-offset': String(arrived) };
	const foreign = await ask(
		'PATCH',
		address,
		{ ...octets, ...offset, origin: 'https://evil.example' },
		rest,
	);
	expect(foreign.status).toBe(403);
	const whole = await ask('PATCH', address, { ...octets, ...offset }, rest);
	expect(whole.status).toBe(204);
	const page = told(await pageOf(whole.headers.get('terang-file') ?? ''));
	expect(page.digest).toBe(createHash('sha256').update(content).digest('hex'));

	const form = new FormData();
	for (const [name, value] of Object.entries(fields())) form.set(name, value);
	form.set('berkas', new File([new Uint8Array(content)], 'lowongan.csv'));
	const plain = await ask('POST', '/panitia/impor/unggah', {}, form);
	const id = /\/panitia\/impor\/(\d+)/u.exec(plain.headers.get('location') ?? '')?.[1] ?? '';
	expect(told(await pageOf(id))).toEqual(page);
}, 240_000);
