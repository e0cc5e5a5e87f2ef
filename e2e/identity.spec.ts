import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { expect, test } from './setup/journey.ts';
import { authenticatorCode, signIn, signInOf } from './setup/sign-in.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const password = 'kuda baterai staples benar';

async function faults(page: Page): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
	return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

async function isSound(page: Page): Promise<void> {
	expect.soft(await faults(page), page.url()).toEqual([]);
	const wide = await page.evaluate(
		() => document.documentElement.scrollWidth - document.documentElement.clientWidth,
	);
	expect.soft(wide, page.url()).toBeLessThanOrEqual(0);
}

/** Another person at another desk. */
async function desk(browser: Browser, email: string): Promise<Page> {
	const context = await browser.newContext({
		baseURL: process.env['E2E_URL'] ?? '',
		javaScriptEnabled: false,
	});
	const page = await context.newPage();
	await signIn(page, email);
	return page;
}

test.describe('without JavaScript', () => {
	test.use({ javaScriptEnabled: false });
	test.setTimeout(120_000);

	test('a colleague is invited, confirmed by a second administrator, joins and works', async ({
		page,
		browser,
	}) => {
		const email = `rekan${Date.now()}@bungo.example`;
		await signIn(page, 'admin1@kabupaten-bungo.contoh.id');
		await expect(page).toHaveURL(/\/admin$/u);
		await page.getByRole('main').getByRole('link', { name: 'Orang', exact: true }).click();
		await page.getByLabel('Nama lengkap').fill('Rekan Baru');
		await page.getByLabel('Surel').fill(email);
		await page
			.getByLabel('NIP')
			.fill(`19900101 201501 1 ${String(Date.now() % 1000).padStart(3, '0')}`);
		await page.getByLabel('panitia', { exact: true }).check();
		await page.getByRole('button', { name: 'Undang dan minta peran' }).click();
		await expect(page.getByRole('alert')).toContainText('menunggu administrator kedua');
		await page.getByRole('link', { name: 'Perubahan peran' }).click();
		await expect(page.getByText('Anda yang meminta').first()).toBeVisible();

		const second = await desk(browser, 'admin2@kabupaten-bungo.contoh.id');
		await second.goto('/admin');
		const row = second.getByRole('row').filter({ hasText: 'Rekan Baru' }).first();
		await row.getByRole('button', { name: 'Setujui' }).click();
		await expect(second.getByRole('alert')).toContainText('berlaku sejak tercatat');
		await second.getByRole('alert').getByRole('link').click();
		await expect(second.getByText('role.changed').first()).toBeVisible();

		const newcomer = await (
			await browser.newContext({ baseURL: process.env['E2E_URL'] ?? '', javaScriptEnabled: false })
		).newPage();
		await expect
			.poll(async () => {
				await newcomer.goto('/dev/surat');
				return newcomer.getByText(email).count();
			})
			.toBeGreaterThan(0);
		const letter = newcomer.locator('section').filter({ hasText: email });
		const link = /\/masuk\/undangan\/\S+/u.exec(await letter.first().innerText())?.[0] ?? '';
		await newcomer.goto(link);
		await newcomer.getByLabel('Kata sandi baru').fill(password);
		await newcomer.getByRole('button', { name: 'Buat akun' }).click();
		await expect(newcomer).toHaveURL(/\/akun\/autentikator$/u);
		await newcomer.goto('/admin');
		await expect(newcomer).toHaveURL(/\/akun\/autentikator\?lanjut=/u);
		await newcomer.getByLabel('Kata sandi').fill(password);
		await newcomer.getByRole('button', { name: 'Buat kunci baru' }).click();
		await expect(newcomer.getByRole('img', { name: 'Kode QR' })).toBeVisible();
		const typed = newcomer.getByText('Atau ketik kunci ini').locator('code');
		const secret = (await typed.innerText()).replaceAll(' ', '');
		await newcomer.getByLabel('Kode autentikator').fill(authenticatorCode(secret));
		await newcomer.getByRole('button', { name: 'Pastikan' }).click();
		await expect(newcomer.getByRole('heading', { level: 1 })).toContainText('Rekan Baru');
		await expect(newcomer.getByText('panitia, Kab. Bungo')).toBeVisible();
		await newcomer.goto(link);
		await expect(newcomer.getByText('Tautan ini sudah dipakai')).toBeVisible();
	});

	test('a lost telephone: two administrators reset the access, and the letter leads back', async ({
		browser,
	}) => {
		const email = 'panitia2@kota-sawahlunto.contoh.id';
		const phone = await desk(browser, email);
		const first = await desk(browser, 'admin1@kota-sawahlunto.contoh.id');
		await first.goto('/admin/orang');
		const person = first.getByRole('row').filter({ hasText: email });
		await person.getByRole('button', { name: 'Minta atur ulang akses' }).click();
		await expect(first.getByRole('alert')).toContainText('Administrator lain harus menyetujuinya');
		await first.goto('/admin');
		const resets = (page: Page) =>
			page.locator('section').filter({ hasText: 'Akses yang diatur ulang' });
		await expect(resets(first).getByText('Anda yang meminta')).toBeVisible();
		await phone.goto('/panitia');
		await expect(phone).toHaveURL(/\/panitia$/u);

		const second = await desk(browser, 'admin2@kota-sawahlunto.contoh.id');
		await second.goto('/admin');
		await resets(second).getByRole('button', { name: 'Setujui' }).click();
		await expect(second.getByRole('alert')).toContainText('Akses diatur ulang');
		await resets(second).getByRole('link').first().click();
		await expect(second.getByText('access.reset').first()).toBeVisible();
		await phone.goto('/panitia');
		await expect(phone).toHaveURL(/\/masuk/u);

		await expect
			.poll(async () => {
				await phone.goto('/dev/surat');
				return phone.getByText('Akses Terang Anda diatur ulang').count();
			})
			.toBeGreaterThan(0);
		const letter = phone.locator('section').filter({ hasText: 'Akses Terang Anda diatur ulang' });
		const link = /\/masuk\/undangan\/\S+/u.exec(await letter.first().innerText())?.[0] ?? '';
		await phone.goto(link);
		await phone.getByLabel('Kata sandi baru').fill(password);
		await phone.getByRole('button').last().click();
		await expect(phone).toHaveURL(/\/akun\/autentikator$/u);
		await phone.goto('/panitia');
		await expect(phone).toHaveURL(/\/akun\/autentikator\?lanjut=/u);
	});

	test('a colleague is found by name, which stands in no address', async ({ page }) => {
		await signIn(page, 'admin1@kota-palu.contoh.id');
		await page.goto('/admin/orang');
		const row = page.getByRole('row').filter({ hasText: 'panitia2@kota-palu.contoh.id' });
		const [name = ''] = (await row.getByRole('rowheader').innerText()).split(/\s+\S+@/u);
		const search = page.getByLabel('Cari orang');
		await search.fill(name);
		await page.getByRole('search').getByRole('button', { name: 'Cari' }).click();
		await expect(search).toHaveValue(name);
		await expect(row).toBeVisible();
		await expect(page.getByRole('status')).toContainText(/^1 dari \d+ orang cocok/u);
		const first = name.split(' ')[0] ?? name;
		const addresses = page.locator('[href], [action]');
		const texts = await addresses.evaluateAll((all) =>
			all.map((one) => one.getAttribute('href') ?? one.getAttribute('action') ?? ''),
		);
		for (const address of [page.url(), ...texts]) expect(address).not.toContain(first);
		await page.getByRole('link', { name: 'Tampilkan semua' }).click();
		await expect(search).toHaveValue('');
	});

	test('staff pages lead to the sign-in and back', async ({ page }) => {
		const who = signInOf('inspektorat@kota-palu.contoh.id');
		await page.goto('/admin/pembacaan');
		await expect(page).toHaveURL(/\/masuk\?lanjut=/u);
		await page.getByLabel('Surel').fill(who.email);
		await page.getByLabel('Kata sandi').fill(who.password);
		await page.getByRole('button', { name: 'Masuk' }).click();
		await page.getByLabel('Kode autentikator').fill(authenticatorCode(who.totpSecret));
		await page.getByRole('button', { name: 'Lanjutkan' }).click();
		await expect(page).toHaveURL(/\/admin\/pembacaan$/u);
		await expect(
			page.getByRole('row').filter({ hasText: '/admin/pembacaan' }).first(),
		).toBeVisible();
	});

	test('an institution cannot open another’s people', async ({ page }) => {
		await signIn(page, 'admin1@kota-palu.contoh.id');
		await page.goto('/admin/orang?instansi=kabupaten-bungo');
		await expect(page.getByRole('heading', { level: 1 })).toHaveText(
			'Anda tidak dapat membuka ini',
		);
		await expect(page.getByText('milik instansi lain')).toBeVisible();
	});

	test('a session is ended from another browser', async ({ page, browser }) => {
		const email = 'panitia2@kota-palu.contoh.id';
		const elsewhere = await desk(browser, email);
		await signIn(page, email);
		await page.goto('/akun');
		await page.getByRole('button', { name: 'Akhiri semua sesi lain' }).click();
		await expect(page.getByRole('button', { name: 'Akhiri semua sesi lain' })).toBeHidden();
		await elsewhere.goto('/akun');
		await expect(elsewhere).toHaveURL(/\/masuk/u);
	});

	test('signing out closes the staff pages', async ({ page }) => {
		await signIn(page, 'admin2@kota-palu.contoh.id');
		await page.goto('/keluar');
		await page.getByRole('button', { name: 'Keluar' }).click();
		await page.goto('/admin');
		await expect(page).toHaveURL(/\/masuk/u);
	});
});

for (const colorScheme of ['light', 'dark'] as const) {
	test.describe(`in ${colorScheme}`, () => {
		test.use({ colorScheme, viewport: { width: 360, height: 800 } });
		test.setTimeout(120_000);

		test('no page of the staff breaks WCAG 2.2 AA or scrolls sideways', async ({ page }) => {
			await page.goto('/masuk');
			expect.soft(await faults(page), '/masuk').toEqual([]);
			await page.goto('/masuk/lupa');
			expect.soft(await faults(page), '/masuk/lupa').toEqual([]);
			await signIn(page, 'admin1@nasional.contoh.id');
			const paths = ['/akun', '/akun/autentikator', '/keluar', '/masuk/kode', '/dev/surat'];
			for (const path of [...paths, '/admin', '/admin/orang', '/admin/pembacaan', '/en/admin']) {
				await page.goto(path);
				await isSound(page);
			}
			await page.goto('/admin/orang');
			await page.getByLabel('Cari orang').fill('panitia');
			await page.getByRole('button', { name: 'Cari' }).click();
			await expect(page.getByRole('status')).toBeVisible();
			await isSound(page);
		});
	});
}

test('the sign-in is done with the keyboard alone', async ({ page }) => {
	const who = signInOf('panitia1@kota-palu.contoh.id');
	await page.goto('/masuk');
	await page.getByLabel('Surel').focus();
	await page.keyboard.type(who.email);
	await page.keyboard.press('Tab');
	await page.keyboard.type(who.password);
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/masuk\/kode/u);
	await page.getByLabel('Kode autentikator').focus();
	await page.keyboard.type(authenticatorCode(who.totpSecret));
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/panitia$/u);
});
