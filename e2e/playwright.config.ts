import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { findBrowser } from './setup/browser.ts';

/** Every worker loads this file: the search for a browser is done, and said, once. */
if (process.env['E2E_BROWSER'] === undefined) {
	const browser = findBrowser();
	process.env['E2E_BROWSER'] = browser.kind === 'found' ? browser.path : '';
	const said =
		browser.kind === 'found' ? `${browser.path} (${browser.from})` : `none: ${browser.reason}`;
	process.stderr.write(`Journeys: browser ${said}\n`);
}

export default defineConfig({
	testDir: '.',
	testMatch: '*.spec.ts',
	globalSetup: './setup/global.ts',
	outputDir: path.join(tmpdir(), 'terang-e2e-results'),
	fullyParallel: true,
	workers: 2,
	forbidOnly: true,
	retries: 0,
	timeout: 60_000,
	reporter: 'line',
	use: {
		launchOptions: { executablePath: process.env['E2E_BROWSER'] },
		locale: 'id-ID',
		trace: 'off',
	},
});
