import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The application as `npm start` runs it, on a free port and a folder of its own. */
export interface RunningSite {
	readonly url: string;
	readonly dataFolder: string;
	stop(): Promise<void>;
}

const root = path.resolve(import.meta.dirname, '..', '..');
/** Long enough for a first build on a slow machine. */
const startWithin = 300_000;
const readyWithin = 120_000;
const stopWithin = 10_000;

/** Settings of whoever runs the tests must not reach the site under test. */
export function cleanEnvironment(dataFolder: string): NodeJS.ProcessEnv {
	const kept = Object.entries(process.env).filter(
		([name]) => !/^(?:TERANG_|DATABASE_|HOST$)/u.test(name),
	);
	return { ...Object.fromEntries(kept), PORT: '0', TERANG_DATA: dataFolder };
}

function whenServing(child: ChildProcess): Promise<string> {
	return new Promise((resolve, reject) => {
		let said = '';
		let faults = '';
		const timer = setTimeout(() => {
			reject(new Error(`The site did not start in time.\n${faults}`));
		}, startWithin);
		child.stdout?.on('data', (chunk: Buffer) => {
			said += chunk.toString();
			const url = /^Terang siap: (\S+)$/mu.exec(said)?.[1];
			if (url === undefined) return;
			clearTimeout(timer);
			resolve(url);
		});
		child.stderr?.on('data', (chunk: Buffer) => {
			faults = (faults + chunk.toString()).slice(-4000);
		});
		child.once('exit', (code) => {
			clearTimeout(timer);
			reject(new Error(`The site ended with status ${code ?? 'none'}.\n${faults}`));
		});
	});
}

/** Of a demo, ready means that the whole season with its published versions is served. */
async function whenReady(url: string): Promise<void> {
	const deadline = performance.now() + readyWithin;
	for (;;) {
		const response = await fetch(`${url}/readyz`);
		if (response.ok) return;
		if (performance.now() > deadline) throw new Error(`Not ready: ${await response.text()}`);
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
}

function ended(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
	return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** @param settings of another installation than the demo */
export async function startSite(
	settings: Readonly<Record<string, string>> = {},
): Promise<RunningSite> {
	const dataFolder = mkdtempSync(path.join(tmpdir(), 'terang-e2e-'));
	const child = spawn(process.execPath, [path.join(root, 'tools', 'start.mjs')], {
		cwd: root,
		env: { ...cleanEnvironment(dataFolder), ...settings },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const stop = async () => {
		child.kill('SIGTERM');
		const force = setTimeout(() => child.kill('SIGKILL'), stopWithin);
		await ended(child);
		clearTimeout(force);
		rmSync(dataFolder, { recursive: true, force: true });
	};
	try {
		const url = await whenServing(child);
		await whenReady(url);
		return { url, dataFolder, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}
