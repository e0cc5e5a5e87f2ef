import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { parseCommandLine } from './arguments.ts';
import { commands, flag, type Invocation } from './commands.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { runWitness } from './log/witness-command.ts';
import { createProgressLine } from './terminal.ts';
import type { FromWorker } from './worker-messages.ts';

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
	const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: invocation });
	const progress = createProgressLine(flag(invocation, 'quiet') || flag(invocation, 'json'));
	let discard = (): void => undefined;
	return new Promise((resolve) => {
		const finish = (code: ExitCode): void => {
			process.off('SIGINT', cancel);
			process.off('SIGTERM', cancel);
			progress.clear();
			resolve(code);
		};
		const cancel = (): void => {
			void worker.terminate().then(() => {
				discard();
				finish(exitCodes.cancelled);
			});
		};
		process.on('SIGINT', cancel);
		process.on('SIGTERM', cancel);
		worker.on('message', (message: FromWorker) => {
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
				case 'done':
					void worker.terminate();
					finish(message.code);
					return;
			}
		});
		worker.on('error', (error) => {
			discard();
			progress.clear();
			process.stderr.write(`terang: internal error: ${String(error)}\n`);
			finish(exitCodes.internal);
		});
	});
}

/** Half-written files of a cancelled run; what stood there before is untouched. */
function removeAll(files: readonly string[]): void {
	for (const file of files) rmSync(file, { force: true });
}
