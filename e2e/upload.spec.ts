import AxeBuilder from '@axe-core/playwright';
import type { CDPSession, Page } from '@playwright/test';
import { utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from './setup/journey.ts';
import { signIn } from './setup/sign-in.ts';

const header =
	'vacancy_id,agency_id,position_code,education_group,unit_id,formation_type,seats,title';
const row = (at: number) => `v-${at},a,perawat,d3,pkm-${at % 90},umum,1,Perawat ${'x'.repeat(150)}`;
const list = `${[header, ...Array.from({ length: 20_000 }, (_, at) => row(at))].join('\n')}\n`;

/** The line of an office, and of a phone where the signal ends. */
const lines = {
	office: { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 },
	slow: { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 500_000 },
	none: { offline: true, latency: 0, downloadThroughput: -1, uploadThroughput: -1 },
} as const;

interface Sent {
	readonly method: string;
	readonly from: number;
}

/** What the page sent to the door for uploads in parts, in order. */
function listenTo(page: Page): Sent[] {
	const sent: Sent[] = [];
	page.on('request', (request) => {
		if (!request.url().includes('/panitia/impor/unggahan')) return;
		const from = Number(request.headers()['upload-offset'] ?? -1);
		sent.push({ method: request.method(), from });
	});
	return sent;
}

async function lineOf(page: Page): Promise<CDPSession> {
	const line = await page.context().newCDPSession(page);
	await line.send('Network.enable');
	return line;
}

const setLine = (line: CDPSession, name: keyof typeof lines) =>
	line.send('Network.emulateNetworkConditions', lines[name]);

const bar = (page: Page) => page.getByRole('progressbar');
const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const status = (page: Page) => page.locator('form[enctype]').getByRole('status');

async function fill(page: Page, file: string): Promise<void> {
	await page.getByLabel('Jenis berkas').selectOption('vacancies');
	await page.getByLabel('Dari mana berkas ini?').fill('Berita acara 800/412');
	await page.locator('input[name="berkas"]').setInputFiles(file);
}

async function passes(page: Page, percent: number): Promise<void> {
	await expect(async () => {
		const value = Number(await bar(page).getAttribute('value'));
		const shown = await bar(page).evaluate((element) => (element as HTMLProgressElement).value);
		expect(Math.max(value, shown)).toBeGreaterThan(percent);
	}).toPass({ timeout: 30_000 });
}

const press = (page: Page) => page.getByRole('button', { name: 'Unggah dan uji coba' }).click();

test('an upload goes on by itself where its line was cut', async ({ page }, info) => {
	const file = info.outputPath('lowongan.csv');
	writeFileSync(file, list);
	await signIn(page, 'panitia1@kota-sawahlunto.contoh.id');
	await page.goto('/panitia/impor');
	await expect(page.getByText('Bila sambungan terputus')).toBeVisible();
	const sent = listenTo(page);
	const line = await lineOf(page);
	await fill(page, file);
	await setLine(line, 'slow');
	await press(page);
	await passes(page, 30);
	await setLine(line, 'none');
	await expect(page.getByText(/Sambungan terputus di \d+%/u)).toBeVisible();
	await expect(status(page)).toHaveText(/^Sambungan terputus/u);
	// A proxy before a server that is being started.
	let turnedAway = 0;
	await page.route('**/panitia/impor/unggahan/*', async (route) => {
		if (route.request().method() !== 'HEAD' || turnedAway > 0) return route.continue();
		turnedAway += 1;
		return route.fulfill({ status: 502 });
	});
	await setLine(line, 'office');
	await expect(heading(page)).toHaveText('20.000 baris siap diterapkan', { timeout: 30_000 });

	expect(turnedAway).toBe(1);
	const parts = sent.filter(({ method }) => method === 'PATCH');
	expect(sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
	expect(parts[0]?.from).toBe(0);
	expect(parts.at(-1)?.from).toBeGreaterThan(list.length / 5);
	expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
	await page.getByRole('button', { name: 'Batalkan impor ini' }).click();
});

test('an upload goes on after its page was left, when the same file is chosen', async ({
	page,
}, info) => {
	const file = info.outputPath('lowongan.csv');
	writeFileSync(file, list);
	await signIn(page, 'panitia2@kota-palu.contoh.id');
	await page.goto('/panitia/impor');
	const sent = listenTo(page);
	const line = await lineOf(page);
	await fill(page, file);
	await setLine(line, 'slow');
	await press(page);
	await passes(page, 30);
	await page.reload();
	const kept = await page.evaluate(() => JSON.stringify(localStorage));
	expect(kept).toContain('/panitia/impor/unggahan/');
	for (const word of ['lowongan.csv', 'Berita acara']) expect(kept).not.toContain(word);
	await setLine(line, 'office');
	await fill(page, file);
	await press(page);
	await expect(heading(page)).toHaveText('20.000 baris siap diterapkan', { timeout: 30_000 });
	expect(sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
	const parts = sent.filter(({ method }) => method === 'PATCH');
	expect(parts.at(-1)?.from).toBeGreaterThan(list.length / 5);
	await page.getByRole('button', { name: 'Batalkan impor ini' }).click();
});

for (const scheme of ['light', 'dark'] as const) {
	test.describe(`while it is sent, ${scheme}`, () => {
		test.use({ colorScheme: scheme });

		test('the page fits, is read by everybody, and the keyboard cancels', async ({
			page,
		}, info) => {
			const file = info.outputPath('lowongan.csv');
			writeFileSync(file, list);
			await signIn(page, `panitia${scheme === 'light' ? 1 : 2}@kotalama.contoh.id`);
			await page.goto('/panitia/impor');
			const sent = listenTo(page);
			const line = await lineOf(page);
			await fill(page, file);
			await setLine(line, 'slow');
			await page.locator('form[enctype] button:not([type])').focus();
			await page.keyboard.press('Enter');
			await passes(page, 5);
			await expect(page.locator('p', { hasText: 'lowongan.csv' })).toBeFocused();
			await setLine(line, 'none');
			await expect(status(page)).toHaveText(/^Sambungan terputus/u);
			for (const width of [1280, 360]) {
				await page.setViewportSize({ width, height: 800 });
				const { violations } = await new AxeBuilder({ page }).analyze();
				expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
				const needed = await page.evaluate(() => document.documentElement.scrollWidth);
				expect(needed).toBeLessThanOrEqual(width);
			}
			const cancel = page.getByRole('button', { name: 'Batalkan unggahan' });
			expect((await cancel.boundingBox())?.height).toBeGreaterThanOrEqual(44);
			await setLine(line, 'slow');
			await page.keyboard.press('Tab');
			await expect(cancel).toBeFocused();
			await page.keyboard.press('Enter');
			await expect(status(page)).toHaveText(/^Unggahan dibatalkan/u);
			await expect(page.locator('form[enctype] button:not([type])')).toBeFocused();
			await expect(page.getByLabel('Dari mana berkas ini?')).toHaveValue('Berita acara 800/412');
			await expect.poll(() => sent.at(-1)?.method).toBe('DELETE');
			await expect.poll(() => page.evaluate(() => Object.keys(localStorage))).toEqual([]);
		});
	});
}

test('a file that was changed after it was chosen is asked for again', async ({ page }, info) => {
	const file = info.outputPath('lowongan.csv');
	writeFileSync(file, list);
	await signIn(page, 'panitia2@kota-palu.contoh.id');
	await page.goto('/panitia/impor');
	await fill(page, file);
	writeFileSync(file, `${list}v-x\n`);
	// A browser tells a changed file by its time, in whole seconds.
	const later = new Date(Date.now() + 60_000);
	utimesSync(file, later, later);
	await press(page);
	await expect(status(page)).toHaveText(/^Berkas ini diubah atau dipindahkan/u);
	await expect(page.getByLabel('Dari mana berkas ini?')).toHaveValue('Berita acara 800/412');
});

test('a refusal stands at the form, and what was filled in stays', async ({ page }, info) => {
	const file = info.outputPath('lowongan.csv');
	writeFileSync(file, '%PDF-1.7 not a table');
	await signIn(page, 'panitia2@andir.contoh.id');
	await page.goto('/panitia/impor');
	await fill(page, file);
	await press(page);
	await expect(status(page)).toHaveText(/^Berkas ini PDF, gambar/u);
	await expect(status(page)).toBeFocused();
	await expect(page.getByLabel('Dari mana berkas ini?')).toHaveValue('Berita acara 800/412');
	expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
	writeFileSync(file, `${header}\n${row(1)}\n`);
	await page.locator('input[name="berkas"]').setInputFiles(file);
	await press(page);
	await expect(heading(page)).toHaveText('1 baris siap diterapkan', { timeout: 30_000 });
	await page.getByRole('button', { name: 'Batalkan impor ini' }).click();
});
