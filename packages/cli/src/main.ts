import { rmSync } from 'node:fs';
import { Worker, type MessagePort } from 'node:worker_threads';
import { parseCommandLine } from './arguments.ts';
import { commands, flag, type Invocation } from './commands.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { runWitness } from './log/witness-command.ts';
import { createProgressLine } from './terminal.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

/** Runs one command line; the answer is the exit status. */
export async function main(words: readonly string[]): Promise<ExitCode> {
	const parsing = parseCommandLine(words);
	switch (parsing.kind) {
		case 'help':
			process.stdout.write(parsing.text);
			return exitCodes.ok;
		case 'usage':
			process.stderr.write(`terang: ${parsing.sentence}\n`);
			return exitCodes.usage;
		case 'run':
			return commands[parsing.invocation.command].runs === 'as_server'
				? runWitness(parsing.invocation)
				: runInWorker(parsing.invocation);
	}
}

/** The worker computes; this thread stays free to hear a signal and to draw progress. */
function runInWorker(invocation: Invocation): Promise<ExitCode> {
	const workers: Worker[] = [];
	const progress = createProgressLine(flag(invocation, 'quiet') || flag(invocation, 'json'));
	let discard = (): void => undefined;
	return new Promise((resolve) => {
		const finish = (code: ExitCode): void => {
			process.off('SIGINT', cancel);
			process.off('SIGTERM', cancel);
			progress.clear();
			resolve(code);
		};
		const terminate = (): Promise<unknown> =>
			Promise.all(workers.map((worker) => worker.terminate()));
		const cancel = (): void => {
			void terminate().then(() => {
				discard();
				finish(exitCodes.cancelled);
			});
		};
		const start = (data: ToWorker, transferList: MessagePort[] = []): void => {
			const url = new URL('./worker.mjs', import.meta.url);
			const worker = new Worker(url, { workerData: data, transferList });
			workers.push(worker);
			worker.on('message', hear);
			worker.on('error', fail);
		};
		const hear = (message: FromWorker): void => {
			switch (message.kind) {
				case 'progress':
					progress.show(message.text);
					return;
				case 'writing':
					discard = message.files.length === 0 ? () => undefined : () => removeAll(message.files);
					return;
				case 'output':
					progress.clear();
					process[message.stream].write(message.text);
					return;
				case 'second_thread':
					start(message, [message.start.port]);
					return;
				case 'done':
					void terminate();
					finish(message.code);
					return;
			}
		};
		const fail = (error: unknown): void => {
			process.stderr.write(`terang: internal error: ${String(error)}\n`);
			// The other thread may wait for this one, or still write.
			void terminate().then(() => {
				discard();
				finish(exitCodes.internal);
			});
		};
		process.on('SIGINT', cancel);
		process.on('SIGTERM', cancel);
		start({ kind: 'command', invocation });
	});
}

/** Half-written files of a cancelled run; what stood there before is untouched. */
function removeAll(files: readonly string[]): void {
	for (const file of files) rmSync(file, { force: true });
}
