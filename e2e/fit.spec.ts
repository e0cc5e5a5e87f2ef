import { expect, inEnglish, publicPages, test } from './setup/journey.ts';

/** 320 px is also 640 px at 200% zoom. */
const widths = [320, 360, 640, 1280];

test.describe('without JavaScript', () => {
	test.use({ javaScriptEnabled: false });
	test.setTimeout(180_000);

	test('no page scrolls sideways', async ({ page, demo }) => {
		for (const { name, path } of publicPages(demo)) {
			for (const address of [path, inEnglish(path)]) {
				await page.goto(address);
				for (const width of widths) {
					await page.setViewportSize({ width, height: 800 });
					const wide = await page.evaluate(
						() => document.documentElement.scrollWidth - document.documentElement.clientWidth,
					);
					expect.soft(wide, `${name} at ${width} px`).toBeLessThanOrEqual(0);
				}
			}
		}
	});

	test('every page says where it is and has one heading', async ({ page, demo }) => {
		for (const { name, path } of publicPages(demo)) {
			await page.goto(path);
			await expect.soft(page.getByRole('heading', { level: 1 }), name).toHaveCount(1);
			await expect.soft(page, name).toHaveTitle(/ – Terang$/u);
			await expect.soft(page.getByText('di sini rekaan', { exact: false }), name).toBeVisible();
		}
	});
});

test('print keeps the matter and drops the controls', async ({ page, demo }) => {
	await page.goto(`/hasil/${demo.selection}/${demo.tiedVacancy}`);
	await page.emulateMedia({ media: 'print' });
	await expect(page.getByRole('table').first()).toBeVisible();
	await expect(page.getByRole('navigation', { name: 'Utama' })).toBeHidden();
	await expect(page.getByText('di sini rekaan', { exact: false })).toBeVisible();
});

test('a fault shows a short code that also stands in the answer', async ({ page }) => {
	const response = await page.goto('/lowongan/tidak-ada');
	expect(response?.status()).toBe(404);
	const id = response?.headers()['x-request-id'] ?? '';
	expect(id).not.toBe('');
	await expect(page.getByText(`Kode: ${id}`)).toBeVisible();
	await page.goto('/en/lowongan/tidak-ada');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page does not exist');
});
