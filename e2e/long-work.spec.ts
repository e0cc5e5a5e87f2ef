import type { Page } from '@playwright/test';
import { expect, test } from './setup/journey.ts';
import { signIn } from './setup/sign-in.ts';

/** What takes a while to compute says so, and is asked for once. */
const said = 'Pratinjau sedang dihitung';

async function openRun(page: Page, selection: string): Promise<void> {
	await signIn(page, 'panitia1@kota-palu.contoh.id');
	await page.goto(`/panitia/hitung/${selection}`);
	await page.getByRole('rowheader').getByRole('link').last().click();
	await expect(page.getByRole('link', { name: /seperti yang akan dilihat publik/u })).toBeVisible();
}

test('a press on what takes long is answered at once, counts once, and is not for ever', async ({
	page,
	demo,
}) => {
	test.setTimeout(120_000);
	await openRun(page, demo.selection);
	await page.clock.install();
	let asked = 0;
	// An answer without a page leaves the old one open, as one that never comes does.
	await page.route('**/pratinjau', (route) => {
		asked += 1;
		return route.fulfill({ status: 204 });
	});
	const link = page.getByRole('link', { name: /seperti yang akan dilihat publik/u });
	const status = page.getByRole('status').filter({ hasText: said });
	await expect(status).toHaveCount(0);
	await link.click();
	await expect(status).toBeVisible();
	await expect(link).toHaveAttribute('aria-disabled', 'true');
	await expect(link).toBeFocused();
	await link.click({ force: true });
	await page.keyboard.press('Enter');
	expect(asked).toBe(1);

	await page.clock.fastForward(120_000);
	await expect(status).toHaveCount(0);
	await expect(link).not.toHaveAttribute('aria-disabled');
	await page.unrouteAll();
	await link.click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Pratinjau');
	await page.goBack();
	await expect(link).not.toHaveAttribute('aria-disabled');
	await expect(status).toHaveCount(0);
});
