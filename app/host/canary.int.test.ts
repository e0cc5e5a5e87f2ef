import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoSelection } from '../demo/selection.ts';
import { shortlistByRules } from '../demo/shortlist.ts';
import type { DemoSignIn } from '../src/lib/identity/server/api.server.ts';
import { codeOf } from '../src/lib/identity/server/testing/identity-bench.server.ts';
import { backup } from './admin/backup.ts';
import { erase } from './admin/erase.ts';
import { administer } from './admin/testing/log-installation.ts';
import {
	buildFolder,
	type HostProcess,
	spawnHost,
	testFolder,
	type TestFolder,
} from './testing.ts';

/**
 * Two people whom nobody else is called like, brought in through every door that takes them. A
 * candidate is nowhere readable; of a colleague the database may hold name and address, since the
 * sign-in library reads them there (docs/data-inventory.md), and the letter to them of course.
 */
const candidate = {
	name: 'Kenariwati Zulqarnain Qomarpratiwi',
	birthDate: '1961-02-17',
	nik: '7203991231318888',
	email: 'kenariwati.q@zulqarnain-qomar.example',
};
/** Somebody of whom only a file with faults tells, its name and where it is said to come from. */
const mistaken = {
	name: 'Merpatiningsih Wicaksonohadi',
	birthDate: '1962-03-18',
	nik: '7204991231317777',
	email: 'merpati.w@wicaksonohadi.example',
};
const colleague = {
	name: 'Murainah Tsabitqolbi',
	email: 'murainah.t@tsabitqolbi.example',
	employeeNumber: '198703172011012019',
	password: 'burung murai tsabit qolbi 1703',
};
const ofColleague = [colleague.employeeNumber, colleague.password];

const inAnyForm = (texts: readonly string[]): readonly string[] => [
	...new Set(
		texts
			.flatMap((text) => [text, text.toLowerCase(), encodeURIComponent(text)])
			.flatMap((text) => [text, text.replaceAll('%20', '+')]),
	),
];
const nowhere = inAnyForm([
	...Object.values(candidate),
	...Object.values(mistaken),
	...ofColleague,
]);
const shownToNobody = inAnyForm(
	[candidate, mistaken, colleague].flatMap((person) => Object.values(person)),
);

let folder: TestFolder;
let host: HostProcess;
let url: string;
let signIns: readonly DemoSignIn[];
const jars = new Map<string, Map<string, string>>();
/** Heads of all answers. */
const heads: string[] = [];

const selection = () => `cpns-${new Date().getUTCFullYear()}-kota-palu`;
const preparer = 'panitia1@kota-palu.contoh.id';
const official = 'ppk@kota-palu.contoh.id';
const administrator = 'admin1@kota-palu.contoh.id';

beforeAll(async () => {
	folder = testFolder();
	host = spawnHost(await buildFolder(), { TERANG_DATA: folder.path });
	url = await host.url();
	const file = path.join(folder.path, 'sign-ins.json');
	signIns = JSON.parse(readFileSync(file, 'utf8')) as DemoSignIn[];
	for (const email of [preparer, official, administrator]) await signIn(email);
}, 240_000);

afterAll(async () => {
	host.child.kill('SIGTERM');
	await host.ended;
	folder.remove();
});

async function ask(
	visitor: string,
	address: string,
	body?: Readonly<Record<string, string>> | FormData,
): Promise<Response> {
	if (body === undefined) return send(visitor, 'GET', address, { accept: 'text/html' });
	const form = body instanceof FormData ? body : new URLSearchParams(body);
	return send(visitor, 'POST', address, { accept: 'text/html', origin: url }, form);
}

async function send(
	visitor: string,
	method: string,
	address: string,
	headers: Readonly<Record<string, string>>,
	body?: BodyInit,
): Promise<Response> {
	const jar = jars.get(visitor) ?? new Map<string, string>();
	jars.set(visitor, jar);
	const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
	const response = await fetch(url + address, {
		method,
		redirect: 'manual',
		headers: { cookie, ...headers },
		...(body === undefined ? {} : { body }),
	});
	for (const line of response.headers.getSetCookie()) {
		const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
		if (value === '' || /max-age=0\b/iu.test(line)) jar.delete(name);
		else jar.set(name, value);
	}
	heads.push([...response.headers].flat().join('\n'));
	return response;
}

async function signIn(email: string): Promise<void> {
	const who = signIns.find((one) => one.email === email);
	if (who === undefined) throw new Error(`no sign-in for ${email}`);
	await ask(email, '/masuk', { email, password: who.password });
	const answer = await ask(email, '/masuk/kode?/autentikator', { code: codeOf(who.totpSecret) });
	if (answer.status !== 303) throw new Error(`${email} cannot sign in: ${answer.status}`);
}

async function until<T>(find: () => Promise<T | undefined>): Promise<T> {
	for (let asked = 0; asked < 300; asked += 1) {
		const found = await find();
		if (found !== undefined) return found;
		await pause(200);
	}
	throw new Error('it never came');
}

/** Hands a list of participants in and waits until it was looked through; its address. */
async function handIn(
	rows: string,
): Promise<{ readonly address: string; readonly state: 'ready' | 'faulty' }> {
	const data = new FormData();
	const fields = { instansi: 'kota-palu', jenis: 'participants', seleksi: selection() };
	for (const [name, value] of Object.entries(fields)) data.set(name, value);
	data.set('asal', `kiriman ${mistaken.name}, ${mistaken.email}`);
	data.set('berkas', new File([rows], `${mistaken.name} ${mistaken.nik}.csv`));
	const answer = await ask(preparer, '/panitia/impor/unggah', data);
	const id = /\/panitia\/impor\/(\d+)/u.exec(answer.headers.get('location') ?? '')?.[1];
	const address = `/panitia/impor/${id ?? ''}`;
	const state = await until(async () => {
		const progress = await ask(preparer, `${address}/kemajuan`);
		const { underway } = (await progress.json()) as { underway: boolean };
		if (underway) return undefined;
		const page = await (await ask(preparer, address)).text();
		return page.includes('?/terapkan') ? 'ready' : 'faulty';
	});
	return { address, state };
}

/** Sends the beginning of a list by the door for lines that break, and never the rest. */
async function handInHalf(rows: string): Promise<void> {
	const bytes = Buffer.from(rows);
	const said = {
		instansi: 'kota-palu',
		jenis: 'participants',
		seleksi: selection(),
		asal: `kiriman ${mistaken.name}, ${mistaken.email}`,
		berkas: `${mistaken.name} ${mistaken.nik}.csv`,
	};
	const asked = { origin: url, 'tus-resumable': '1.0.0' };
	const begun = await send(preparer, 'POST', '/panitia/impor/unggahan', {
		...asked,
		'upload-length': String(bytes.length),
		'upload-metadata': Object.entries(said)
			.map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
			.join(','),
	});
	const address = begun.headers.get('location') ?? '';
	const type = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' };
	const half = bytes.subarray(0, Math.floor(bytes.length / 2));
	await send(preparer, 'PATCH', address, { ...asked, ...type }, half);
	const found = await send(preparer, 'HEAD', address, asked);
	expect(found.headers.get('upload-offset')).toBe(String(half.length));
	const stranger = await send('stranger', 'HEAD', address, asked);
	expect(stranger.status).toBe(401);
}

/** The people of the demo, one of whom is the candidate. */
function listWithCandidate(): { readonly number: string; readonly text: string } {
	const year = String(new Date().getUTCFullYear());
	const [, newest] = demoSelection(selection(), year, shortlistByRules).versions;
	const names = new Map(
		newest.people.split('\n').map((line) => [line.split(',')[0], line.split(',')[1]]),
	);
	const [header = '', ...lines] = newest.participants.trimEnd().split('\n');
	const columns = header.split(',');
	const rows = lines.map((line) => line.split(','));
	const [birth, gpa] = [columns.indexOf('birth_date'), columns.indexOf('gpa')];
	const one = rows.find((cells) => cells[birth] !== '' && cells[gpa] !== '');
	if (one === undefined) throw new Error('the demo has nobody with a birth date');
	one[birth] = candidate.birthDate;
	one[gpa] = '3.14';
	names.set(one[0], candidate.name);
	const table = rows.map((cells) => [...cells, names.get(cells[0]) ?? ''].join(','));
	return { number: one[0] ?? '', text: `${header},name\n${table.join('\n')}\n` };
}

function filesBelow(place: string): readonly string[] {
	return readdirSync(place, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.join(entry.parentPath, entry.name));
}

/** As they are read: head, and the body out of its base64. */
function letters(): readonly string[] {
	return filesBelow(path.join(folder.path, 'mails')).map((file) => {
		const [head = '', ...body] = readFileSync(file, 'utf8').split('\n\n');
		const text = Buffer.from(body.join('').replaceAll(/\s/gu, ''), 'base64').toString();
		return `${head}\n\n${text}`;
	});
}

function tracesIn(bytes: Buffer, traces: readonly string[]): readonly string[] {
	return traces.filter((trace) => bytes.includes(trace));
}

function expectNone(files: readonly string[], traces: readonly string[]): void {
	expect(files.length).toBeGreaterThan(0);
	for (const file of files) expect(tracesIn(readFileSync(file), traces), file).toEqual([]);
}

/** Where the database lies, in the folder or, run by root without namespaces, beside it. */
function clusterFolders(): readonly string[] {
	const elsewhere = path.join(folder.path, 'postgres', 'elsewhere.json');
	if (!existsSync(elsewhere)) return [path.join(folder.path, 'postgres')];
	return [(JSON.parse(readFileSync(elsewhere, 'utf8')) as { folder: string }).folder];
}

describe('a candidate and a colleague who went through every door', () => {
	let number: string;

	it('are refused in a file with faults, which shows them to the committee alone', async () => {
		const header = 'participant_id,vacancy_id,admin_status,name,birth_date,gpa';
		const row = `P-1,unknown,MS,${mistaken.name},${mistaken.birthDate}x,${mistaken.nik}`;
		const { address, state } = await handIn(`${header}\n${row}\n`);
		expect(state).toBe('faulty');
		expect(await (await ask(preparer, address)).text()).toContain(mistaken.nik);
		const download = await ask(preparer, `${address}/salah`);
		expect(await download.text()).toContain(mistaken.name);
	});

	it('are half on their way in a list whose line was cut', async () => {
		const row = `P-1,unknown,MS,${mistaken.name},${mistaken.birthDate},${mistaken.nik}\n`;
		const header = 'participant_id,vacancy_id,admin_status,name,birth_date,gpa\n';
		await handInHalf(header + row.repeat(20_000));
	});

	it('come in with a list, are ranked, approved and published', async () => {
		const list = listWithCandidate();
		({ number } = list);
		const { address, state } = await handIn(list.text);
		expect(state).toBe('ready');
		expect((await ask(preparer, `${address}?/terapkan`, {})).status).toBe(303);
		const started = await ask(preparer, `/panitia/hitung/${selection()}?/hitung`, {});
		const run = started.headers.get('location') ?? '';
		await until(async () => {
			const page = await (await ask(preparer, run)).text();
			return page.includes('?/ajukan') ? page : undefined;
		});
		const preview = await ask(official, `${run}/pratinjau`);
		expect(tracesIn(Buffer.from(await preview.text()), nowhere)).toEqual([]);
		const told = { wewenang: 'Ketua Panitia', alasan: `Nilai ${candidate.name} salah.` };
		expect((await ask(preparer, `${run}?/ajukan`, told)).status).toBe(400);
		const correction = { wewenang: 'Ketua Panitia', alasan: 'Satu tanggal salah disalin.' };
		const asked = await ask(preparer, `${run}?/ajukan`, correction);
		const approval = asked.headers.get('location') ?? '';
		expect(approval).toMatch(/\/panitia\/persetujuan\/\d+$/u);
		const note = { catatan: `Tanyakan ${candidate.email}` };
		expect((await ask(official, `${approval}?/kembalikan`, note)).status).toBe(400);
		const results = Buffer.from(
			await (await ask(official, `${approval}/results.csv`)).arrayBuffer(),
		);
		const computed = createHash('sha256').update(results).digest('hex');
		const signed = await ask(official, `${approval}?/setujui`, { hasil_hitung: computed });
		expect(signed.status).toBe(200);
		await until(async () => {
			const index = (await (await ask('', '/data/index.json')).json()) as { version: number }[];
			return index.some(({ version }) => version === 3) ? index : undefined;
		});
	}, 120_000);

	it('ask for results and sign-ins, rightly and wrongly', async () => {
		const birth = { lahir: candidate.birthDate };
		const mine = await ask('', '/hasil-saya', { nomor: number, ...birth });
		expect(mine.status).toBe(200);
		expect(await mine.text()).toContain(number);
		const wrong = await ask('', '/hasil-saya', { nomor: candidate.nik, ...birth });
		expect(wrong.status).toBe(404);
		const { email, name } = candidate;
		expect((await ask('', '/masuk', { email, password: name })).status).toBe(401);
		await ask('', '/masuk/lupa', { email });
		await ask('', '/masuk/kode?/autentikator', { code: candidate.nik });
	});

	it('are invited, and take the invitation', async () => {
		const { name: nama, email, employeeNumber: nip } = colleague;
		const invitation = { nama, email, nip, peran: 'auditor', instansi: 'kota-palu' };
		const invited = await ask(administrator, '/admin/orang?/undang', invitation);
		expect(invited.status).toBe(200);
		const letter = await until(() => {
			return Promise.resolve(letters().find((text) => text.includes(`To: ${email}`)));
		});
		const address = /\/masuk\/undangan\/\S+/u.exec(letter)?.[0] ?? '';
		const { name, employeeNumber: employee_number, password } = colleague;
		const joined = await ask('new', address, { name, employee_number, password });
		expect(joined.status).toBe(303);
	});

	it('are searched for by name and address, which stand in no address of the answer', async () => {
		const { name, email } = colleague;
		for (const [cari, finds] of [
			[name, email],
			[email, name],
			[mistaken.name, undefined],
		] as const) {
			const answer = await ask(administrator, '/admin/orang?/cari', {
				cari,
				instansi: 'kota-palu',
			});
			expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
			const page = await answer.text();
			expect(page).toContain(cari);
			for (const found of [name, email].filter((text) => text !== cari)) {
				expect(page.includes(found)).toBe(found === finds);
			}
			const addresses = [...page.matchAll(/\s(?:href|action)="([^"]*)"/gu)].map(([one]) => one);
			expect(addresses.length).toBeGreaterThan(10);
			expect(tracesIn(Buffer.from(addresses.join('\n')), shownToNobody)).toEqual([]);
		}
	});

	it('stand in no answer for everybody, no figure and no head of any answer', async () => {
		const open = ['/', '/hasil', `/hasil/${selection()}`, '/data', '/catatan', '/hasil-saya'];
		const programs = [
			'/metrics',
			'/readyz',
			'/data/index.json',
			`/api/v1/selections/${selection()}`,
			`/api/v1/selections/${selection()}/results?limit=5000`,
		];
		for (const address of [...open, ...programs]) {
			const body = Buffer.from(await (await ask('', address)).arrayBuffer());
			expect(tracesIn(body, shownToNobody), address).toEqual([]);
		}
		expect(tracesIn(Buffer.from(heads.join('\n')), shownToNobody)).toEqual([]);
	});

	it('stand in nothing that the process said, and after its end in no file', async () => {
		host.child.kill('SIGTERM');
		await host.ended;
		const said = Buffer.from(host.stdout() + host.stderr());
		expect(tracesIn(said, shownToNobody)).toEqual([]);
		const inside = (name: string) => filesBelow(path.join(folder.path, name));
		for (const name of ['logs', 'tiles', 'public', 'witness', 'files', 'keys']) {
			expectNone(inside(name), shownToNobody);
		}
		for (const letter of letters()) {
			const hidden = letter.includes(`To: ${colleague.email}`) ? nowhere : shownToNobody;
			expect(tracesIn(Buffer.from(letter), hidden)).toEqual([]);
		}
		const names = readdirSync(folder.path, { recursive: true, encoding: 'utf8' }).join('\n');
		expect(tracesIn(Buffer.from(names), shownToNobody)).toEqual([]);
		for (const cluster of clusterFolders()) expectNone(filesBelow(cluster), nowhere);
	}, 120_000);

	it('stand in no backup, but for the account of the colleague', async () => {
		const copy = path.join(folder.path, 'copy');
		expect(await administer(backup, folder.path, copy)).toMatchObject({ status: 0 });
		const files = filesBelow(copy);
		expect(files.some((file) => /identity/u.test(file))).toBe(true);
		expectNone(files, nowhere);
		expectNone(
			files.filter((file) => !/identity/u.test(path.basename(file))),
			shownToNobody,
		);
	}, 120_000);

	it('are not left in a file that waits when one of its selection is erased', async () => {
		const uploads = path.join(folder.path, 'files', 'uploads');
		expect(filesBelow(uploads).length).toBeGreaterThan(0);
		expect(await administer(erase, folder.path, selection(), number)).toMatchObject({ status: 0 });
		expect(filesBelow(uploads)).toEqual([]);
	}, 120_000);
});
