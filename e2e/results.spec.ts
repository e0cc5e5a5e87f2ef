import { expect, test } from './setup/journey.ts';

test.use({ javaScriptEnabled: false });

test('a reporter reads a ranking, its line, and who decided where marks were equal', async ({
	page,
	demo,
}) => {
	await page.goto('/hasil');
	await page.locator(`a[href="/hasil/${demo.selection}/${demo.tiedVacancy}"]`).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Hasil akhir');
	const ranking = page.getByRole('table').first();
	await expect(ranking.getByRole('rowheader').first()).toContainText('***');
	await expect(ranking.locator('.table-cut')).toHaveCount(1);
	await expect(page.getByRole('heading', { name: 'Nilai yang sama persis' })).toBeVisible();
	await expect(page.getByText('Yang memutuskan:')).toBeVisible();
	await expect(page.getByRole('img', { name: /Sebaran nilai akhir/u })).toBeVisible();
});

test('a correction shows who changed, why, and keeps the old version readable', async ({
	page,
	demo,
}) => {
	const address = `/hasil/${demo.selection}/${demo.correctedVacancy}`;
	await page.goto(address);
	await expect(page.getByText('Koreksi:', { exact: false })).toBeVisible();
	const changes = page
		.locator('section')
		.filter({ has: page.getByRole('heading', { name: /Yang berubah dari versi/u }) });
	await expect(changes.getByRole('rowheader')).not.toHaveCount(0);
	await page.getByRole('link', { name: 'Versi 1', exact: true }).click();
	await expect(page.getByText('Ini versi 1, sudah diganti.')).toBeVisible();
	await page.getByRole('link', { name: 'Buka versi yang berlaku' }).click();
	await expect(page).toHaveURL(new RegExp(`${address}$`, 'u'));
});

test('what the page shows is what can be downloaded', async ({ page, request, demo }) => {
	await page.goto(`/hasil/${demo.selection}/${demo.tiedVacancy}`);
	const link = page.getByRole('link', { name: 'results.csv' });
	const csv = await (await request.get((await link.getAttribute('href')) ?? '')).text();
	const rows = await page.getByRole('table').first().locator('tbody tr:not(.table-cut)').all();
	expect(rows.length).toBeGreaterThan(0);
	for (const row of rows) {
		const number = await row.locator('.id').innerText();
		const final = (await row.locator('strong').innerText()).replace(',', '.').replace('–', '');
		const line = csv.split('\n').find((each) => each.startsWith(`${number},`)) ?? '';
		expect(line).not.toBe('');
		expect(line.split(',')[6]).toBe(final);
	}
});

test('no page or download holds a whole name', async ({ request, demo, seated }) => {
	const pages = [
		`/hasil/${demo.selection}/${demo.tiedVacancy}`,
		`/data/${demo.selection}/v${demo.version}/participants.csv`,
		`/data/${demo.selection}/v${demo.version}/results.csv`,
	];
	for (const address of pages) {
		const text = await (await request.get(address)).text();
		expect(text).not.toContain(seated.name);
		expect(text).not.toContain(seated.birthDate);
	}
});
