import { text, texts, type Invocation } from '../commands.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { FileProblem } from '../files.ts';
import { startWitness } from './witness/server.ts';

/** `terang log witness`: serves until it is told to stop. */
export async function runWitness(invocation: Invocation): Promise<ExitCode> {
	const [host, port] = listenAddress(text(invocation, 'listen') ?? '127.0.0.1:7380');
	if (host === undefined || port === undefined) {
		process.stderr.write('terang: --listen is HOST:PORT\n');
		return exitCodes.usage;
	}
	try {
		const witness = await startWitness({
			state: text(invocation, 'state') ?? '',
			name: text(invocation, 'name') ?? '',
			logs: texts(invocation, 'log'),
			host,
			port,
			clock: () => Math.floor(Date.now() / 1000),
		});
		process.stdout.write(`${witness.vkey}\n${witness.url}\n`);
		await new Promise<void>((resolve) => {
			process.once('SIGINT', resolve);
			process.once('SIGTERM', resolve);
		});
		await witness.close();
		return exitCodes.ok;
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? String(error.code) : '';
		if (!(error instanceof FileProblem) && code === '') throw error;
		process.stderr.write(
			`terang: ${error instanceof FileProblem ? error.message : `${host}:${port}: ${code}`}\n`,
		);
		return exitCodes.unavailable;
	}
}

function listenAddress(address: string): [string | undefined, number | undefined] {
	const match = /^(.+):(\d{1,5})$/.exec(address);
	const port = Number(match?.[2]);
	return [match?.[1]?.replace(/^\[|\]$/g, ''), port <= 65535 ? port : undefined];
}
