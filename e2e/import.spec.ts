import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './setup/journey.ts';
import { fillSignIn, signInOf } from './setup/sign-in.ts';

const examples = path.resolve(import.meta.dirname, '..', 'examples', 'faulty');
const faultyFile = path.join(examples, 'vacancies.csv');
const mendedFile = path.join(examples, 'vacancies-mended.csv');

async function signIn(page: Page, institution: string): Promise<void> {
	await page.goto('/masuk?lanjut=/panitia/impor');
	await fillSignIn(page, signInOf(`panitia1@${institution}.contoh.id`));
	await expect(page).toHaveURL(/\/panitia\/impor$/u);
}

async function handIn(page: Page, file: string): Promise<void> {
	await page.locator('select[name="jenis"]').selectOption('vacancies');
	await page.locator('input[name="asal"]').fill('Berita acara 800/412');
	await page.locator('input[name="berkas"]').setInputFiles(file);
	await page.getByRole('button', { name: 'Unggah dan uji coba' }).click();
	await expect(page).toHaveURL(/\/panitia\/impor\/\d+$/u);
	await untilRead(page);
}

/** Without a script the visitor looks again; the reading goes on either way. */
async function untilRead(page: Page): Promise<void> {
	await expect(async () => {
		const heading = page.getByRole('heading', { level: 1 });
		if ((await heading.innerText()) === 'Berkas sedang dibaca') await page.reload();
		await expect(heading).not.toHaveText('Berkas sedang dibaca', { timeout: 500 });
	}).toPass({ timeout: 30_000 });
}

async function isAccessible(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page }).analyze();
	expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
}

/** The inspector is a script itself, so a page without scripts cannot be inspected. */
async function fitsAndIsAccessible(page: Page): Promise<void> {
	for (const width of [1280, 360]) {
		await page.setViewportSize({ width, height: 900 });
		await isAccessible(page);
		const needed = await page.evaluate(() => document.documentElement.scrollWidth);
		expect(needed).toBeLessThanOrEqual(width);
	}
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

const variants = [
	{ javaScriptEnabled: true, institution: 'kota-palu' },
	{ javaScriptEnabled: false, institution: 'kabupaten-bungo' },
];

for (const { javaScriptEnabled, institution } of variants) {
	test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
		test.use({ javaScriptEnabled, viewport: { width: 1280, height: 900 } });

		test('a committee mends a faulty file, takes it in, and takes it back', async ({ page }) => {
			await signIn(page, institution);
			if (javaScriptEnabled) await isAccessible(page);

			await handIn(page, faultyFile);
			await expect(heading(page)).toHaveText(/^17 baris perlu diperbaiki/u);
			await expect(page.getByRole('row', { name: /Baris 4 .*prestasi/u })).toContainText(
				'Jenis formasi tidak dikenal',
			);
			if (javaScriptEnabled) await fitsAndIsAccessible(page);
			const downloading = page.waitForEvent('download');
			await page.getByRole('link', { name: /Unduh 17 baris salah \(CSV\)/u }).click();
			const given = readFileSync(await (await downloading).path(), 'utf8');
			expect(given).toContain("'=HYPERLINK(0)");
			expect(given).not.toContain(',=HYPERLINK(0)');

			await page.locator('input[name="berkas"]').setInputFiles(mendedFile);
			await page.getByRole('button', { name: 'Unggah dan uji coba' }).click();
			await untilRead(page);
			await expect(heading(page)).toHaveText('2 baris siap diterapkan');
			await page.getByRole('button', { name: 'Terapkan 2 baris' }).click();
			await expect(heading(page)).toHaveText('2 baris sudah berlaku');
			const applied = page.url();

			await page.goto('/panitia/impor');
			await handIn(page, mendedFile);
			await expect(heading(page)).toHaveText(/^Berkas yang sama sudah berlaku/u);
			await page.goto(applied);
			await page.getByRole('button', { name: 'Urungkan impor ini' }).click();
			await expect(heading(page)).toHaveText('Impor ini sudah diurungkan');
		});
	});
}

async function asAnother(browser: Browser, institution: string): Promise<Page> {
	const context = await browser.newContext({ baseURL: process.env['E2E_URL'] ?? '' });
	const page = await context.newPage();
	await signIn(page, institution);
	return page;
}

test('another institution finds neither the file nor a way to hand one in for it', async ({
	page,
	browser,
}) => {
	await signIn(page, 'andir');
	await handIn(page, mendedFile);
	const address = new URL(page.url()).pathname;
	const other = await asAnother(browser, 'kotalama');
	expect((await other.request.get(address)).status()).toBe(404);
	const origin = process.env['E2E_URL'] ?? '';
	const fields = { jenis: 'vacancies', seleksi: 'cpns-2026-andir', asal: 'x' };
	const berkas = { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('vacancy_id\n') };
	const send = (instansi: string, from: string) =>
		other.request.post('/panitia/impor/unggah', {
			headers: { origin: from },
			multipart: { instansi, ...fields, berkas },
			maxRedirects: 0,
		});
	expect((await send('andir', origin)).status()).toBe(403);
	expect((await send('kotalama', 'https://elsewhere.example')).status()).toBe(403);
	const refused = await send('kotalama', origin);
	expect(refused.headers()['location']).toContain('salah=scope_of_another_institution');
	await other.context().close();
});
