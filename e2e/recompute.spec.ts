import { readFileSync } from 'node:fs';
import { expect, test } from './setup/journey.ts';

test('anybody recomputes the newest result and keeps the report', async ({ page, demo }) => {
	await page.goto('/hitung-ulang');
	await page.getByRole('button', { name: 'Mulai hitung ulang' }).click();
	const verdict = page.getByRole('heading', { name: 'Terbukti' });
	await expect(verdict).toBeVisible({ timeout: 30_000 });
	await expect(page.getByText('sama persis dengan yang diumumkan')).toBeVisible();
	const [here, published] = await page.locator('[data-state-of="match"] dd code').allInnerTexts();
	expect(here).toMatch(/^[0-9a-f]{64}$/u);
	expect(here).toBe(published);
	const download = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Unduh laporan' }).click();
	const report = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as {
		verdict: { holds: boolean; checked: { selection: string } };
	};
	expect(report.verdict.holds).toBe(true);
	expect(report.verdict.checked.selection).toBe(demo.selection);
});

test('one digit changed on the way is found and its row is named', async ({ page, demo }) => {
	await page.route(`**/data/${demo.selection}/v${demo.version}/results.csv`, async (route) => {
		const response = await route.fetch();
		const text = await response.text();
		const changed = text.replace(
			/(\d)(\r?\n|,[^\n]*\n)$/u,
			(_, digit: string, rest: string) => `${(Number(digit) + 1) % 10}${rest}`,
		);
		await route.fulfill({ response, body: changed === text ? text.replace('1', '2') : changed });
	});
	await page.goto('/hitung-ulang');
	await page.getByRole('button', { name: 'Mulai hitung ulang' }).click();
	await expect(page.getByRole('heading', { name: 'Tidak cocok' })).toBeVisible({
		timeout: 30_000,
	});
	const findings = page.locator('[data-findings]');
	await expect(findings).toContainText('Isi berkas berbeda dari sidiknya');
	await expect(findings).toContainText('results.csv');
});

test('a mark changed in the data is found as well', async ({ page, demo }) => {
	await page.route(`**/data/${demo.selection}/v${demo.version}/participants.csv`, async (route) => {
		const response = await route.fetch();
		const [header = '', first = '', ...rest] = (await response.text()).split('\n');
		await route.fulfill({ response, body: [header, ...rest, first].join('\n') });
	});
	await page.goto('/hitung-ulang');
	await page.getByRole('button', { name: 'Mulai hitung ulang' }).click();
	await expect(page.getByRole('heading', { name: 'Tidak cocok' })).toBeVisible({
		timeout: 30_000,
	});
	await expect(page.locator('[data-findings]')).toContainText('participants.csv');
});

test('a broken connection is no verdict', async ({ page, demo }) => {
	await page.route(`**/data/${demo.selection}/v${demo.version}/vacancies.csv`, (route) =>
		route.abort(),
	);
	await page.goto('/hitung-ulang');
	await page.getByRole('button', { name: 'Mulai hitung ulang' }).click();
	await expect(page.getByRole('heading', { name: 'Belum dapat diperiksa' })).toBeVisible();
	await page.unroute(`**/data/${demo.selection}/v${demo.version}/vacancies.csv`);
	await page.getByRole('button', { name: 'Coba lagi' }).click();
	await expect(page.getByRole('heading', { name: 'Terbukti' })).toBeVisible({ timeout: 30_000 });
});

test('a check can be cancelled, left and come back to', async ({ page, demo }) => {
	let release = () => {};
	const held = new Promise<void>((resolve) => {
		release = resolve;
	});
	await page.route(`**/data/${demo.selection}/v${demo.version}/participants.csv`, async (route) => {
		await held;
		await route.continue().catch(() => {});
	});
	await page.goto('/hitung-ulang');
	await page.getByRole('button', { name: 'Mulai hitung ulang' }).click();
	await expect(page.getByRole('progressbar')).toBeVisible();
	await page.getByRole('button', { name: 'Batalkan' }).click();
	const start = page.getByRole('button', { name: 'Mulai hitung ulang' });
	await expect(start).toBeFocused();
	await start.click();
	await expect(page.getByRole('progressbar')).toBeVisible();
	await page.goto('/catatan');
	release();
	await page.goto('/hitung-ulang');
	await expect(page.getByRole('heading', { name: 'Terbukti' })).toBeVisible({ timeout: 30_000 });
	await page.goto('/catatan');
	await page.goto('/hitung-ulang');
	await expect(page.getByRole('heading', { name: 'Terbukti' })).toBeVisible();
});

test.describe('without JavaScript', () => {
	test.use({ javaScriptEnabled: false });

	test('the page says how to compute on a computer, and gives the files', async ({
		page,
		request,
	}) => {
		await page.goto('/hitung-ulang');
		await expect(page.getByRole('button', { name: 'Mulai hitung ulang' })).toBeHidden();
		await expect(page.getByText('Peramban ini tidak menjalankan JavaScript')).toBeVisible();
		await expect(page.getByText('npx terang verify http')).toBeVisible();
		const zip = await page.getByRole('link', { name: 'Unduh semua (ZIP)' }).getAttribute('href');
		const response = await request.get(zip ?? '');
		expect(response.ok()).toBe(true);
		expect((await response.body()).subarray(0, 2).toString()).toBe('PK');
	});
});
