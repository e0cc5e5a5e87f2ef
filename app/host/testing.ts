import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** For tests that drive the real, built process from outside. */

const root = path.resolve(import.meta.dirname, '..', '..');

/** The build of the present source, made if absent. */
export async function buildFolder(): Promise<string> {
	const setup = path.join(root, 'tools', 'setup.mjs');
	const { ensureBuilt } = (await import(setup)) as { ensureBuilt: () => Promise<string> };
	return ensureBuilt();
}

export interface HostProcess {
	readonly child: ChildProcess;
	readonly stdout: () => string;
	readonly stderr: () => string;
	/** Of the ready line; throws with what was said where the process ended before. */
	url(): Promise<string>;
	/** Exit status, or the signal that ended it. */
	readonly ended: Promise<number | string>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** None of the settings of whoever runs the tests may leak into the process under test. */
export function cleanEnvironment(settings: Environment): Environment {
	const inherited = Object.entries(process.env).filter(
		([name]) => !/^(TERANG_|DATABASE_|AWS_|PORT$|HOST$|NODE_ENV$|LC_|LANG)/.test(name),
	);
	return { ...Object.fromEntries(inherited), PORT: '0', ...settings };
}

export function spawnHost(
	build: string,
	settings: Environment,
	options: { readonly uid?: number; readonly gid?: number; readonly detached?: boolean } = {},
): HostProcess {
	return watch(
		spawn(process.execPath, [path.join(build, 'host', 'main.js')], {
			cwd: root,
			env: cleanEnvironment(settings),
			stdio: ['ignore', 'pipe', 'pipe'],
			...options,
		}),
	);
}

export function watch(child: ChildProcess): HostProcess {
	let stdout = '';
	let stderr = '';
	child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
	child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
	const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
	const said = () => `stdout:\n${stdout}\nstderr:\n${stderr}`;
	const ready = new Promise<string>((resolve, reject) => {
		child.stdout?.on('data', () => {
			const found = /^Terang siap: (.+)$/m.exec(stdout);
			if (found?.[1] !== undefined) resolve(found[1]);
		});
		void ended.then((status) => {
			reject(new Error(`ended with ${status} before it was ready\n${said()}`));
		});
	});
	ready.catch(() => undefined);
	return { child, stdout: () => stdout, stderr: () => stderr, url: () => ready, ended };
}

export interface TestFolder {
	readonly path: string;
	remove(): void;
}

export function testFolder(): TestFolder {
	const folder = mkdtempSync(path.join(tmpdir(), 'terang-host-'));
	return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
