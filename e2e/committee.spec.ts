import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { expect, test } from './setup/journey.ts';
import { signIn } from './setup/sign-in.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function faults(page: Page): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
	return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

async function desk(browser: Browser, email: string): Promise<Page> {
	const baseURL = process.env['E2E_URL'] ?? '';
	const page = await (await browser.newContext({ baseURL })).newPage();
	await signIn(page, email);
	return page;
}

/** Runs the selection on what is in effect, and waits: the page follows the run by itself. */
async function run(page: Page, selection: string): Promise<void> {
	await page.goto(`/panitia/hitung/${selection}`);
	await page.getByRole('button', { name: 'Hitung sekarang' }).click();
	await expect(page).toHaveURL(/\/panitia\/hitung\/[^/]+\/\d+$/u);
	const heading = page.getByRole('heading', { level: 1 });
	await expect(heading).toContainText('selesai', { timeout: 60_000 });
}

/** Nothing is published here: the other journeys read the same season at the same time. */
test('one person runs and asks, another one computes again and sends it back', async ({
	browser,
	demo,
}) => {
	test.setTimeout(120_000);
	const preparer = await desk(browser, 'panitia1@kota-palu.contoh.id');
	await run(preparer, demo.selection);
	await expect(preparer.getByText(/^0 dari 1\.500 orang/u)).toBeVisible();
	expect(await faults(preparer)).toEqual([]);

	await preparer.getByRole('link', { name: 'Lihat seperti yang akan dilihat publik' }).click();
	await preparer.getByRole('table').getByRole('link').first().click();
	await expect(preparer.locator('table.ranking')).toBeVisible();
	expect(await faults(preparer)).toEqual([]);
	await preparer.goBack();
	await preparer.goBack();

	await preparer.getByLabel('Atas wewenang').fill('Ketua Panitia');
	await preparer.getByLabel('Alasan').fill('Uji persetujuan tanpa perubahan.');
	await preparer.getByRole('button', { name: 'Mintakan persetujuan' }).click();
	await expect(preparer).toHaveURL(/\/panitia\/persetujuan\/\d+$/u);
	await expect(preparer.getByRole('button', { name: /^Setujui dan umumkan/u })).toHaveCount(0);
	const address = new URL(preparer.url()).pathname;

	const official = await desk(browser, 'ppk@kota-palu.contoh.id');
	await official.goto(address);
	await expect(official.getByText('Peramban Anda sudah menghitung ulang')).toBeVisible({
		timeout: 30_000,
	});
	await expect(official.getByRole('button', { name: /^Setujui dan umumkan/u })).toBeEnabled();
	expect(await faults(official)).toEqual([]);

	const plain = await (
		await browser.newContext({
			baseURL: process.env['E2E_URL'] ?? '',
			javaScriptEnabled: false,
			storageState: await official.context().storageState(),
		})
	).newPage();
	await plain.goto(address);
	await expect(plain.getByRole('button', { name: /^Setujui dan umumkan/u })).toBeDisabled();
	await plain.getByRole('button', { name: 'Hitung ulang di server' }).click();
	await expect(plain.getByText('Hitungan ini bukan oleh perangkat Anda')).toBeVisible();
	await expect(plain.getByRole('button', { name: /^Setujui dan umumkan/u })).toBeEnabled();

	await plain.getByLabel('Mengapa dikembalikan').fill('Hanya uji.');
	await plain.getByRole('button', { name: 'Kembalikan ke penyusun' }).click();
	await expect(plain.getByRole('alert')).toContainText('dikembalikan');
});
