/** Whole processes, measured from outside: wall by our clock, CPU and memory by the kernel's count. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Usage {
	wallSeconds: number;
	cpuSeconds: number;
	peakBytes: number;
}

/** Benchmarks run in the root of the repository. */
const preload = path.resolve('bench/usage-on-exit.mjs');

/** Runs `node args…` to its end and measures it; any other exit status than 0 throws. */
export async function measureNode(args: readonly string[], timeoutMs: number): Promise<Usage> {
	const folder = await mkdtemp(path.join(tmpdir(), 'terang-bench-'));
	const file = path.join(folder, 'usage.json');
	try {
		const start = performance.now();
		await finished(args, { ...process.env, BENCH_USAGE: file }, timeoutMs);
		const wallSeconds = (performance.now() - start) / 1000;
		const usage = JSON.parse(await readFile(file, 'utf8')) as Omit<Usage, 'wallSeconds'>;
		return { wallSeconds, ...usage };
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

function finished(
	args: readonly string[],
	env: NodeJS.ProcessEnv,
	timeoutMs: number,
): Promise<void> {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, ['--import', preload, ...args], {
			env,
			stdio: ['ignore', 'ignore', 'inherit'],
			timeout: timeoutMs,
		});
		child.once('error', reject);
		child.once('exit', (code, signal) => {
			if (code === 0) resolve();
			else reject(new Error(`${args.join(' ')} ended with ${String(code ?? signal)}`));
		});
	});
}

function middle(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** The median of each figure by itself. */
export function median(usages: readonly Usage[]): Usage {
	return {
		wallSeconds: middle(usages.map((usage) => usage.wallSeconds)),
		cpuSeconds: middle(usages.map((usage) => usage.cpuSeconds)),
		peakBytes: middle(usages.map((usage) => usage.peakBytes)),
	};
}

/** One line of a table: figures of `usage` and their ratio to the rival's. */
export function tableLine(name: string, usage: Usage, rival: Usage): string {
	const ratio = (own: number, other: number) => `${(own / other).toFixed(2)}×`;
	return [
		name.padEnd(28),
		`${usage.wallSeconds.toFixed(2)} s wall`.padStart(14),
		ratio(usage.wallSeconds, rival.wallSeconds).padStart(7),
		`${usage.cpuSeconds.toFixed(2)} s CPU`.padStart(14),
		ratio(usage.cpuSeconds, rival.cpuSeconds).padStart(7),
		`${(usage.peakBytes / 2 ** 20).toFixed(0)} MiB`.padStart(10),
		ratio(usage.peakBytes, rival.peakBytes).padStart(7),
	].join(' ');
}
