import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

/**
 * Finds a Chromium that really starts: one that is installed, else Playwright's own, else (as root)
 * the distribution's package. A machine without any skips the journeys and says so.
 */
export type Browser =
	| { readonly kind: 'found'; readonly path: string; readonly from: string }
	| { readonly kind: 'none'; readonly reason: string };

const installed = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome-stable',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const minutes = 60_000;

/** A file that exists may still lack the libraries it needs. */
function starts(path: string): boolean {
	if (!existsSync(path)) return false;
	const args = ['--headless', '--no-sandbox', '--disable-gpu', '--dump-dom', 'about:blank'];
	const { status, stdout } = spawnSync(path, args, { timeout: minutes / 2, encoding: 'utf8' });
	return status === 0 && stdout.includes('<html');
}

function found(path: string, from: string): Browser | undefined {
	return starts(path) ? { kind: 'found', path, from } : undefined;
}

function firstInstalled(): Browser | undefined {
	const chosen = process.env['CHROMIUM_PATH'];
	const candidates = chosen === undefined ? installed : [chosen];
	const path = candidates.find(starts);
	return path === undefined ? undefined : { kind: 'found', path, from: 'installed' };
}

function run(command: string, args: readonly string[], timeout: number): boolean {
	const { status } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'ignore'], timeout });
	return status === 0;
}

function downloaded(): Browser | undefined {
	const path = chromium.executablePath();
	const already = found(path, "Playwright's own");
	if (already !== undefined) return already;
	const args = ['playwright', 'install', '--only-shell', 'chromium'];
	if (!run('npx', ['--no-install', ...args], 5 * minutes)) return undefined;
	return found(chromium.executablePath(), "Playwright's own, just downloaded");
}

function fromDistribution(): Browser | undefined {
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
	run('apt-get', ['update', '-q'], 3 * minutes);
	const args = ['install', '-y', '-q', '--no-install-recommends', 'chromium'];
	if (!run('apt-get', args, 10 * minutes)) return undefined;
	return found('/usr/bin/chromium', "the distribution's package, just installed");
}

export function findBrowser(): Browser {
	return (
		firstInstalled() ??
		downloaded() ??
		fromDistribution() ?? {
			kind: 'none',
			reason: 'no Chromium is installed, and none could be downloaded or installed',
		}
	);
}
