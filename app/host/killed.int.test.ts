import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KilledInstallation, type Moment } from './testing/killing.ts';
import { Visitor } from './testing/visitor.ts';
import {
	expectLettersOnce,
	expectNoLeftovers,
	expectVerified,
	expectWholeImports,
	expectWholeLog,
	expectWholeVersions,
} from './testing/whole.ts';

/**
 * The process is killed in the middle of everything that takes a moment, as by a power cut, and
 * started again: it goes on or takes back, and nothing is half done or done twice.
 */

let at: KilledInstallation;

beforeAll(async () => {
	at = await KilledInstallation.prepare();
});

afterAll(() => at.remove());

const selection = `cpns-${new Date().getUTCFullYear()}-kota-palu`;
const publication = (state: string) => `select from results.publication where state = '${state}'`;
const run = (state: string) => `select from results.run where state = '${state}'`;
const people = (state: string) =>
	`select from imports.file where kind = 'participants' and state = '${state}'`;

/** A public folder that has no archive yet. */
function isHalfShown(): boolean {
	const folder = path.join(at.places.publicData, selection);
	if (!existsSync(folder)) return false;
	const names = readdirSync(folder);
	return names.some((name) => !name.endsWith('.zip') && !names.includes(`${name}.zip`));
}

function versionsInIndex(): number {
	const file = path.join(at.places.publicData, 'index.json');
	return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object[]).length : 0;
}

/** A letter lies in the folder, and its row waits to be sent. */
async function isLetterUnticked(): Promise<boolean> {
	const waiting = await at.query<{ key: string }>(
		'select key from notifications.mail where sent_at is null',
	);
	return waiting.some(({ key }) => {
		const name = createHash('sha256').update(key).digest('hex').slice(0, 32);
		return existsSync(path.join(at.places.mails, `${name}.eml`));
	});
}

/** The demo brings its season in through the doors of a committee: the work comes by itself. */
const season: readonly Moment[] = [
	{
		name: 'a file is being checked',
		held: 'results.participant',
		amid: people('checking'),
		withDatabase: true,
	},
	{ name: 'a file comes into effect', held: 'results.taken_in', amid: people('ready') },
	{ name: 'a run gathers its files', held: 'vacancies.list', amid: run('waiting') },
	{
		name: 'a run is being ranked',
		near: run('ranking'),
		held: 'results.run',
		amid: run('ranking'),
		withDatabase: true,
	},
	{
		name: 'a version is being signed',
		near: `select from results.approval where state = 'open'`,
		held: 'ledger.entry',
		amid: `select from results.approval where state = 'open'`,
	},
	{ name: 'a version is being recorded', held: 'results.row', amid: publication('received') },
	{
		name: 'a version has its entries and no manifest',
		near: publication('recorded'),
		held: 'results.publication',
		amid: publication('recorded'),
		withDatabase: true,
	},
	{
		name: 'the entry of a manifest has no place yet',
		near: publication('recorded'),
		held: 'ledger.sequenced',
		amid: publication('bound'),
	},
	{
		name: 'the folder is shown and its archive is not',
		amid: publication('bound'),
		files: isHalfShown,
	},
	{
		name: 'folder and archive are shown and no row says so',
		near: publication('bound'),
		held: 'notifications.mail',
		amid: publication('bound'),
		files: () => existsSync(path.join(at.places.publicData, selection)) && !isHalfShown(),
	},
	{
		name: 'a version is published and not in the index',
		near: publication('bound'),
		held: 'vacancies.season',
		amid: publication('published'),
		files: () => versionsInIndex() === 0,
	},
	{
		name: 'a letter is written and not yet ticked off',
		near: 'select from notifications.mail where sent_at is null',
		held: 'notifications.mail',
		amid: 'select from notifications.mail where sent_at is null',
		files: isLetterUnticked,
	},
];

/** What is unfinished is removed once nobody can be at it any more. */
function leaveForTwoDays(folder: string): void {
	const then = new Date(Date.now() - 2 * 86_400_000);
	for (const name of readdirSync(folder)) utimesSync(path.join(folder, name), then, then);
}

const participants = 1_500;

describe('killed while a season is brought in, ranked and published', () => {
	it.each(season)('when $name', async (moment) => {
		await at.startAndKill(moment);
	});

	it('it has gone on each time', async () => {
		at.start();
		await at.url();
		expect(versionsInIndex()).toBe(2);
		await expectWholeImports(at);
		await expectWholeVersions(at, 2, participants);
	});
});

describe('killed while people are at work', () => {
	let first: Visitor;
	let second: Visitor;
	let administrator: Visitor;
	let otherAdministrator: Visitor;

	beforeAll(async () => {
		const of = (name: string) =>
			Visitor.signedIn(() => at.url(), at.places, `${name}@kota-palu.contoh.id`);
		first = await of('panitia1');
		second = await of('panitia2');
		administrator = await of('admin1');
		otherAdministrator = await of('admin2');
	});

	/** Hands a file in, and waits until it is looked through; its page. */
	async function handIn(kind: string, text: string): Promise<string> {
		const form = new FormData();
		const fields = { instansi: 'kota-palu', jenis: kind, seleksi: selection, asal: 'Berita acara' };
		for (const [name, value] of Object.entries(fields)) form.set(name, value);
		form.set('berkas', new File([text], 'berkas.csv'));
		const address = await first.send('/panitia/impor/unggah', form);
		const id = /\d+$/u.exec(address)?.[0] ?? '';
		await at.until(`select from imports.file where id = ${id} and state <> 'checking'`);
		return `/panitia/impor/${id}`;
	}

	async function rank(): Promise<string> {
		const page = await first.send(`/panitia/hitung/${selection}?/hitung`, {});
		const id = /\d+$/u.exec(page)?.[0] ?? '';
		await at.until(`select from results.run where id = ${id} and state = 'done'`);
		return `/panitia/hitung/${selection}/${id}`;
	}

	async function someone(): Promise<string> {
		const [row] = await at.query<{ participant_id: string }>(
			'select participant_id from results.person order by participant_id limit 1',
		);
		return row?.participant_id ?? '';
	}

	it('a file on its way leaves no trace, and can be handed in again', async () => {
		const files = await at.count('imports.file');
		const whole = {
			name: 'a file is on its way',
			amid: `select from imports.file`,
			files: isOnItsWay,
		};
		await at.beginAndKill(whole, () => sendBeginning(first));
		at.start();
		expect(await at.count('imports.file')).toBe(files);
		leaveForTwoDays(at.places.uploads);
		const page = await handIn('marks', `participant_id,skb_praktik\n${await someone()},70\n`);
		expect(await first.page(page)).toContain('?/terapkan');
		expect(await at.count('imports.file')).toBe(files + 1);
		await first.send(`${page}?/terapkan`, {});
	});

	it('a file that is being undone is in effect or is not', async () => {
		const applied = `select from imports.file where kind = 'marks' and state = 'applied'`;
		const [{ id } = { id: '' }] = await at.query<{ id: string }>(
			`select max(id)::text as id from imports.file where kind = 'marks' and state = 'applied'`,
		);
		const undo = { name: 'a file is being undone', held: 'results.taken_in', amid: applied };
		const page = `/panitia/impor/${id}`;
		await at.beginAndKill(undo, () => first.send(`${page}?/urungkan`, {}));
		at.start();
		expect(await first.page(page)).toContain('?/urungkan');
		await expectWholeImports(at);
		await first.send(`${page}?/urungkan`, {});
		expect(await at.count(`results.mark where import_id = ${id}`)).toBe(0);
	});

	it('a tie that is being decided is decided once', async () => {
		const header = 'vacancy_id,participant_id,decision,authority,reason\n';
		await first.send(`${await handIn('decisions', header)}?/terapkan`, {});
		const page = await rank();
		const [tie] = await at.query<{ vacancy: string; one: string }>(`
			select tie ->> 'vacancy' as vacancy, tie -> 'participants' ->> 0 as one
			from results.run, jsonb_array_elements(outcome -> 'ties') tie order by id desc limit 1`);
		await first.send(`${page}?/imbang`, {
			jabatan: tie?.vacancy ?? '',
			terpilih: tie?.one ?? '',
			wewenang: 'Ketua Panitia',
			alasan: 'Semua kunci sama; diundi terbuka.',
		});
		const [open] = await at.query<{ id: string }>(
			`select id::text from results.tie_proposal where state = 'open'`,
		);
		const decided = { usul: open?.id ?? '' };
		await at.beginAndKill(
			{
				name: 'a tie is being decided',
				held: 'results.tie_proposal',
				amid: `select from results.tie_proposal where state = 'open'`,
			},
			() => second.send(`${page}?/pastikan`, decided),
		);
		at.start();
		// Whether it still came through: whoever sees it open decides it again.
		if ((await second.page(page)).includes('?/pastikan')) {
			await second.send(`${page}?/pastikan`, decided);
		}
		expect(await at.count(`results.tie_proposal where state = 'confirmed'`)).toBe(1);
		await rank();
		expect(
			await at.count(`results.run where id = (select max(id) from results.run)
			and outcome -> 'ties' <> '[]'`),
		).toBe(0);
	});

	it('a change of roles is decided once, and takes effect with its entry', async () => {
		const [person] = await at.query<{ id: string }>(
			`select person_id as id from identity.account where email like 'panitia2@kota-palu.%'`,
		);
		const change = { perubahan: 'cabut', peran: 'committee', instansi: 'kota-palu' };
		await administrator.send('/admin/orang?/ubah', { ...change, orang: person?.id ?? '' });
		const asked = `select from identity.role_change where change = 'revoked'`;
		const [{ id } = { id: '' }] = await at.query<{ id: string }>(asked.replace('from', 'id from'));
		const decide = () =>
			otherAdministrator.send('/admin?/putuskan', { perubahan: id, keputusan: 'setuju' });
		const undecided = `${asked} and decision is null`;
		const being = { name: 'a role is being changed', held: 'ledger.entry', amid: undecided };
		await at.beginAndKill(being, decide);
		at.start();
		await at.url();
		expect((await second.ask('/panitia')).status).toBe(200);

		const waits = `${asked} and decision = 'approved' and entry_index is null`;
		const placed = { name: 'its entry has no place yet', held: 'ledger.sequenced', amid: waits };
		await at.beginAndKill(placed, decide);
		at.start();
		await at.url();
		expect(
			await at.count(`identity.role_change where change = 'revoked'
			and decision = 'approved' and entry_index is not null`),
		).toBe(1);
		expect((await second.ask('/panitia')).status).toBe(403);
	});

	it('a person who is being erased is gone when pages are served again', async () => {
		const number = await someone();
		const person = `results.person where participant_id = '${number}'`;
		const erasing = {
			name: 'a person is being erased',
			held: 'results.person',
			amid: `select from ${person}`,
		};
		await at.beginAndKill(erasing, () => at.run('admin', 'erase', selection, number));
		const register = () => readFileSync(at.places.erased, 'utf8').trimEnd().split('\n');
		expect(register()).toHaveLength(1);
		at.start();
		await at.url();
		expect(await at.count(person)).toBe(0);
		expect(
			await at.count(`results.participant where participant_id = '${number}'
			and personal is not null`),
		).toBe(0);
		expect(register().at(-1)).toContain('"done":true');
	});

	it('in the end nothing is half done or done twice, and every page answers', async () => {
		await at.kill();
		leaveForTwoDays(path.join(at.places.aside, 'results'));
		at.start();
		await at.url();
		await at.until(
			'select where not exists (select from notifications.mail where sent_at is null)',
		);
		await expectWholeImports(at);
		await expectWholeVersions(at, 2, participants);
		await expectWholeLog(at);
		await expectVerified(at);
		await expectLettersOnce(at);
		await expectNoLeftovers(at);
		for (const address of [
			'/',
			'/hasil',
			`/hasil/${selection}`,
			'/data',
			'/catatan',
			'/lowongan',
		]) {
			await first.page(address);
		}
		for (const address of ['', '/impor', '/persetujuan', `/hitung/${selection}`]) {
			await first.page(`/panitia${address}`);
		}
	});
});

const boundary = 'berkas';

/** The fields of the form and the beginning of its file, of which the rest never comes. */
function sendBeginning(visitor: Visitor): Promise<Response> {
	const fields = { instansi: 'kota-palu', jenis: 'marks', seleksi: selection, asal: '' };
	const head = Object.entries(fields).map(
		([name, value]) =>
			`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
	);
	const file = `--${boundary}\r\ncontent-disposition: form-data; name="berkas"; filename="n.csv"\r\n\r\n`;
	const row = 'P-1,70\r\n'.repeat(50_000);
	const body = new ReadableStream({
		start(stream) {
			stream.enqueue(
				new TextEncoder().encode(`${head.join('')}${file}participant_id,skb\r\n${row}`),
			);
		},
	});
	const type = `multipart/form-data; boundary=${boundary}`;
	return visitor.ask('/panitia/impor/unggah', body, { 'content-type': type });
}

const isOnItsWay = () =>
	readdirSync(at.places.uploads).some(
		(name) => statSync(path.join(at.places.uploads, name)).size > 0,
	);
