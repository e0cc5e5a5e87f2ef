import { parentPort, workerData } from 'node:worker_threads';
import type { Invocation } from './commands.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { FileProblem } from './files.ts';
import type { FromWorker, Reporter, ToWorker } from './worker-messages.ts';

const send = (message: FromWorker): void => parentPort?.postMessage(message);

const reporter: Reporter = {
	progress: (text) => send({ kind: 'progress', text }),
	out: (text) => send({ kind: 'output', stream: 'stdout', text }),
	err: (text) => send({ kind: 'output', stream: 'stderr', text }),
	writing: (files) => send({ kind: 'writing', files }),
	startSecondThread: (start) =>
		parentPort?.postMessage({ kind: 'second_thread', start } satisfies FromWorker, [start.port]),
};

/** Only what the command needs is loaded: a ranking shows no site and verifies no log. */
async function run(invocation: Invocation): Promise<ExitCode> {
	switch (invocation.command) {
		case 'rank':
			return (await import('./rank/rank-command.ts')).runRank(invocation, reporter);
		case 'verify':
			return (await import('./verify/verify-command.ts')).runVerify(invocation, reporter);
		case 'log verify':
			return (await import('./log/verify-command.ts')).runLogVerify(invocation, reporter);
		case 'log witness':
			throw new Error('a server does not run in a worker');
		default: {
			const { runItems } = await import('./items/run-items.ts');
			return runItems(invocation.command, invocation, reporter);
		}
	}
}

async function runCommand(invocation: Invocation): Promise<void> {
	try {
		send({ kind: 'done', code: await run(invocation) });
	} catch (error) {
		// A file that cannot be read is the caller's; anything else is ours.
		if (!(error instanceof FileProblem)) throw error;
		reporter.err(`terang: ${error.message}\n`);
		send({ kind: 'done', code: exitCodes.badInput });
	}
}

const given = workerData as ToWorker;
if (given.kind === 'command') await runCommand(given.invocation);
else (await import('./rank/second-thread.ts')).runSecondThread(given.start);
