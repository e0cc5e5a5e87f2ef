/** What the application's process and its database cost while a step runs, by the kernel's count. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

export interface Cost {
	readonly seconds: number;
	readonly appCpu: number;
	readonly databaseCpu: number;
	/** Highest resident memory of the process within the step. */
	readonly appPeak: number;
	/** Highest sum of what the database's processes hold for themselves, its shared memory once. */
	readonly databasePeak: number;
}

const mebibyte = 2 ** 20;
const ticksPerSecond = 100;
const lookEveryMs = 250;

/** @param app process id of the application, parent of the database's postmaster */
export async function costOf(app: number, work: () => Promise<void>): Promise<Cost> {
	const postmaster = postmasterOf(app);
	// The kernel's high-water mark starts anew.
	writeFileSync(`/proc/${app}/clear_refs`, '5');
	let databasePeak = databaseMemory(postmaster);
	const timer = setInterval(() => {
		databasePeak = Math.max(databasePeak, databaseMemory(postmaster));
	}, lookEveryMs);
	const before = { app: cpuOf([app]), database: cpuOf(family(postmaster)) };
	const start = performance.now();
	try {
		await work();
	} finally {
		clearInterval(timer);
	}
	return {
		seconds: (performance.now() - start) / 1000,
		appCpu: cpuOf([app]) - before.app,
		databaseCpu: cpuOf(family(postmaster)) - before.database,
		appPeak: statusOf(app, 'VmHWM'),
		databasePeak,
	};
}

export function costLine(name: string, cost: Cost): string {
	const seconds = (value: number) => `${value.toFixed(1)} s`.padStart(9);
	const memory = (value: number) => `${(value / mebibyte).toFixed(0)} MiB`.padStart(9);
	return [
		name.padEnd(34),
		seconds(cost.seconds),
		seconds(cost.appCpu),
		seconds(cost.databaseCpu),
		memory(cost.appPeak),
		memory(cost.databasePeak),
	].join(' ');
}

export const costHeader = [
	'step'.padEnd(34),
	...['wall', 'app CPU', 'db CPU', 'app peak', 'db peak'].map((name) => name.padStart(9)),
].join(' ');

function postmasterOf(app: number): number {
	const found = allProcesses().find(
		(pid) => parentOf(pid) === app && commandOf(pid).includes('postgres'),
	);
	if (found === undefined) throw new Error('the application has no database of its own');
	return found;
}

function family(postmaster: number): readonly number[] {
	return [postmaster, ...allProcesses().filter((pid) => parentOf(pid) === postmaster)];
}

function allProcesses(): readonly number[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/u.test(name))
		.map(Number);
}

function read(pid: number, file: string): string {
	try {
		return readFileSync(`/proc/${pid}/${file}`, 'utf8');
	} catch {
		// It has ended since the folder was listed.
		return '';
	}
}

function statOf(pid: number): readonly string[] {
	const text = read(pid, 'stat');
	return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function parentOf(pid: number): number {
	return Number(statOf(pid)[1]);
}

function commandOf(pid: number): string {
	return read(pid, 'comm');
}

/** User and system, ended children included: a database's connections come and go. */
function cpuOf(pids: readonly number[]): number {
	let ticks = 0;
	for (const [at, pid] of pids.entries()) {
		const stat = statOf(pid);
		// Of the first, which is the parent of the others, those that have ended count too.
		for (const field of at === 0 ? [11, 12, 13, 14] : [11, 12]) ticks += Number(stat[field] ?? 0);
	}
	return ticks / ticksPerSecond;
}

function statusOf(pid: number, name: string): number {
	const match = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'mu').exec(read(pid, 'status'));
	return Number(match?.[1] ?? 0) * 1024;
}

function databaseMemory(postmaster: number): number {
	const pids = family(postmaster);
	const own = pids.reduce((sum, pid) => sum + statusOf(pid, 'RssAnon'), 0);
	return own + Math.max(...pids.map((pid) => statusOf(pid, 'RssShmem')));
}
