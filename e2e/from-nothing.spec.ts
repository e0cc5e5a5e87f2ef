import { execFileSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { expect, test } from './setup/journey.ts';
import { type Mailbox, openMailbox } from './setup/mailbox.ts';
import { cleanEnvironment, type RunningSite, startSite } from './setup/server.ts';
import { authenticatorCode } from './setup/sign-in.ts';

/**
 * An installation in production that holds nothing: from the first link on the command line to a
 * published result that the auditor's command confirms. Nothing of the demo helps.
 */
test.describe.configure({ mode: 'serial' });

const root = path.resolve(import.meta.dirname, '..');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const password = 'kuda baterai staples benar';
const selection = `pppk-${new Date().getUTCFullYear()}-kabupaten-contoh`;

let mailbox: Mailbox;
let site: RunningSite;
let settings: Record<string, string>;
const desks = new Map<string, Page>();

test.beforeAll(async () => {
	test.setTimeout(400_000);
	mailbox = await openMailbox();
	const port = await freePort();
	settings = {
		PORT: String(port),
		TERANG_MODE: 'production',
		TERANG_URL: `http://127.0.0.1:${port}`,
		TERANG_MAIL: mailbox.url,
		TERANG_LOG_KEY: admin('.', 'key', 'make').split('\n')[0] ?? '',
	};
	site = await startSite(settings);
});
test.afterAll(async () => {
	await site.stop();
	await mailbox.stop();
});

/** The public address of an installation in production is said before it starts. */
function freePort(): Promise<number> {
	return new Promise((resolve) => {
		const probe = createServer().listen(0, '127.0.0.1', () => {
			const { port } = probe.address() as AddressInfo;
			probe.close(() => resolve(port));
		});
	});
}

function admin(dataFolder: string, ...words: readonly string[]): string {
	const command = path.join(root, 'tools', 'admin.mjs');
	const env = { ...cleanEnvironment(dataFolder), ...settings };
	return execFileSync(process.execPath, [command, ...words], { cwd: root, env, encoding: 'utf8' });
}

async function isSound(page: Page): Promise<void> {
	for (const width of [360, 1280]) {
		await page.setViewportSize({ width, height: 900 });
		const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
		const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
		expect.soft(found, `${page.url()} at ${width}`).toEqual([]);
		const needed = await page.evaluate(() => document.documentElement.scrollWidth);
		expect.soft(needed, `${page.url()} at ${width}`).toBeLessThanOrEqual(width);
	}
}

interface Newcomer {
	readonly email: string;
	/** Where the link did not say them. */
	readonly asked?: { readonly name: string; readonly employeeNumber: string };
	readonly scripts: boolean;
}

/** Follows a link to an account with an authenticator. */
async function join(
	browser: Browser,
	link: string,
	{ email, asked, scripts }: Newcomer,
): Promise<void> {
	const context = { baseURL: site.url, javaScriptEnabled: scripts };
	const page = await (await browser.newContext(context)).newPage();
	desks.set(email, page);
	await page.goto(link);
	if (asked !== undefined) {
		await page.getByLabel('Nama lengkap').fill(asked.name);
		await page.getByLabel('NIP').fill(asked.employeeNumber);
	}
	await page.getByLabel('Kata sandi baru').fill(password);
	await page.getByRole('button', { name: 'Buat akun' }).click();
	await page.getByLabel('Kata sandi').fill(password);
	await page.getByRole('button', { name: 'Buat kunci baru' }).click();
	const typed = page.getByText('Atau ketik kunci ini').locator('code');
	const secret = (await typed.innerText()).replaceAll(' ', '');
	await page.getByLabel('Kode autentikator').fill(authenticatorCode(secret));
	await page.getByRole('button', { name: 'Pastikan' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('ini akun Anda');
}

function deskOf(email: string): Page {
	const page = desks.get(email);
	if (page === undefined) throw new Error(`${email} has not joined.`);
	return page;
}

/** Looks again until the page says so, as a person without scripts does. */
async function untilSays(page: Page, text: string | RegExp): Promise<void> {
	await expect(async () => {
		await page.reload();
		await expect(page.getByRole('main')).toContainText(text, { timeout: 1_000 });
	}).toPass({ timeout: 60_000 });
}

const main = (page: Page) => page.getByRole('main');
const administrators = ['satu@pusat.example', 'dua@pusat.example'] as const;
const [one, two] = administrators;
const staff = [
	{ email: 'panitia@contoh.example', name: 'Panitia Contoh', role: 'panitia' },
	{ email: 'ppk@contoh.example', name: 'Pejabat Contoh', role: 'pejabat' },
] as const;

test('two administrators come by the command line, and the public pages stand empty', async ({
	browser,
	page,
}) => {
	test.setTimeout(120_000);
	for (const [place, email] of administrators.entries()) {
		const link = admin(site.dataFolder, 'invite', '--email', email).trim();
		const employeeNumber = `19800101200501100${place + 1}`;
		await join(browser, link, {
			email,
			scripts: true,
			asked: { name: `Administrator ${email}`, employeeNumber },
		});
	}
	expect(() => admin(site.dataFolder, 'invite', '--email', 'tiga@pusat.example')).toThrow();
	for (const address of ['/', '/lowongan', '/hasil', '/data', '/hitung-ulang', '/catatan']) {
		await page.goto(site.url + address);
		await expect(page.getByRole('heading', { level: 1 }), address).toBeVisible();
		await isSound(page);
	}
});

test('an institution is named, which the log says; a second one of its code is refused', async () => {
	const page = deskOf(one);
	await page.goto('/admin/instansi');
	await page.getByLabel('Nama lengkap').fill('Pemerintah Kabupaten Contoh');
	await page.getByLabel('Nama pendek').fill('Kab. Contoh');
	await page.getByLabel('WITA').check();
	await page.getByLabel('Kode').fill('Kabupaten Contoh');
	await page.getByRole('button', { name: 'Tambah instansi' }).click();
	await expect(page.getByText('Tulis dengan huruf kecil')).toBeVisible();
	await expect(page.getByLabel('Nama pendek')).toHaveValue('Kab. Contoh');
	await isSound(page);
	await page.getByLabel('Kode').fill('kabupaten-contoh');
	await page.getByRole('button', { name: 'Tambah instansi' }).click();
	await expect(page.getByRole('alert')).toContainText('Pemerintah Kabupaten Contoh tersimpan');
	await isSound(page);
	await page.locator('form[action="?/tambah"]').getByLabel('Nama lengkap').fill('Lain');
	await page.locator('form[action="?/tambah"]').getByLabel('Nama pendek').fill('Lain');
	await page.getByLabel('Kode').fill('kabupaten-contoh');
	await page.getByRole('button', { name: 'Tambah instansi' }).click();
	await expect(page.getByRole('alert')).toContainText('sudah dipakai instansi lain');
	await expect(async () => {
		await page.goto('/catatan');
		await expect(main(page)).toContainText('Pemerintah Kabupaten Contoh', { timeout: 1_000 });
	}).toPass({ timeout: 30_000 });
});

test('one administrator invites the staff, the other confirms them, letters bring them in', async ({
	browser,
}) => {
	test.setTimeout(180_000);
	const first = deskOf(one);
	const second = deskOf(two);
	for (const [place, { email, name, role }] of staff.entries()) {
		await first.goto('/admin/orang?instansi=kabupaten-contoh');
		await first.getByLabel('Nama lengkap').fill(name);
		await first.getByLabel('Surel').fill(email);
		await first.getByLabel('NIP').fill(`19900101201501100${place + 1}`);
		await first.getByRole('radio', { name: new RegExp(`^${role}`, 'u') }).check();
		await first.getByRole('button', { name: 'Undang dan minta peran' }).click();
		await expect(first.getByRole('alert')).toContainText('menunggu administrator kedua');
		await second.goto('/admin?instansi=kabupaten-contoh');
		const row = second.getByRole('row').filter({ hasText: name }).first();
		await row.getByRole('button', { name: 'Setujui' }).click();
		await expect(second.getByRole('alert')).toContainText('berlaku sejak tercatat');
		const link = () =>
			/\/masuk\/undangan\/[\w-]+/u.exec(unfolded(mailbox.lastTo(email) ?? ''))?.[0];
		await expect.poll(link, { timeout: 60_000 }).toBeDefined();
		await join(browser, link() ?? '', { email, scripts: role === 'panitia' });
	}
});

/** A letter's long lines end in `=` where they go on (RFC 2045 §6.7). */
function unfolded(letter: string): string {
	return letter.replace(/=\n/gu, '').replaceAll('=3D', '=');
}

const vacancies = [
	'vacancy_id,agency_id,position_code,education_group,unit_id,formation_type,seats,title,location',
	'ctn-bidan,kabupaten-contoh,BIDAN,D3,PKM-1,umum,1,Bidan Terampil,Puskesmas Contoh',
];
const people = [
	'participant_id,vacancy_id,admin_status,kompetensi_status,teknis,manajerial,sosiokultural,wawancara,priority,name,birth_date',
	'CTN-01,ctn-bidan,MS,hadir,300,90,40,30,R2,Ratna Uji Pertama,1990-02-01',
	'CTN-02,ctn-bidan,MS,hadir,310,90,40,30,R3,Sinta Uji Kedua,1991-02-01',
];

async function takeIn(page: Page, kind: string, lines: readonly string[]): Promise<void> {
	await page.goto('/panitia/impor');
	await page.locator('select[name="jenis"]').selectOption(kind);
	await page.locator('select[name="seleksi"]').selectOption(selection);
	await page.locator('input[name="asal"]').fill('Berita acara uji');
	const buffer = Buffer.from(`${lines.join('\n')}\n`);
	const file = { name: `${kind}.csv`, mimeType: 'text/csv', buffer };
	await page.locator('input[name="berkas"]').setInputFiles(file);
	await page.getByRole('button', { name: 'Unggah dan uji coba' }).click();
	// A page that is loaded again while a script sends the file ends the sending.
	await page.waitForURL(/\/panitia\/impor\/\d+/u);
	await untilSays(page, 'siap diterapkan');
	await page.getByRole('button', { name: /^Terapkan/u }).click();
	await untilSays(page, 'sudah berlaku');
}

test('the committee opens a selection, which nobody outside sees, and brings its files', async ({
	page,
}) => {
	test.setTimeout(180_000);
	const desk = deskOf(staff[0].email);
	await desk.goto('/panitia/impor');
	await desk.getByRole('link', { name: 'Buka seleksi baru' }).click();
	await isSound(desk);
	await desk.getByLabel('PPPK').check();
	await desk.getByLabel('Tahun').fill('1999');
	await desk.getByRole('button', { name: 'Buka seleksi' }).click();
	await expect(desk.getByText('paling jauh dua tahun')).toBeVisible();
	await expect(desk.getByLabel('PPPK')).toBeChecked();
	await desk.getByLabel('Tahun').fill(String(new Date().getUTCFullYear()));
	await desk.getByRole('button', { name: 'Buka seleksi' }).click();
	await expect(desk).toHaveURL(new RegExp(`/panitia/hitung/${selection}$`, 'u'));
	await desk.goto('/panitia');
	await expect(main(desk)).toContainText('PPPK Kab. Contoh');
	for (const address of [`/musim/${selection}`, `/hasil/${selection}`]) {
		expect((await page.request.get(site.url + address)).status()).toBe(404);
	}
	const home = await page.request.get(site.url);
	expect(await home.text()).not.toContain('PPPK Kab. Contoh');

	await takeIn(desk, 'vacancies', vacancies);
	await takeIn(desk, 'participants', people);
	await desk.goto(`/panitia/hitung/${selection}`);
	await desk.getByRole('button', { name: 'Simpan aturan' }).click();
	await desk.getByRole('button', { name: 'Hitung sekarang' }).click();
	await untilSays(desk, 'selesai');
	await desk.getByRole('button', { name: 'Mintakan persetujuan' }).click();
	await expect(desk).toHaveURL(/\/panitia\/persetujuan\/\d+$/u);
});

test('the official approves; everybody reads the result, and the command confirms the site', async ({
	page,
}) => {
	test.setTimeout(240_000);
	const official = deskOf(staff[1].email);
	const letter = () =>
		/\/panitia\/persetujuan\/\d+/u.exec(unfolded(mailbox.lastTo(staff[1].email) ?? ''))?.[0];
	await expect.poll(letter, { timeout: 60_000 }).toBeDefined();
	await official.goto(letter() ?? '');
	await official.getByRole('button', { name: 'Hitung ulang di server' }).click();
	await official.getByRole('button', { name: /^Setujui dan umumkan/u }).click();
	await official.goto(letter() ?? '');
	await untilSays(official, 'Selesai. Perubahan sesudah ini hanya lewat versi koreksi');

	for (const address of ['/hasil', `/hasil/${selection}`, `/hasil/${selection}/ctn-bidan`]) {
		await page.goto(site.url + address);
		await expect(main(page)).toContainText('Kab. Contoh');
		await isSound(page);
	}
	await expect(main(page)).toContainText('Bidan Terampil');
	for (const shown of ['Prioritas', 'Wawancara', 'mengikuti seleksi kompetensi']) {
		await expect(main(page)).toContainText(shown);
	}
	await expect(main(page)).not.toContainText('SKB');
	const terang = path.join(root, 'packages', 'cli', 'bin', 'terang.js');
	const verified = execFileSync(process.execPath, [terang, 'verify', site.url], {
		encoding: 'utf8',
	});
	expect(verified).not.toBe('');

	const desk = deskOf(staff[0].email);
	await desk.goto('/panitia/seleksi');
	await expect(desk.getByRole('button', { name: 'Simpan judul' })).toHaveCount(0);
});
