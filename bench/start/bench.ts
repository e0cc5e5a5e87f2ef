/**
 * From nothing to a first page, as a stranger meets it: clone the committed tree, `npm start` with
 * npm's cache warm, first page; then stop and start again. The rival is the promise of the README.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const promisedSeconds = { first: 60, restart: 3, stop: 5 };
/** Ends every child that hangs. */
const signal = AbortSignal.timeout(300_000);

const seconds = (since: number) => (performance.now() - since) / 1000;

function print(name: string, took: number, promised: number): void {
	const ratio = (took / promised).toFixed(2);
	process.stdout.write(
		`${name.padEnd(34)} ${took.toFixed(2).padStart(7)} s  promised ${promised} s  ${ratio}×\n`,
	);
	if (took > promised) process.exitCode = 1;
}

async function run(command: string, args: string[], cwd: string): Promise<void> {
	const child = spawn(command, args, { cwd, signal, stdio: ['ignore', 'ignore', 'inherit'] });
	const [code] = (await once(child, 'exit')) as [number | null];
	if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${String(code)}`);
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (address === null || typeof address === 'string') throw new Error('no port');
	return address.port;
}

/** The environment of a stranger: nothing of this shell's own settings of Terang. */
function environment(port: number, data: string): NodeJS.ProcessEnv {
	const kept = Object.entries(process.env).filter(
		([name]) => !name.startsWith('TERANG_') && !/^(npm_|DATABASE_URL|NODE_ENV|INIT_CWD)/.test(name),
	);
	return { ...Object.fromEntries(kept), PORT: String(port), TERANG_DATA: data };
}

/** Starts, waits for the ready line and the first page, stops; seconds to the page and to the end. */
async function visit(cwd: string, env: NodeJS.ProcessEnv): Promise<{ page: number; stop: number }> {
	const begun = performance.now();
	const child = spawn('npm', ['start'], { cwd, env, signal, stdio: ['ignore', 'pipe', 'inherit'] });
	const ended = once(child, 'exit').catch(() => undefined);
	try {
		await firstPage(await readyAddress(child.stdout));
		const page = seconds(begun);
		const stopping = performance.now();
		child.kill('SIGTERM');
		await ended;
		return { page, stop: seconds(stopping) };
	} finally {
		child.kill('SIGTERM');
		await ended;
	}
}

async function readyAddress(stdout: Readable): Promise<string> {
	for await (const line of createInterface({ input: stdout })) {
		const url = /^Terang siap: (\S+)$/.exec(line)?.[1];
		if (url !== undefined) {
			stdout.resume();
			return url;
		}
	}
	throw new Error('npm start ended before it was ready');
}

async function firstPage(url: string): Promise<void> {
	const response = await fetch(url);
	const page = await response.text();
	if (response.status !== 200 || !page.includes('<h1')) {
		throw new Error(`${url} answered ${response.status}`);
	}
}

async function measure(folder: string): Promise<void> {
	const clone = path.join(folder, 'terang');
	const env = environment(await freePort(), path.join(folder, 'data'));

	const cloning = performance.now();
	await run('git', ['clone', '--quiet', process.cwd(), clone], folder);
	const cloned = seconds(cloning);
	const first = await visit(clone, env);
	print('clone → npm start → first page', cloned + first.page, promisedSeconds.first);
	print('SIGTERM → stopped', first.stop, promisedSeconds.stop);
	const again = await visit(clone, env);
	print('restart → first page', again.page, promisedSeconds.restart);
}

const folder = await mkdtemp(path.join(tmpdir(), 'terang-start-'));
try {
	const warm = path.join(folder, 'warm');
	await run('git', ['clone', '--quiet', process.cwd(), warm], folder);
	await run('npm', ['ci', '--ignore-scripts', '--no-audit'], warm);
	await rm(warm, { recursive: true });
	await measure(folder);
} finally {
	await rm(folder, { recursive: true, force: true });
}
