import { expect, publicPages, test } from './setup/journey.ts';

const budget = 30 * 1024;

test.setTimeout(180_000);

test('no public page weighs more than 30 KB on a first visit, and none asks a stranger', async ({
	browser,
	demo,
}) => {
	const origin = new URL(process.env['E2E_URL'] ?? '').origin;
	for (const { name, path } of publicPages(demo)) {
		const context = await browser.newContext({ baseURL: origin });
		const page = await context.newPage();
		const session = await context.newCDPSession(page);
		await session.send('Network.enable');
		let bytes = 0;
		const strangers: string[] = [];
		session.on('Network.loadingFinished', (event) => {
			bytes += event.encodedDataLength;
		});
		page.on('request', (request) => {
			if (!request.url().startsWith(origin)) strangers.push(request.url());
		});
		await page.goto(path, { waitUntil: 'networkidle' });
		expect.soft(bytes, name).toBeLessThanOrEqual(budget);
		expect.soft(bytes, name).toBeGreaterThan(1024);
		expect.soft(strangers, name).toEqual([]);
		await context.close();
	}
});
