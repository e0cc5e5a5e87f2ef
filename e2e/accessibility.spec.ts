import AxeBuilder from '@axe-core/playwright';
import { expect, inEnglish, publicPages, test } from './setup/journey.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const components = { name: 'components', path: '/dev/ui' };

async function faultsOf(axe: AxeBuilder): Promise<string[]> {
	const { violations } = await axe.analyze();
	return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

test.describe('on a phone', () => {
	test.use({ viewport: { width: 360, height: 800 } });
	test.setTimeout(240_000);

	for (const language of ['Indonesian', 'English']) {
		test(`no page in ${language} breaks WCAG 2.2 AA`, async ({ page, demo }) => {
			for (const { name, path } of [...publicPages(demo), components]) {
				await page.goto(language === 'English' ? inEnglish(path) : path);
				const found = await faultsOf(new AxeBuilder({ page }).withTags(rules));
				expect.soft(found, name).toEqual([]);
			}
		});
	}
});

test.describe('in the dark', () => {
	test.use({ colorScheme: 'dark' });
	test.setTimeout(240_000);

	test('every text keeps its contrast', async ({ page, demo }) => {
		for (const { name, path } of [...publicPages(demo), components]) {
			await page.goto(path);
			const found = await faultsOf(new AxeBuilder({ page }).withRules(['color-contrast']));
			expect.soft(found, name).toEqual([]);
		}
	});
});

test('a result of one person breaks no rule either', async ({ page, refused }) => {
	await page.goto('/hasil-saya');
	await page.getByLabel('Nomor peserta').fill(refused.number);
	await page.getByLabel('Tanggal lahir').fill(refused.birthDate);
	await page.getByRole('button', { name: 'Buka hasil saya' }).click();
	await expect(page.getByRole('heading', { name: 'Langkah demi langkah' })).toBeVisible();
	expect(await faultsOf(new AxeBuilder({ page }).withTags(rules))).toEqual([]);
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
