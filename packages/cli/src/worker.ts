import { parentPort, workerData } from 'node:worker_threads';
import type { Invocation } from './commands.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { FileProblem } from './files.ts';
import { runLogVerify } from './log/verify-command.ts';
import { runRank } from './rank/rank-command.ts';
import { runVerify } from './verify/verify-command.ts';
import type { FromWorker, Reporter } from './worker-messages.ts';

const send = (message: FromWorker): void => parentPort?.postMessage(message);

const reporter: Reporter = {
	progress: (text) => send({ kind: 'progress', text }),
	out: (text) => send({ kind: 'output', stream: 'stdout', text }),
	err: (text) => send({ kind: 'output', stream: 'stderr', text }),
	writing: (files) => send({ kind: 'writing', files }),
};

async function run(invocation: Invocation): Promise<ExitCode> {
	switch (invocation.command) {
		case 'rank':
			return runRank(invocation, reporter);
		case 'verify':
			return runVerify(invocation, reporter);
		case 'log verify':
			return runLogVerify(invocation, reporter);
		case 'log witness':
			throw new Error('a server does not run in a worker');
	}
}

try {
	send({ kind: 'done', code: await run(workerData as Invocation) });
} catch (error) {
	// A file that cannot be read is the caller's; anything else is ours.
	if (!(error instanceof FileProblem)) throw error;
	reporter.err(`terang: ${error.message}\n`);
	send({ kind: 'done', code: exitCodes.badInput });
}
