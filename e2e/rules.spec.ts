import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { expect, test } from './setup/journey.ts';
import { type RunningSite, startSite } from './setup/server.ts';
import { signIn } from './setup/sign-in.ts';

/** The rules of a selection from nothing, by a person who has never seen JSON. */
test.describe.configure({ mode: 'serial' });

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let site: RunningSite;

test.beforeAll(async () => {
	test.setTimeout(400_000);
	site = await startSite();
});
test.afterAll(() => site.stop());

async function deskOf(browser: Browser, place: string, javaScriptEnabled: boolean): Promise<Page> {
	const options = { baseURL: site.url, reducedMotion: 'reduce', javaScriptEnabled } as const;
	const page = await (await browser.newContext(options)).newPage();
	await signIn(page, `panitia1@${place}.contoh.id`, site.dataFolder);
	await page.goto('/panitia');
	await expect(page.getByRole('main')).toContainText('Impor lowongan');
	await page.locator('a[href*="/panitia/hitung/"]').first().click();
	await expect(page.getByText('Langkah 1 dari 10: Lowongan')).toBeVisible();
	return page;
}

/** On a phone and on a desk, in the light and in the dark. */
async function isSound(page: Page): Promise<void> {
	for (const width of [360, 1280]) {
		await page.setViewportSize({ width, height: 900 });
		for (const colorScheme of ['light', 'dark'] as const) {
			await page.emulateMedia({ colorScheme });
			const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
			const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
			expect.soft(found, `${page.url()} at ${width} ${colorScheme}`).toEqual([]);
		}
		const needed = await page.evaluate(() => document.documentElement.scrollWidth);
		expect.soft(needed, `${page.url()} at ${width}`).toBeLessThanOrEqual(width);
	}
	await page.emulateMedia({ colorScheme: null });
}

for (const { place, javaScript } of [
	{ place: 'kabupaten-bungo', javaScript: false },
	{ place: 'kota-sawahlunto', javaScript: true },
]) {
	test(`wrong weights are refused at the field and kept, right ones are saved, ${javaScript ? 'with' : 'without'} JavaScript`, async ({
		browser,
	}) => {
		test.setTimeout(120_000);
		const page = await deskOf(browser, place, javaScript);
		const cell = (column: string, row: number) =>
			page.getByLabel(`${column}, baris ${row}`, { exact: true });
		await expect(page.getByRole('button', { name: 'Hitung sekarang' })).toHaveCount(0);
		await expect(page.getByText('Yang kurang: Lowongan')).toBeVisible();

		await cell('Bobot (%)', 1).fill('62,5');
		await cell('Kode', 2).fill('praktik');
		await page.getByRole('button', { name: 'Tambah baris' }).first().click();
		await expect(page.getByRole('alert')).toContainText('Belum ada yang disimpan');
		await expect(cell('Kode', 2)).toHaveValue('praktik');
		await expect(cell('Kode', 3)).toHaveValue('');

		await cell('Nilai tertinggi', 2).fill('100');
		await cell('Bobot (%)', 2).fill('37.4');
		await cell('Gugur di bawah', 2).fill('60');
		await cell('Gugur di bawah', 2).press('Enter');
		const refused = page.getByRole('alert');
		await expect(refused).toContainText('Jumlah bobot 99,9%');
		await expect(cell('Bobot (%)', 2)).toHaveValue('37.4');
		await expect(cell('Bobot (%)', 2)).toHaveAttribute('aria-invalid', 'true');
		await expect(cell('Bobot (%)', 2)).toHaveAccessibleDescription(/99,9%/u);
		await expect(page.getByText('Belum ada aturan yang disimpan')).toBeVisible();
		if (javaScript) await isSound(page);

		await cell('Bobot (%)', 2).fill('37,5');
		await page.getByText('Rencana SKB lain').click();
		await page.getByLabel('Nama rencana').fill('guru');
		await page.getByLabel('Kode, baris 1, rencana 1').fill('mengajar');
		await page.getByRole('button', { name: 'Simpan aturan' }).click();
		await expect(page.getByRole('alert').getByRole('listitem')).toHaveCount(2);
		await page.getByLabel('Nilai tertinggi, baris 1, rencana guru').fill('100');
		await page.getByLabel('Bobot (%), baris 1, rencana guru').fill('100');
		await page.getByRole('button', { name: 'Simpan aturan' }).click();
		await expect(page.getByRole('alert')).toContainText('Aturan tersimpan');
		await expect(page.getByText(/^Disimpan oleh .+ pukul/u).first()).toBeVisible();

		await page.getByText('Tampilan ahli').click();
		const document = page.getByLabel('selection.json');
		expect(JSON.parse(await document.inputValue())).toMatchObject({
			stage: 'final',
			skb: [
				{ code: 'cat', max: 500, weight: '0.625' },
				{ code: 'praktik', max: 100, weight: '0.375', eliminate_below: '60' },
			],
			skb_plans: { guru: [{ code: 'mengajar', max: 100, weight: '1' }] },
		});
		await document.fill('{"id": "x"');
		await page.getByRole('button', { name: 'Simpan selection.json' }).click();
		await expect(page.getByRole('alert')).toContainText('bukan JSON yang utuh');
		await expect(document).toHaveValue('{"id": "x"');
		if (javaScript) await isSound(page);

		await page.getByRole('link', { name: 'Lowongan', exact: true }).click();
		await expect(page.locator('select[name="jenis"]')).toHaveValue('vacancies');
		await expect(page.locator('select[name="seleksi"]')).toHaveValue(`cpns-2026-${place}`);
	});
}

for (const javaScript of [false, true]) {
	test(`of two who opened the same rules the later does not save over the earlier unseen, ${javaScript ? 'with' : 'without'} JavaScript`, async ({
		browser,
	}) => {
		test.setTimeout(120_000);
		const place = javaScript ? 'kota-sawahlunto' : 'kabupaten-bungo';
		const address = `/panitia/hitung/cpns-2026-${place}`;
		const early = await deskOf(browser, place, javaScript);
		const late = await early.context().newPage();
		for (const page of [early, late]) await page.goto(address);
		const weight = (page: Page, row: number) =>
			page.getByLabel(`Bobot (%), baris ${row}`, { exact: true });
		const save = async (page: Page, first: string, second: string) => {
			await weight(page, 1).fill(first);
			await weight(page, 2).fill(second);
			await weight(page, 2).press('Enter');
		};
		await save(early, '50', '50');
		await expect(early.getByRole('alert')).toContainText('Aturan tersimpan');

		await save(late, '70,5', '29,5');
		const refused = late.getByRole('alert');
		await expect(refused).toContainText('menyimpan aturan lain');
		await expect(weight(late, 1)).toHaveValue('70,5');
		const row = late.getByRole('row', { name: /Bobot \(%\), komponen cat(?! ?,)/u }).first();
		await expect(row).toContainText('62,5');
		await expect(row).toContainText('50');
		await expect(row).toContainText('70,5');
		if (javaScript) await isSound(late);

		// Pressing Enter again is no decision; the button that says so is one.
		await weight(late, 2).press('Enter');
		await expect(refused).toContainText('menyimpan aturan lain');
		await late.getByRole('button', { name: 'Simpan isian saya, timpa yang tersimpan' }).click();
		await expect(refused).toContainText('Aturan tersimpan');
		await late.goto(address);
		await expect(weight(late, 1)).toHaveValue('70,5');

		await early.getByText('Tampilan ahli').click();
		const document = early.getByLabel('selection.json');
		await document.fill((await document.inputValue()).replace('"0.5"', '"0.50"'));
		await early.getByRole('button', { name: 'Simpan selection.json' }).click();
		await expect(early.getByRole('alert')).toContainText('menyimpan aturan lain');
		await expect(document).toHaveValue(/"0\.50"/u);
		await early.getByRole('link', { name: 'Buang isian saya, buka yang tersimpan' }).click();
		await expect(weight(early, 1)).toHaveValue('70,5');

		await early.goto(`/en${address}`);
		const inEnglish = early.getByLabel('Weight (%), row 1', { exact: true });
		await expect(inEnglish).toHaveValue('70.5');
		await inEnglish.fill('70,25');
		await early.getByLabel('Weight (%), row 2', { exact: true }).fill('29.75');
		await early.getByRole('button', { name: 'Save the rules' }).last().click();
		await expect(early.getByRole('alert')).toContainText('saved');
		await expect(inEnglish).toHaveValue('70.25');
	});
}
