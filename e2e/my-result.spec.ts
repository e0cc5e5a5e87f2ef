import type { Page } from '@playwright/test';
import { expect, test, type Person } from './setup/journey.ts';

async function lookUp(page: Page, { number, birthDate }: Pick<Person, 'number' | 'birthDate'>) {
	await page.goto('/hasil-saya');
	await page.getByLabel('Nomor peserta').fill(number);
	await page.getByLabel('Tanggal lahir').fill(birthDate);
	await page.getByRole('button', { name: 'Buka hasil saya' }).click();
}

for (const javaScriptEnabled of [true, false]) {
	test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
		test.use({ javaScriptEnabled });

		test('a refused candidate reads the place, each reason and the sum', async ({
			page,
			refused,
		}) => {
			await lookUp(page, refused);
			await expect(page.getByRole('heading', { level: 1 })).toContainText('peringkat');
			await expect(page.getByText('tidak mendapat kursi').first()).toBeVisible();
			await expect(page.getByRole('img', { name: /Nilai Anda/u })).toBeVisible();
			const total = page.locator('.sum-total dd').last();
			await expect(total).toHaveText(/^\d+,\d{3}$/u);
			await expect(page.getByRole('heading', { name: 'Yang masih dapat dilakukan' })).toBeVisible();
			await expect(page.getByRole('img', { name: /Kode QR/u })).toBeVisible();
		});

		test('number and birth date never enter an address', async ({ page, refused }) => {
			const addresses: string[] = [];
			page.on('request', (request) => addresses.push(request.url()));
			await lookUp(page, refused);
			await expect(page.getByRole('heading', { name: 'Bukti Anda' })).toBeVisible();
			expect(new URL(page.url()).search).toBe('');
			for (const address of addresses) {
				expect(address).not.toContain(refused.number);
				expect(address).not.toContain(refused.birthDate);
			}
		});

		test('the receipt leads to its entry in the public log', async ({ page, seated }) => {
			await lookUp(page, seated);
			await page.getByRole('link', { name: 'Cocokkan dengan catatan publik' }).click();
			await expect(page.getByText('Terbukti tercatat')).toBeVisible();
			await expect(page.getByText('participants.committed').first()).toBeVisible();
		});
	});
}

test('a wrong birth date and an unknown number get the same answer', async ({ page, seated }) => {
	const other = seated.birthDate === '1990-01-01' ? '1990-01-02' : '1990-01-01';
	await lookUp(page, { number: seated.number, birthDate: other });
	const wrongDate = await page.getByRole('alert').innerText();
	await lookUp(page, { number: 'TIDAK-ADA-1', birthDate: other });
	expect(await page.getByRole('alert').innerText()).toBe(wrongDate);
	await expect(page.getByLabel('Nomor peserta')).toHaveValue('TIDAK-ADA-1');
	await expect(page.getByLabel('Tanggal lahir')).toHaveValue('');
});

test('guessing a birth date is slowed, for that number only', async ({ page, refused }) => {
	const number = 'TEBAK-1';
	await expect
		.poll(
			async () => {
				await lookUp(page, { number, birthDate: '1991-01-01' });
				return await page.getByRole('alert').innerText();
			},
			{ timeout: 30_000, intervals: [0] },
		)
		.toContain('Terlalu banyak percobaan');
	await lookUp(page, refused);
	await expect(page.getByRole('heading', { name: 'Bukti Anda' })).toBeVisible();
});

test('a form sent empty by an old browser names the fields', async ({ request }) => {
	const origin = process.env['E2E_URL'] ?? '';
	const response = await request.post('/hasil-saya', {
		form: { nomor: '', lahir: '31-02-1998' },
		headers: { origin, accept: 'text/html' },
	});
	expect(response.status()).toBe(400);
	const html = await response.text();
	expect(html).toContain('Isi nomor peserta seperti di kartu ujian.');
	expect(html).toContain('Isi tanggal lahir yang lengkap');
	expect(response.headers()['cache-control']).toContain('no-store');
});
