import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../src/lib/identity/server/testing/identity-bench.server.ts';
import type { DemoSignIn } from '../src/lib/identity/server/api.server.ts';
import { access, type Known, type Row, type VisitorName, visitors } from './access-table.ts';
import { type Closing, createClosing } from './closing.ts';
import { start } from './start.ts';
import { buildFolder, cleanEnvironment, testFolder, type TestFolder } from './testing.ts';
import { pagesOf } from './testing/pages.ts';

let folder: TestFolder;
let closing: Closing;
let url: string;
let signIns: readonly DemoSignIn[];
let known: Known;
const routes = new Set<string>();
const stop = new AbortController();
const jars = new Map<VisitorName, Map<string, string>>();

beforeAll(async () => {
	folder = testFolder();
	closing = createClosing();
	const build = await buildFolder();
	const started = await start({
		env: cleanEnvironment({ TERANG_DATA: folder.path }),
		cwd: folder.path,
		buildFolder: build,
		closing,
		onLost: (failure) => {
			throw new Error(failure.code);
		},
		stop: stop.signal,
		onRoute: (method, address) => routes.add(`${method} ${address}`),
	});
	if (!started.ok) throw new Error(started.code);
	({ url } = started);
	await started.complete;
	for (const page of await pagesOf(build)) routes.add(page);
	const file = path.join(folder.path, 'sign-ins.json');
	signIns = JSON.parse(readFileSync(file, 'utf8')) as DemoSignIn[];
	for (const visitor of visitors) await signIn(visitor);
	known = await whatIsKnown();
}, 240_000);

afterAll(async () => {
	stop.abort();
	await closing.run(() => undefined);
	folder.remove();
});

const emails: Readonly<Record<Exclude<VisitorName, 'nobody'>, string>> = {
	'committee of Palu': 'panitia1@kota-palu.contoh.id',
	'approving official of Palu': 'ppk@kota-palu.contoh.id',
	'auditor of Palu': 'inspektorat@kota-palu.contoh.id',
	'administrator of Palu': 'admin1@kota-palu.contoh.id',
	'second administrator of Palu': 'admin2@kota-palu.contoh.id',
	'committee of Bungo': 'panitia1@kabupaten-bungo.contoh.id',
	'auditor of Bungo': 'inspektorat@kabupaten-bungo.contoh.id',
	'administrator of Bungo': 'admin1@kabupaten-bungo.contoh.id',
	'national monitor': 'pemantau@nasional.contoh.id',
	'administrator of the installation': 'admin1@nasional.contoh.id',
};

async function signIn(visitor: VisitorName): Promise<void> {
	jars.set(visitor, new Map());
	if (visitor === 'nobody') return;
	const who = signIns.find(({ email }) => email === emails[visitor]);
	if (who === undefined) throw new Error(`no sign-in for ${visitor}`);
	await ask(visitor, '/masuk', { email: who.email, password: who.password });
	const code = codeOf(who.totpSecret);
	const answer = await ask(visitor, '/masuk/kode?/autentikator', { code });
	if (answer.status !== 303) throw new Error(`${visitor} cannot sign in: ${answer.status}`);
}

interface Asking {
	readonly method?: string;
	readonly file?: boolean;
	readonly headers?: Readonly<Record<string, string>>;
}

/** As a browser without scripts would ask. */
async function ask(
	visitor: VisitorName,
	address: string,
	form?: Readonly<Record<string, string>>,
	{ method = form === undefined ? 'GET' : 'POST', file = false, headers = {} }: Asking = {},
): Promise<Response> {
	const jar = jars.get(visitor) ?? new Map<string, string>();
	const response = await fetch(url + address, {
		method,
		redirect: 'manual',
		headers: {
			accept: 'text/html',
			cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
			...(method === 'GET' ? {} : { origin: url }),
			...headers,
		},
		...(form === undefined ? {} : { body: file ? withFile(form) : new URLSearchParams(form) }),
	});
	for (const line of response.headers.getSetCookie()) {
		const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
		if (value === '' || /max-age=0\b/iu.test(line)) jar.delete(name);
		else jar.set(name, value);
	}
	return response;
}

let header = '';

/** The template's columns, and a row that cannot be right. */
function withFile(form: Readonly<Record<string, string>>): FormData {
	const data = new FormData();
	for (const [name, value] of Object.entries(form)) data.set(name, value);
	const row = header.replaceAll(/[^,]+/gu, 'x');
	data.set('berkas', new File([`${header}\n${row}\n`], 'lowongan.csv'));
	return data;
}

/** Brings a file that cannot be right, and waits until it has been looked through. */
async function bringFile(selection: string): Promise<string> {
	const form = { instansi: 'kota-palu', jenis: 'vacancies', seleksi: selection, asal: 'x' };
	const as = 'committee of Palu';
	const template = await ask(as, '/panitia/impor/templat/vacancies');
	header = (await template.text()).replace(/^\uFEFF/u, '').split(/\r?\n/u, 1)[0] ?? '';
	const answer = await ask(as, '/panitia/impor/unggah', form, { file: true });
	const id = /\/panitia\/impor\/(\d+)/u.exec(answer.headers.get('location') ?? '')?.[1] ?? '';
	for (let asked = 0; asked < 300; asked += 1) {
		const progress = await ask(as, `/panitia/impor/${id}/kemajuan`);
		const { underway } = (await progress.json()) as { underway: boolean };
		if (!underway) return id;
		await pause(200);
	}
	throw new Error('the file was never looked through');
}

async function whatIsKnown(): Promise<Known> {
	const json = async <T>(address: string) => (await (await fetch(url + address)).json()) as T;
	const [published] =
		await json<{ selection: string; log: string; zip: string; url: string }[]>('/data/index.json');
	const selection = published?.selection ?? '';
	const { rows } = await json<{ rows: { vacancyId: string }[] }>(
		`/api/v1/selections/${selection}/results?limit=1`,
	);
	const people = await (await ask('administrator of Palu', '/admin/orang')).text();
	const committee = /name="orang" value="([^"]+)"[\s\S]{0,200}?value="committee"/u.exec(people);
	const committeeMember = committee?.[1] ?? '';
	const scripts = readdirSync(path.join(await buildFolder(), 'browser'));
	return {
		year: published?.log.split('/')[2] ?? '',
		zip: published?.zip ?? '',
		bundle: published?.url ?? '',
		selection,
		season: selection,
		vacancy: rows[0]?.vacancyId ?? '',
		script: scripts.find((name) => name.endsWith('.js')) ?? '',
		committeeMember,
		faultyImport: await bringFile(selection),
		openUpload: async () => {
			const headers = access['POST /panitia/impor/unggahan']?.script?.(known) ?? {};
			const asking = { method: 'POST', headers };
			const begun = await ask('committee of Palu', '/panitia/impor/unggahan', undefined, asking);
			return begun.headers.get('location') ?? '';
		},
		openReset: async () => {
			const wanted = { orang: committeeMember, instansi: 'kota-palu' };
			await ask('administrator of Palu', '/admin/orang?/atur_ulang', wanted);
			const page = await ask('administrator of the installation', '/admin?instansi=kota-palu');
			return /name="akses" value="([^"]+)"/u.exec(await page.text())?.[1] ?? '';
		},
		openRequest: async () => {
			const wanted = { perubahan: 'cabut', peran: 'committee', instansi: 'kota-palu' };
			await ask('administrator of Palu', '/admin/orang?/ubah', {
				orang: committeeMember,
				...wanted,
			});
			const page = await (
				await ask('administrator of the installation', '/admin?instansi=kota-palu')
			).text();
			return /name="perubahan" value="([^"]+)"/u.exec(page)?.[1] ?? '';
		},
	};
}

/** The end of the API answers every method alike. */
function withoutMethod(route: string): string {
	return route.endsWith(' /api/*') ? 'ANY /api/*' : route;
}

function answersOf({ answers }: Row): readonly number[] {
	if (typeof answers === 'number') return visitors.map(() => answers);
	return answers.split(' ').map(Number);
}

describe('every address of the running server', () => {
	it('stands in the table, and the table names no other', () => {
		const served = [...new Set(Array.from(routes, withoutMethod))]
			// HEAD comes with every GET; the catch-all is the pages, which are listed one by one.
			.filter((route) => !(route.startsWith('HEAD ') && routes.has(`GET ${route.slice(5)}`)))
			.filter((route) => !route.endsWith(' /*'))
			.sort();
		expect(served).toEqual(Object.keys(access).sort());
	});

	it('has an answer for every visitor', () => {
		for (const [route, row] of Object.entries(access)) {
			expect(answersOf(row), route).toHaveLength(visitors.length);
		}
	});

	it.each(Object.keys(access))('%s answers each visitor as the table says', async (route) => {
		const row = access[route];
		if (row === undefined) throw new Error(route);
		const [method = 'GET', template = ''] = route.split(' ');
		const action = /\?\/\w+$/u.exec(template)?.[0] ?? '';
		const plain = template.slice(0, template.length - action.length);
		const asked = (await row.path?.(known)) ?? plain;
		const address = asked + (action === '?/default' ? '' : action);
		const found: Record<string, number> = {};
		for (const visitor of visitors) {
			const form = await row.form?.(known);
			const answer = await ask(visitor, address, form, {
				method: method === 'ANY' ? 'POST' : method,
				file: row.file === true,
				headers: row.script?.(known) ?? {},
			});
			await answer.arrayBuffer();
			found[visitor] = answer.status;
			if (row.ends === true) await signIn(visitor);
		}
		const expected = answersOf(row);
		expect(found).toEqual(
			Object.fromEntries(visitors.map((name, place) => [name, expected[place]])),
		);
	});
});

it('whoever was shown people on a staff page is on record, and whoever was refused is not', async () => {
	const faults = `/panitia/impor/${known.faultyImport}`;
	const shown: [VisitorName, string][] = [
		['committee of Palu', `${faults}?instansi=kota-palu`],
		['committee of Palu', `/panitia/impor?instansi=kota-palu`],
		['second administrator of Palu', '/admin/orang?instansi=kota-palu'],
	];
	const refused = await ask('committee of Bungo', `${faults}?instansi=kota-palu`);
	expect(refused.status).toBe(403);
	for (const [visitor, address] of shown) await (await ask(visitor, address)).arrayBuffer();
	const page = await ask('administrator of Palu', '/admin/pembacaan?instansi=kota-palu');
	const [third, second, first, before] = [
		...(await page.text()).matchAll(/<code[^>]*>([^<]+)<\/code>/gu),
	].map(([, what = '']) => what);
	expect([first, second, third]).toEqual(shown.map(([, address]) => address.split('?', 1)[0]));
	expect(before).not.toBe(faults);
});

type HandMade = Omit<RequestInit, 'headers'> & {
	readonly headers?: Readonly<Record<string, string>>;
};

/** The request as somebody makes it who uses no browser. */
function send(visitor: VisitorName, address: string, request: HandMade): Promise<Response> {
	const jar = jars.get(visitor) ?? new Map<string, string>();
	const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
	const headers = { accept: 'text/html', cookie, origin: url, ...request.headers };
	return fetch(url + address, { redirect: 'manual', ...request, headers });
}

/** What is refused is refused in a sentence, on a page that carries the site's style. */
async function expectRefusal(answer: Response, where: string, row?: Row): Promise<void> {
	const page = await answer.text();
	expect(answer.status, where).toBeLessThan(500);
	if (answer.status < 400 || row?.script !== undefined) return;
	expect(page, where).toMatch(/<h1[^>]*>[^<]+<\/h1>/u);
	expect(page, where).toContain('rel="stylesheet"');
}

const workers: readonly VisitorName[] = [
	'nobody',
	'committee of Palu',
	'approving official of Palu',
	'administrator of Palu',
];

const type = (name: string) => ({ 'content-type': name });
const unreadable: readonly HandMade[] = [
	{ body: 'a=1', headers: type('text/plain') },
	{ body: '{"a":1}', headers: type('application/json') },
	{ body: 'x', headers: type('multipart/form-data') },
	{ body: '--b\r\nnonsense', headers: type('multipart/form-data; boundary=b') },
	{ body: `a=${'x'.repeat(80_000)}`, headers: type('application/x-www-form-urlencoded') },
	{ body: new Uint8Array([0x61, 0x3d, 0xff]), headers: type('application/x-www-form-urlencoded') },
	{ body: '' },
	{ headers: { origin: 'https://evil.example' } },
	{ headers: { origin: 'null' } },
];

const posts = Object.keys(access).filter((route) => route.startsWith('POST '));

describe('a form made by hand', () => {
	it.each(posts)('%s is refused in a sentence where it cannot be read', async (route) => {
		const row = access[route];
		const [path = '', action = ''] = route.slice('POST '.length).split('?');
		const asked = (await row?.path?.(known)) ?? path;
		const address = action === '' || action === '/default' ? asked : `${asked}?${action}`;
		for (const visitor of workers.filter(() => row?.ends !== true)) {
			for (const request of unreadable) {
				const answer = await send(visitor, address, { method: 'POST', ...request });
				await expectRefusal(answer, `${visitor}: ${JSON.stringify(request)}`, row);
			}
			for (const value of ['a\0b', 'NaN', '1e30', '__proto__']) {
				const names = Object.keys((await row?.form?.(known)) ?? {});
				const body = new URLSearchParams([...names, 'usul'].map((name) => [name, value]));
				const answer = await send(visitor, address, { method: 'POST', body });
				await expectRefusal(answer, `${visitor}: ${JSON.stringify(value)}`, row);
			}
		}
	});
});

describe('an address made by hand', () => {
	const numbered = ['run', 'approval', 'import', 'index', 'selection', 'kunci', 'kind', 'vacancy'];
	const templates = Object.keys(access).filter((route) => /^GET .*\[/u.test(route));

	it.each(templates)('%s is refused in a sentence where it names nothing', async (route) => {
		for (const value of [
			'NaN',
			'1.5',
			'-1',
			'1e30',
			'9223372036854775808',
			'%00',
			'%F0%9F%98%80',
		]) {
			const address = route.slice('GET '.length).replaceAll(/\[(\w+)\]/gu, (_all, name: string) => {
				const own = name === 'selection' && route.includes('[run]');
				return own ? known.selection : numbered.includes(name) ? value : 'x';
			});
			for (const visitor of [...workers, 'national monitor'] as const) {
				await expectRefusal(await send(visitor, address, {}), `${visitor}: ${address}`);
			}
		}
	});

	it.each(['instansi', 'halaman', 'dengan', 'jenis', 'salah', 'lanjut', 'jabatan'])(
		'is no trouble of ours with a strange "%s"',
		async (name) => {
			const imported = `/panitia/impor/${known.faultyImport}`;
			const pages = [
				'/panitia/impor',
				imported,
				'/admin',
				'/admin/orang',
				'/admin/pembacaan',
				'/masuk',
			];
			for (const value of ['%00', '-1', '1e30', '__proto__', 'constructor', '%ff']) {
				for (const page of pages) {
					for (const visitor of ['committee of Palu', 'national monitor'] as const) {
						const address = `${page}?${name}=${value}`;
						await expectRefusal(await send(visitor, address, {}), `${visitor}: ${address}`);
					}
				}
			}
		},
	);
});

it('a form that another site sends is refused, whoever holds the session', async () => {
	const jar = jars.get('second administrator of Palu') ?? new Map<string, string>();
	const answer = await fetch(`${url}/admin?/putuskan`, {
		method: 'POST',
		redirect: 'manual',
		headers: {
			cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
			origin: 'https://evil.example',
			'content-type': 'application/x-www-form-urlencoded',
		},
		body: 'perubahan=x&keputusan=setuju',
	});
	expect(answer.status).toBe(403);
});
