import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { expect, test } from './setup/journey.ts';
import { type RunningSite, startSite } from './setup/server.ts';
import { signIn } from './setup/sign-in.ts';

/**
 * A selection that has published nothing, from the first file to a corrected version, by the people
 * whose work it is. It publishes, so it has a site of its own.
 */
test.describe.configure({ mode: 'serial' });

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const bungo = (name: string) => `${name}@kabupaten-bungo.contoh.id`;

let site: RunningSite;
let selection = '';

test.beforeAll(async () => {
	test.setTimeout(400_000);
	site = await startSite();
});
test.afterAll(() => site.stop());

async function desk(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
	const context = { baseURL: site.url, reducedMotion: 'reduce', ...options } as const;
	return (await browser.newContext(context)).newPage();
}

async function deskOf(browser: Browser, email: string, options: BrowserContextOptions = {}) {
	const page = await desk(browser, options);
	await signIn(page, email, site.dataFolder);
	return page;
}

async function faults(page: Page): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
	return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

/** On a phone and on a desk, in the light and in the dark: nothing breaks a rule or sticks out. */
async function isSound(page: Page): Promise<void> {
	for (const width of [360, 1280]) {
		await page.setViewportSize({ width, height: 900 });
		for (const colorScheme of ['light', 'dark'] as const) {
			await page.emulateMedia({ colorScheme });
			expect.soft(await faults(page), `${page.url()} at ${width} ${colorScheme}`).toEqual([]);
		}
		const needed = await page.evaluate(() => document.documentElement.scrollWidth);
		expect.soft(needed, `${page.url()} at ${width}`).toBeLessThanOrEqual(width);
	}
	await page.emulateMedia({ colorScheme: null });
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

/** Looks again until the page says so, as a person without scripts does. */
async function untilSays(page: Page, text: string | RegExp): Promise<void> {
	await expect(async () => {
		await page.reload();
		await expect(page.getByRole('main')).toContainText(text, { timeout: 1_000 });
	}).toPass({ timeout: 60_000 });
}

async function bring(page: Page, kind: string, name: string, lines: readonly string[]) {
	await page.goto('/panitia/impor');
	await page.locator('select[name="jenis"]').selectOption(kind);
	await page.locator('select[name="seleksi"]').selectOption(selection);
	await page.locator('input[name="asal"]').fill('Berita acara uji');
	const buffer = Buffer.from(`${lines.join('\n')}\n`);
	await page.locator('input[name="berkas"]').setInputFiles({ name, mimeType: 'text/csv', buffer });
	await page.getByRole('button', { name: 'Unggah dan uji coba' }).click();
	await expect(page).toHaveURL(/\/panitia\/impor\/\d+/u);
	await expect(async () => {
		if ((await heading(page).innerText()) === 'Berkas sedang dibaca') await page.reload();
		await expect(heading(page)).not.toHaveText('Berkas sedang dibaca', { timeout: 500 });
	}).toPass({ timeout: 30_000 });
}

async function takeIn(page: Page, kind: string, name: string, lines: readonly string[]) {
	await bring(page, kind, name, lines);
	await page.getByRole('button', { name: /^Terapkan/u }).click();
	await expect(heading(page)).toContainText('sudah berlaku');
}

/** @returns the address of the finished run */
async function run(page: Page): Promise<string> {
	await page.goto(`/panitia/hitung/${selection}`);
	await page.getByRole('button', { name: 'Hitung sekarang' }).click();
	await expect(page).toHaveURL(/\/panitia\/hitung\/[^/]+\/\d+$/u);
	await untilSays(page, 'selesai');
	return new URL(page.url()).pathname;
}

/** @returns the texts of letters to an address, the newest first */
async function lettersTo(page: Page, email: string): Promise<string[]> {
	await page.goto('/dev/surat');
	return page.locator('section').filter({ hasText: email }).allInnerTexts();
}

const vacancies = [
	'vacancy_id,agency_id,position_code,education_group,unit_id,formation_type,seats,title,location',
	'bgo-uji-bidan,kabupaten-bungo,BIDAN,D3,PKM-1,umum,1,Bidan Terampil,Puskesmas Rimbo Tengah',
	'bgo-uji-guru,kabupaten-bungo,GURU,S1,SD-1,umum,2,Guru Kelas,SD Negeri 12 Bungo',
];
const people = [
	'participant_id,vacancy_id,admin_status,name,birth_date,gpa',
	'BGO-01,bgo-uji-bidan,MS,Ratna Uji Pertama,1998-02-01,3.50',
	'BGO-02,bgo-uji-bidan,MS,Sinta Uji Kedua,1998-02-01,3.50',
	'BGO-03,bgo-uji-guru,MS,Tono Uji Ketiga,1997-05-06,3.20',
	'BGO-04,bgo-uji-guru,MS,Umar Uji Keempat,1996-07-08,3.30',
	'BGO-05,bgo-uji-guru,MS,Vina Uji Kelima,1999-09-10,3.40',
	'BGO-06,bgo-uji-guru,TMS,Wati Uji Keenam,1999-09-11,3.10',
];
const marks = [
	'participant_id,skd_status,twk,tiu,tkp,skb_status,skb_cat',
	'BGO-01,hadir,100,130,190,hadir,400',
	'BGO-02,hadir,100,130,190,hadir,400',
	'BGO-03,hadir,100,120,190,hadir,350',
	'BGO-04,hadir,95,120,190,hadir,340',
	'BGO-05,hadir,90,120,190,hadir,330',
];

test('the committee brings its files; a mark above its maximum is a fault before any ranking', async ({
	browser,
}) => {
	test.setTimeout(180_000);
	const page = await deskOf(browser, bungo('panitia1'));
	await page.goto('/panitia');
	const link = page.locator('a[href*="/panitia/hitung/"]').first();
	selection = (await link.getAttribute('href'))?.split('/').at(-1) ?? '';
	await link.click();
	await expect(page.getByText('Belum ada aturan yang disimpan')).toBeVisible();
	await page.getByRole('button', { name: 'Simpan aturan' }).click();
	await expect(page.getByText('Belum ada aturan yang disimpan')).toHaveCount(0);
	await isSound(page);

	await takeIn(page, 'vacancies', 'jabatan.csv', vacancies);
	await takeIn(page, 'participants', 'peserta.csv', people);
	const wrong = marks.map((line) => line.replace('BGO-03,hadir,100', 'BGO-03,hadir,151'));
	await bring(page, 'marks', 'nilai.csv', wrong);
	await expect(heading(page)).toHaveText(/^1 baris perlu diperbaiki/u);
	await expect(page.getByRole('row', { name: /twk/u })).toContainText('151');
	await takeIn(page, 'marks', 'nilai.csv', marks);
});

test('two of them decide a tie, and the run that follows rests on it', async ({ browser }) => {
	test.setTimeout(180_000);
	const first = await deskOf(browser, bungo('panitia1'));
	const tied = await run(first);
	await expect(first.getByRole('button', { name: 'Mintakan persetujuan' })).toHaveCount(0);
	await isSound(first);
	await first.getByLabel('BGO-02').check();
	await first.getByLabel('Atas wewenang').first().fill('Ketua Panitia Kab. Bungo');
	await first.getByLabel('Alasan').first().fill('Semua kunci sama; diundi terbuka.');
	await first.getByRole('button', { name: 'Usulkan keputusan' }).click();
	await expect(first.getByRole('button', { name: 'Pastikan' })).toHaveCount(0);

	const second = await deskOf(browser, bungo('panitia2'), { javaScriptEnabled: false });
	await second.goto(tied);
	await second.getByRole('button', { name: 'Pastikan' }).click();
	await expect(second.getByRole('alert')).toContainText('Keputusan dipastikan');

	await run(first);
	await expect(first.getByText('Tidak ada nilai imbang yang terbuka')).toBeVisible();
	await first.getByRole('link', { name: 'Lihat seperti yang akan dilihat publik' }).click();
	await expect(first.getByRole('table')).toContainText('Bidan Terampil');
	await isSound(first);
	await first.goBack();
	await expect(first.getByLabel('Atas wewenang')).toHaveCount(0);
	await first.getByRole('button', { name: 'Mintakan persetujuan' }).click();
	await expect(first).toHaveURL(/\/panitia\/persetujuan\/\d+$/u);
	await expect(first.getByText('Berikutnya: pejabat yang tidak ikut menyusun')).toBeVisible();
	await isSound(first);
});

test('the official follows the letter and approves with the keyboard alone', async ({
	browser,
}) => {
	test.setTimeout(180_000);
	const official = await deskOf(browser, bungo('ppk'));
	let letter: string | undefined;
	await expect
		.poll(async () => ([letter] = await lettersTo(official, bungo('ppk')))[0])
		.toContain('Persetujuan diminta');
	const address = /\/panitia\/persetujuan\/\d+/u.exec(letter ?? '')?.[0] ?? '';
	await official.goto(address);
	const button = official.getByRole('button', { name: /^Setujui dan umumkan/u });
	await expect(button).toBeEnabled({ timeout: 30_000 });
	await expect(button).toHaveAccessibleDescription(/aktif setelah hasil dihitung ulang/u);
	for (let pressed = 0; pressed < 80; pressed += 1) {
		await official.keyboard.press('Tab');
		if (await button.evaluate((element) => element === document.activeElement)) break;
	}
	await expect(button).toBeFocused();
	await official.keyboard.press('Enter');
	await expect(official.getByRole('alert')).toBeVisible();
	await official.goto(address);
	await untilSays(official, 'Selesai. Perubahan sesudah ini hanya lewat versi koreksi');
	await isSound(official);
});

test('everybody sees the first version, which office approved it, and the entry that says so', async ({
	browser,
}) => {
	test.setTimeout(120_000);
	const reader = await desk(browser, { javaScriptEnabled: false });
	await reader.goto(`/hasil/${selection}/bgo-uji-bidan`);
	await expect(heading(reader)).toContainText('Bidan Terampil');
	const approved = reader.getByText('Disetujui pejabat pembina kepegawaian (PPK) Kab. Bungo');
	await approved.getByRole('link').click();
	await expect(reader.getByText('result.approved').first()).toBeVisible();
	for (const name of ['panitia1', 'panitia2', 'ppk']) {
		await expect
			.poll(async () => (await lettersTo(reader, bungo(name))).join('\n'))
			.toContain('Sudah diumumkan');
	}
	const told = await lettersTo(reader, 'inspektorat@kabupaten-bungo.contoh.id');
	expect(told).toEqual([]);
});

test('a correction is approved without JavaScript, and everybody sees what it changed', async ({
	browser,
}) => {
	test.setTimeout(180_000);
	const second = await deskOf(browser, bungo('panitia2'), { javaScriptEnabled: false });
	const mended = ['participant_id,skb_cat', 'BGO-05,420'];
	await takeIn(second, 'marks', 'koreksi.csv', mended);
	await run(second);
	await expect(second.getByText('BGO-05').first()).toBeVisible();
	await expect(second.getByLabel('Alasan')).toHaveAttribute('required');
	await second.getByLabel('Atas wewenang').fill('Ketua Panitia Kab. Bungo');
	await second.getByLabel('Alasan').fill('Satu nilai SKB salah disalin.');
	await second.getByRole('button', { name: 'Mintakan persetujuan' }).click();
	await expect(second).toHaveURL(/\/panitia\/persetujuan\/\d+$/u);
	const address = new URL(second.url()).pathname;

	const official = await deskOf(browser, bungo('ppk'), { javaScriptEnabled: false });
	await official.goto(address);
	const button = official.getByRole('button', { name: /^Setujui dan umumkan/u });
	await expect(button).toBeDisabled();
	await expect(official.getByText('tanpa JavaScript')).toBeVisible();
	await official.getByRole('button', { name: 'Hitung ulang di server' }).click();
	await button.click();
	await official.goto(address);
	await untilSays(official, 'Selesai. Perubahan sesudah ini hanya lewat versi koreksi');

	const reader = await desk(browser, { javaScriptEnabled: false });
	await reader.goto(`/hasil/${selection}/bgo-uji-guru`);
	const changes = reader.locator('section').filter({ hasText: 'Yang berubah dari versi 1' });
	await expect(changes).toContainText('BGO-05');
	await expect(changes).toContainText('BGO-04');
	await expect(reader.getByText('Satu nilai SKB salah disalin.').first()).toBeVisible();
	await expect(reader.getByText('Disetujui pejabat pembina kepegawaian')).toHaveCount(2);
	await reader.goto(`/hasil/${selection}/bgo-uji-guru?versi=1`);
	await expect(reader.getByText('Disetujui pejabat pembina kepegawaian').first()).toBeVisible();
});

for (const { name, email } of [
	{ name: 'the auditor', email: bungo('inspektorat') },
	{ name: 'the national monitor', email: 'pemantau@nasional.contoh.id' },
]) {
	test(`${name} sees everything, changes nothing, and what they read is written down`, async ({
		browser,
	}) => {
		test.setTimeout(120_000);
		const page = await deskOf(browser, email);
		await page.goto('/panitia');
		await page.locator(`a[href="/panitia/hitung/${selection}"]`).click();
		await expect(page.getByText('Peran Anda hanya membaca')).toBeVisible();
		await expect(page.getByRole('button', { name: 'Hitung sekarang' })).toHaveCount(0);
		await expect(page.getByRole('button', { name: 'Simpan aturan' })).toHaveCount(0);
		await page.locator(`a[href^="/panitia/hitung/${selection}/"]`).first().click();
		await expect(page.getByRole('button', { name: 'Mintakan persetujuan' })).toHaveCount(0);
		const read = new URL(page.url()).pathname;
		await page.goto('/panitia/persetujuan');
		await page
			.getByRole('link', { name: new RegExp(selection, 'u') })
			.first()
			.click();
		await expect(page.getByText('Terlihat semua orang')).toBeVisible();
		await expect(page.getByRole('button', { name: /Setujui|Kembalikan/u })).toHaveCount(0);
		await page.goto('/panitia/impor?instansi=kabupaten-bungo');
		await expect(page.getByRole('link', { name: 'koreksi.csv' })).toBeVisible();
		await expect(page.locator('input[name="berkas"]')).toHaveCount(0);
		await page.goto('/admin/pembacaan?instansi=kabupaten-bungo');
		if (name === 'the auditor') {
			await expect(page.getByRole('row').filter({ hasText: read }).first()).toBeVisible();
		}
		await isSound(page);
	});
}

test('the committee of another institution finds nothing of it', async ({ browser }) => {
	const page = await deskOf(browser, 'panitia1@kota-palu.contoh.id');
	await page.goto('/panitia');
	await expect(page.locator(`a[href="/panitia/hitung/${selection}"]`)).toHaveCount(0);
	const answer = await page.goto(`/panitia/hitung/${selection}`);
	expect(answer?.status()).toBe(403);
});

test('the pages of the committee are complete in English', async ({ browser }) => {
	test.setTimeout(120_000);
	const page = await deskOf(browser, bungo('panitia1'));
	for (const path of ['', '/persetujuan', `/hitung/${selection}`, '/impor']) {
		await page.goto(`/en/panitia${path}`);
		await expect(page.locator('html')).toHaveAttribute('lang', 'en');
		await isSound(page);
	}
	await page.goto('/en/panitia/persetujuan');
	await page
		.getByRole('link', { name: new RegExp(selection, 'u') })
		.first()
		.click();
	await expect(page.getByText('Visible to everybody')).toBeVisible();
});
