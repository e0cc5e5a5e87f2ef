import { expect, test } from './setup/journey.ts';

for (const javaScriptEnabled of [true, false]) {
	test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
		test.use({ javaScriptEnabled, viewport: { width: 1280, height: 900 } });

		test('a visitor finds a vacancy from the home page and reads what it asks', async ({
			page,
		}) => {
			await page.goto('/');
			await page.getByRole('searchbox').fill('perawat');
			await page.getByRole('button', { name: 'Cari lowongan' }).click();
			await expect(page).toHaveURL(/\/lowongan\?q=perawat/u);
			const first = page.locator('.notice-title a').first();
			const title = await first.innerText();
			expect(title.toLowerCase()).toContain('perawat');
			await first.click();
			await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
			await expect(page.getByRole('heading', { name: 'Syarat dan dokumen' })).toBeVisible();
			await expect(page.getByRole('heading', { name: 'Cara menilai' })).toBeVisible();
		});

		test('filters narrow the list, show as chips and can be taken off one by one', async ({
			page,
		}) => {
			await page.goto('/lowongan');
			const all = await page.locator('#jumlah').innerText();
			await page.getByRole('checkbox', { name: 'Diploma' }).check();
			await page.getByRole('checkbox', { name: 'Sedang dibuka' }).check();
			await page.getByRole('button', { name: 'Terapkan saringan' }).click();
			await expect(page).toHaveURL(/didik=diploma/u);
			await expect(page).toHaveURL(/buka=1/u);
			expect(await page.locator('#jumlah').innerText()).not.toBe(all);
			await page.getByRole('link', { name: /^Diploma.*hapus saringan$/u }).click();
			await expect(page).not.toHaveURL(/didik=/u);
			await expect(page).toHaveURL(/buka=1/u);
		});

		test('sorting keeps the search, and the address can be shared', async ({ page, browser }) => {
			await page.goto('/lowongan?q=guru');
			await page.getByLabel('Urutkan').selectOption('kursi');
			await page.getByRole('button', { name: 'Terapkan', exact: true }).click();
			await expect(page).toHaveURL(/q=guru/u);
			await expect(page).toHaveURL(/urut=kursi/u);
			const titles = await page.locator('.notice-title').allInnerTexts();
			expect(titles.length).toBeGreaterThan(0);
			const other = await browser.newPage();
			await other.goto(page.url());
			expect(await other.locator('.notice-title').allInnerTexts()).toEqual(titles);
			await other.close();
		});

		test('pages lead through the whole list without a vacancy twice', async ({ page }) => {
			await page.goto('/lowongan');
			const seen = new Set<string>();
			let listed = 0;
			for (;;) {
				const links = await page
					.locator('.notice-title a')
					.evaluateAll((elements) => elements.map((element) => element.getAttribute('href') ?? ''));
				for (const link of links) seen.add(link);
				listed += links.length;
				const next = page.getByRole('link', { name: 'Berikutnya' });
				if ((await next.count()) === 0) break;
				const here = page.url();
				await next.click();
				// Whole, not half parsed: a page that is still arriving lists fewer.
				await page.waitForURL((url) => url.href !== here, { waitUntil: 'load' });
			}
			expect(seen.size).toBe(listed);
			const heading = await page.locator('#jumlah').innerText();
			expect(heading.startsWith(`${listed} `)).toBe(true);
		});

		test('a search without an answer says what to do', async ({ page }) => {
			await page.goto('/lowongan?q=zzzzzz');
			await expect(page.getByText('Tidak ada lowongan yang cocok')).toBeVisible();
			await page.getByRole('link', { name: 'Lihat semua lowongan' }).click();
			await expect(page.locator('.notice').first()).toBeVisible();
		});
	});
}

test('each page has an English face at the same address, and back', async ({ page }) => {
	await page.goto('/lowongan?q=guru');
	await expect(page.locator('html')).toHaveAttribute('lang', 'id');
	await page.getByRole('link', { name: 'English' }).click();
	await expect(page).toHaveURL(/\/en\/lowongan/u);
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Vacancies');
	await page.getByRole('link', { name: 'Bahasa Indonesia' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Lowongan');
});
