import AxeBuilder from '@axe-core/playwright';
import { expect, inEnglish, publicPages, test } from './setup/journey.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

for (const colorScheme of ['light', 'dark'] as const) {
	test.describe(`in ${colorScheme}`, () => {
		test.use({ colorScheme, viewport: { width: 360, height: 800 } });
		test.setTimeout(240_000);

		test('no page breaks WCAG 2.2 AA, in either language', async ({ page, demo }) => {
			const pages = [...publicPages(demo), { name: 'components', path: '/dev/ui' }];
			for (const { name, path } of pages) {
				for (const address of [path, inEnglish(path)]) {
					await page.goto(address);
					const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
					const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
					expect.soft(found, `${name} at ${address}`).toEqual([]);
				}
			}
		});
	});
}

test('a result of one person breaks no rule either', async ({ page, refused }) => {
	await page.goto('/hasil-saya');
	await page.getByLabel('Nomor peserta').fill(refused.number);
	await page.getByLabel('Tanggal lahir').fill(refused.birthDate);
	await page.getByRole('button', { name: 'Buka hasil saya' }).click();
	await expect(page.getByRole('heading', { name: 'Langkah demi langkah' })).toBeVisible();
	const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
	expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
});

test('a search is done with the keyboard alone', async ({ page }) => {
	await page.goto('/lowongan');
	await page.keyboard.press('Tab');
	await expect(page.getByRole('link', { name: 'Langsung ke isi' })).toBeFocused();
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	await expect(page.getByRole('searchbox')).toBeFocused();
	const outline = await page
		.getByRole('searchbox')
		.evaluate((element) => getComputedStyle(element).outlineStyle);
	expect(outline).toBe('solid');
	await page.keyboard.type('perawat');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/q=perawat/u);
});

test('everything that is tapped alone is 44 px high', async ({ page, demo }) => {
	await page.setViewportSize({ width: 360, height: 800 });
	for (const { name, path } of publicPages(demo)) {
		await page.goto(path);
		const small = await page
			.locator(
				'.button:visible, .nav a:visible, .chip:visible, .input:visible, .pagination a:visible',
			)
			.evaluateAll((elements) =>
				elements
					.filter((element) => element.getBoundingClientRect().height < 44)
					.map((element) => element.outerHTML),
			);
		expect.soft(small, name).toEqual([]);
	}
});
