import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expect, test } from './setup/journey.ts';
import { signIn } from './setup/sign-in.ts';

const header =
	'vacancy_id,agency_id,position_code,education_group,unit_id,formation_type,seats,title';

function listOf(rows: number, row: (at: number) => string): Buffer {
	const lines = Array.from({ length: rows }, (_, at) => row(at));
	return Buffer.from(`${[header, ...lines].join('\n')}\n`);
}

const sound = (at: number) => `v-${at},a,perawat,d3,pkm-${at % 90},umum,1,Perawat`;

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

/** Every journey fills a selection of its own, so that they can run side by side. @returns its id */
async function openSelection(page: Page, suffix: string): Promise<string> {
	await page.goto('/panitia/seleksi');
	await page.getByLabel('CPNS').check();
	await page.getByLabel('Pembeda').fill(suffix);
	await page.getByRole('button', { name: 'Buka seleksi' }).click();
	await expect(page).toHaveURL(/\/panitia\/hitung\/[^/]+$/u);
	return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

async function upload(page: Page, selection: string, content: Buffer): Promise<void> {
	await page.goto('/panitia/impor');
	await page.getByLabel('Jenis berkas').selectOption('vacancies');
	await page.getByLabel('Seleksi').selectOption(selection);
	await page.getByLabel('Dari mana berkas ini?').fill('Berita acara 800/412');
	await page
		.locator('input[name="berkas"]')
		.setInputFiles({ name: 'lowongan.csv', mimeType: 'text/csv', buffer: content });
	await page.getByRole('button', { name: 'Unggah dan uji coba' }).click();
	await expect(page).toHaveURL(/\/panitia\/impor\/\d+$/u);
}

async function fits(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page }).analyze();
	expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
	const needed = await page.evaluate(() => document.documentElement.scrollWidth);
	expect(needed).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
}

/** Presses Tab until the wanted thing has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, wanted: string): Promise<void> {
	for (let presses = 0; presses < 80; presses += 1) {
		const reached = await page.evaluate(
			(selector) => document.activeElement?.matches(selector) === true,
			wanted,
		);
		if (reached) return;
		await page.keyboard.press('Tab');
	}
	throw new Error(`Tab does not lead to ${wanted}.`);
}

test('with the keyboard alone: upload, dry run, apply, undo', async ({ page }) => {
	await signIn(page, 'panitia1@kota-sawahlunto.contoh.id');
	await page.goto('/panitia/impor');
	await tabTo(page, '#jenis');
	await page.keyboard.press('Home');
	await tabTo(page, '#seleksi');
	await tabTo(page, '#asal');
	await page.keyboard.type('Berita acara 800/412');
	await tabTo(page, '#berkas');
	const choosing = page.waitForEvent('filechooser');
	await page.keyboard.press('Enter');
	const buffer = listOf(2, sound);
	await (await choosing).setFiles({ name: 'l.csv', mimeType: 'text/csv', buffer });
	await tabTo(page, 'form[enctype] button');
	await page.keyboard.press('Enter');
	await expect(heading(page)).toHaveText('2 baris siap diterapkan', { timeout: 30_000 });
	await tabTo(page, 'form[action="?/terapkan"] button');
	await page.keyboard.press('Space');
	await expect(heading(page)).toHaveText('2 baris sudah berlaku');
	await tabTo(page, 'form[action="?/urungkan"] button');
	await page.keyboard.press('Enter');
	await expect(heading(page)).toHaveText('Impor ini sudah diurungkan');
});

test.describe('on a phone', () => {
	test.use({ viewport: { width: 360, height: 780 }, hasTouch: true, colorScheme: 'dark' });

	test('a list is matched once, says what would change, and takes effect', async ({ page }) => {
		await signIn(page, 'panitia1@andir.contoh.id');
		const selection = await openSelection(page, 'ponsel');
		const renamed = (content: Buffer) =>
			Buffer.from(content.toString().replace('vacancy_id', 'Nomor Lowongan'));
		await upload(page, selection, renamed(listOf(3, sound)));
		await expect(heading(page)).toHaveText('Cocokkan kolom berkas Anda dengan templat');
		await fits(page);
		await page.locator('#kolom-vacancy_id').selectOption('Nomor Lowongan');
		await page.getByRole('button', { name: 'Simpan dan uji coba' }).tap();
		await expect(heading(page)).toHaveText('3 baris siap diterapkan', { timeout: 30_000 });
		await page.getByRole('button', { name: 'Terapkan 3 baris' }).tap();
		await expect(heading(page)).toHaveText('3 baris sudah berlaku');

		const changed = renamed(listOf(4, sound)).toString().replace('v-1,a,perawat', 'v-1,a,bidan');
		await upload(page, selection, Buffer.from(changed.replace(/v-0,.*\n/u, '')));
		await expect(heading(page)).toHaveText('3 baris siap diterapkan', { timeout: 30_000 });
		const counted = page.locator('.stat');
		await expect(counted.filter({ hasText: 'baris baru' })).toContainText('1');
		await expect(counted.filter({ hasText: 'berubah' })).toContainText('1');
		await expect(counted.filter({ hasText: 'tetap' })).toContainText('1');
		await expect(counted.filter({ hasText: 'hilang dari daftar' })).toContainText('1');
		await expect(page.getByRole('row', { name: /position_code/u })).toBeVisible();
		await fits(page);
	});
});

test('a hundred thousand faults leave the page light, and the download has all', async ({
	page,
}) => {
	test.setTimeout(120_000);
	await signIn(page, 'panitia2@kotalama.contoh.id');
	const rows = 100_000;
	const faulty = listOf(rows, (at) => `v-${at},a,p,e,u,emas,1,`);
	await upload(page, await openSelection(page, 'salah'), faulty);
	await expect(heading(page)).toHaveText(/^100\.000 baris perlu diperbaiki/u, { timeout: 60_000 });
	const answer = await page.goto(page.url());
	expect((await answer!.body()).length).toBeLessThan(100_000);
	await expect(page.locator('tbody tr')).toHaveCount(25);
	await expect(page.getByText(/1\.000 yang pertama dari 100\.000/u)).toBeVisible();
	const downloading = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Unduh 100.000 baris salah (CSV)' }).click();
	const given = readFileSync(await (await downloading).path(), 'utf8')
		.trimEnd()
		.split('\r\n');
	expect(given).toHaveLength(1 + rows);
	expect(given.at(-1)).toContain('formation_type: Jenis formasi tidak dikenal');
});

test('a page left open while the server starts again goes on by itself', async ({ page }) => {
	test.setTimeout(120_000);
	await signIn(page, 'panitia2@andir.contoh.id');
	let asked = 0;
	await page.route('**/kemajuan?*', (route) => {
		asked += 1;
		return asked > 2 ? route.continue() : route.fulfill({ status: 503, body: '' });
	});
	await upload(page, await openSelection(page, 'terputus'), listOf(150_000, sound));
	await expect(heading(page)).toHaveText('150.000 baris siap diterapkan', { timeout: 60_000 });
	expect(asked).toBeGreaterThan(2);
});

test('a long reading goes on when the page is left, and ends when it is cancelled', async ({
	page,
}) => {
	test.setTimeout(120_000);
	await signIn(page, 'panitia2@kabupaten-bungo.contoh.id');
	const selection = await openSelection(page, 'panjang');
	await upload(page, selection, listOf(150_000, sound));
	const address = page.url();
	await page.goto('/panitia');
	await expect(async () => {
		await page.goto(address);
		await expect(heading(page)).toHaveText('150.000 baris siap diterapkan', { timeout: 500 });
	}).toPass({ timeout: 60_000 });
	await page.getByRole('button', { name: 'Batalkan impor ini' }).click();
	await expect(heading(page)).toHaveText('Impor ini dibatalkan');

	await upload(page, selection, listOf(400_000, sound));
	await page.getByRole('button', { name: 'Batalkan impor ini' }).click();
	await expect(heading(page)).toHaveText('Impor ini dibatalkan', { timeout: 60_000 });
});
