import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { WitnessSetting } from '../../src/lib/ledger/server/api.server.ts';

export interface WitnessOrder {
	/** Folder of its key and memory. */
	readonly state: string;
	readonly name: string;
	/** Keys of the logs it watches. */
	readonly logs: readonly string[];
}

export interface WitnessReport {
	readonly vkey: string;
	readonly url: string;
}

export interface DemoWitness {
	readonly setting: WitnessSetting;
	stop(): Promise<void>;
}

export interface DemoWitnessOptions {
	/** The built `witness/main.ts`. */
	readonly program: string;
	readonly state: string;
	readonly logs: readonly string[];
	/** For a program that is not built yet, in tests. */
	readonly execArgv?: readonly string[];
	/** No further attempt is made once this is aborted. */
	readonly stop?: AbortSignal;
	/** What it says on stderr, line by line as it comes. */
	readonly onLog?: (text: string) => void;
}

/** The name says what it is, wherever a cosignature is shown. */
const demoWitnessName = 'example-witness.terang.local';

const startMs = 10_000;
const againMs = 300;
const stopMs = 1_000;

/**
 * Undefined where it did not come up in time: the demo goes on without a witness, and shows it. The
 * witness of a killed process may hold its memory for a moment longer, so another attempt is made.
 */
export async function startDemoWitness(
	options: DemoWitnessOptions,
): Promise<DemoWitness | undefined> {
	const late = AbortSignal.timeout(startMs);
	for (;;) {
		const witness = await tryDemoWitness(options, late);
		if (witness !== undefined || late.aborted || options.stop?.aborted === true) return witness;
		await pause(againMs);
	}
}

async function tryDemoWitness(
	options: DemoWitnessOptions,
	late: AbortSignal,
): Promise<DemoWitness | undefined> {
	const child = fork(options.program, [], {
		execArgv: [...(options.execArgv ?? [])],
		stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
	});
	child.stderr?.on('data', (chunk: Buffer) => options.onLog?.(chunk.toString().trimEnd()));
	const ended = once(child, 'exit');
	const stop = async () => {
		if (child.connected) child.disconnect();
		const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
		await ended;
		clearTimeout(timer);
	};
	const order: WitnessOrder = {
		state: options.state,
		name: demoWitnessName,
		logs: options.logs,
	};
	child.send(order);
	const report = await Promise.race([
		once(child, 'message', { signal: late }).catch(() => undefined),
		ended.then(() => undefined),
	]);
	if (report === undefined) {
		await stop();
		return undefined;
	}
	const { vkey, url } = report[0] as WitnessReport;
	return { setting: { vkey, url, counts: false }, stop };
}
