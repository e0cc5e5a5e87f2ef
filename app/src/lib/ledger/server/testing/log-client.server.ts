import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type pg from 'pg';
import { hasCode } from '../durable-files.server.ts';
import type { TilesPlace } from '../../../platform/config.server.ts';
import type { SequencerPoint } from '../sequencer.server.ts';

export interface ProcessSetting {
	readonly database: { readonly connection: pg.PoolConfig } | { readonly dataDir: string };
	readonly tiles: TilesPlace;
	readonly keysDir: string;
	readonly holder: string;
	readonly leaseSeconds: number;
	/** Wait for the end when `point` is reached for the `time`-th time. */
	readonly dieAt?: { readonly point: SequencerPoint; readonly time: number };
}

export interface ProcessOrder {
	readonly stream: string;
	readonly count: number;
}

type Line = Readonly<Record<string, unknown>> & { readonly kind: string };

/** What the client was told, kept outside the process that is killed. */
export interface Journal {
	readonly committed: Map<string, { readonly stream: string; readonly sequence: number }>;
	readonly acknowledged: Map<string, number>;
}

export function emptyJournal(): Journal {
	return { committed: new Map(), acknowledged: new Map() };
}

export interface LogProcess {
	order(order: ProcessOrder): void;
	/** Resolves with the first line, past or coming, that fits. */
	seen(fits: (line: Line) => boolean): Promise<Line>;
	/** SIGKILL to the whole process group. */
	kill(): Promise<void>;
	/** The same to every process it started as well: its database dies with it. */
	killWithDescendants(): Promise<void>;
	readonly lines: readonly Line[];
}

const program = fileURLToPath(new URL('log-process.server.ts', import.meta.url));

/** In a process group of its own, so that killing the group spares the tests. */
export function startLogProcess(setting: ProcessSetting, journal: Journal): LogProcess {
	const child = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(setting)], {
		detached: true,
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	const lines: Line[] = [];
	const watchers = new Set<() => void>();
	let errors = '';
	child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
	child.stdin.on('error', () => undefined);
	createInterface({ input: child.stdout }).on('line', (text) => {
		const line = JSON.parse(text) as Line;
		lines.push(line);
		note(journal, line);
		for (const watcher of [...watchers]) watcher();
	});
	const closed = once(child, 'close');
	return {
		lines,
		order: (order) => void child.stdin.write(`${JSON.stringify(order)}\n`),
		seen: (fits) => waitForLine({ lines, watchers, fits, closed, errors: () => errors }),
		kill: () => killGroup(child, closed),
		async killWithDescendants() {
			const descendants = await descendantsOf(child.pid ?? 0);
			const dead = killGroup(child, closed);
			for (const pid of descendants) signal(pid);
			await dead;
		},
	};
}

function note(journal: Journal, line: Line): void {
	const id = String(line['id']);
	if (line.kind === 'committed') {
		const sequence = Number(line['sequence']);
		journal.committed.set(id, { stream: String(line['stream']), sequence });
	}
	if (line.kind === 'acknowledged') journal.acknowledged.set(id, Number(line['index']));
}

interface Waiting {
	readonly lines: readonly Line[];
	readonly watchers: Set<() => void>;
	readonly fits: (line: Line) => boolean;
	readonly closed: Promise<unknown>;
	readonly errors: () => string;
}

function waitForLine({ lines, watchers, fits, closed, errors }: Waiting): Promise<Line> {
	return new Promise((resolve, reject) => {
		const look = () => {
			const found = lines.find(fits);
			if (found === undefined) return;
			watchers.delete(look);
			resolve(found);
		};
		watchers.add(look);
		look();
		void closed.then(() => reject(new Error(`process ended: ${errors()}`)));
	});
}

async function killGroup(child: ChildProcess, closed: Promise<unknown>): Promise<void> {
	if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
		signal(-child.pid);
	}
	await closed;
}

/** A process may end between being listed and being killed. */
function signal(pid: number): void {
	try {
		process.kill(pid, 'SIGKILL');
	} catch (error) {
		if (!hasCode(error, 'ESRCH')) throw error;
	}
}

async function descendantsOf(ancestor: number): Promise<readonly number[]> {
	const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
	const pairs = stdout
		.trim()
		.split('\n')
		.map((line) => line.trim().split(/\s+/u).map(Number));
	const found = new Set([ancestor]);
	for (let before = 0; before < found.size;) {
		before = found.size;
		for (const [pid, parent] of pairs) {
			if (pid !== undefined && parent !== undefined && found.has(parent)) found.add(pid);
		}
	}
	found.delete(ancestor);
	return [...found];
}
