import { readFileSync } from 'node:fs';
import { parseProof, parseVkey, verifyProof } from '@terang/ledger';
import { expect, test } from './setup/journey.ts';

test.use({ javaScriptEnabled: false });

test('a witness on the same machine is shown as an example that does not count', async ({
	page,
}) => {
	await page.goto('/catatan');
	await expect(page.getByText('contoh di mesin yang sama, tidak dihitung')).toBeVisible();
	await expect(page.getByText('Satu saksi di mesin pengelola tidak membuktikan')).toBeVisible();
});

test('an entry is found by its number and by its digest', async ({ page }) => {
	await page.goto('/catatan/1');
	const digest = await page
		.locator('.facts div')
		.filter({ hasText: 'Sidik entri' })
		.locator('code')
		.innerText();
	for (const typed of ['1', digest]) {
		await page.goto('/catatan');
		await page.getByRole('searchbox').fill(typed);
		await page.getByRole('button', { name: 'Periksa' }).click();
		await expect(page).toHaveURL(/\/catatan\/1$/u);
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Entri 1');
	}
});

test('a code that is not in the log is said to be missing, and what that means', async ({
	page,
}) => {
	await page.goto('/catatan?q=kode-yang-tidak-ada');
	await expect(page.getByRole('alert')).toContainText('tidak ada di catatan');
	await expect(page.getByRole('alert')).toContainText('simpan tanda terimanya');
});

test('entries are filtered by kind, newest first', async ({ page }) => {
	await page.goto('/catatan');
	const here = page.url();
	await page.getByRole('link', { name: 'Hasil', exact: true }).last().click();
	await page.waitForURL((url) => url.href !== here, { waitUntil: 'load' });
	const codes = await page.locator('td code').allInnerTexts();
	expect(codes.length).toBeGreaterThanOrEqual(2);
	expect(new Set(codes)).toEqual(new Set(['result.published']));
	const numbers = (await page.locator('tbody th a').allInnerTexts()).map(Number);
	expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
});

test('a downloaded proof holds against the published key', async ({ page, request }) => {
	await page.goto('/catatan/1');
	const raw = await page.locator('pre.raw').innerText();
	const download = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Unduh bukti' }).click();
	const file = await (await download).path();
	const parsed = parseProof(new Uint8Array(readFileSync(file)));
	if (!parsed.ok) throw new Error(`proof: ${parsed.code}`);
	await page.goto('/catatan');
	const checkpoint = await page
		.getByRole('link', { name: 'Unduh kepala catatan' })
		.getAttribute('href');
	const address = (checkpoint ?? '').replace(/checkpoint$/u, 'vkey');
	const vkey = parseVkey((await (await request.get(address)).text()).trim());
	if (!vkey.ok) throw new Error(`vkey: ${vkey.code}`);
	const leaf = new TextEncoder().encode(raw);
	expect(verifyProof(parsed.proof, leaf, { vkey: vkey.key })).toMatchObject({ ok: true });
	leaf[0] = 0;
	expect(verifyProof(parsed.proof, leaf, { vkey: vkey.key })).toMatchObject({ ok: false });
});

test('the open data page lists every version with its digest', async ({ page, request }) => {
	const index = (await (await request.get('/data/index.json')).json()) as {
		url: string;
		zip: string;
		manifestSha256: string;
	}[];
	expect(index.length).toBeGreaterThanOrEqual(2);
	await page.goto('/data');
	for (const { zip, manifestSha256 } of index) {
		await expect(page.getByText(manifestSha256)).toBeVisible();
		await expect(page.locator(`a[href="${zip}"]`)).toBeVisible();
	}
});
