import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClosing } from './closing.ts';
import { MigrationError } from './database.ts';
import { exitStatus, type StartFailure, surroundingsFailure } from './failure.ts';
import { startSentences, terminalLanguage } from './sentences.ts';
import { start } from './start.ts';
import { dataFolder } from '../src/lib/platform/config.server.ts';
import { errorText } from '../src/lib/platform/described-error.ts';

/** Everything ends within five seconds of a signal; what has not ended by then is left to the kernel. */
const STOP_MS = 4_700;

const buildFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const closing = createClosing();
const stop = new AbortController();

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
	process.on(signal, () => void end(0));
}
process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);

await serve().catch(crash);

async function serve(): Promise<void> {
	const outcome = await start({
		env: process.env,
		cwd: process.cwd(),
		buildFolder,
		closing,
		onLost: (failure) => void refuse(failure),
		stop: stop.signal,
	}).catch(asFailure);
	if (!outcome.ok) return refuse(outcome);
	const complete = await outcome.complete.then(() => undefined, asFailure);
	if (complete !== undefined) return refuse(complete);
	if (!stop.signal.aborted) process.stdout.write(`Terang siap: ${outcome.url}\n`);
}

async function refuse(failure: StartFailure): Promise<void> {
	if (stop.signal.aborted) return;
	for (const sentence of startSentences(failure, terminalLanguage(process.env))) {
		process.stderr.write(`${sentence}\n`);
	}
	await end(exitStatus(failure));
}

/** Broken surroundings become a sentence; anything else is thrown on, as the bug it is. */
function asFailure(error: unknown): StartFailure {
	const cause = error instanceof MigrationError ? error.cause : error;
	const failure = surroundingsFailure(cause, dataFolder(process.env, process.cwd()));
	if (failure !== undefined) return failure;
	if (error instanceof MigrationError) {
		process.stderr.write(`${errorText(cause)}\n`);
		return { ok: false, code: 'host.migration_failed', migration: error.migration };
	}
	throw error;
}

async function end(status: number): Promise<void> {
	if (stop.signal.aborted) return;
	stop.abort();
	setTimeout(() => process.exit(status), STOP_MS).unref();
	await closing.run((name, error) => {
		process.stderr.write(`${name}: ${errorText(error)}\n`);
	});
	process.exit(status);
}

/** A bug: say it, end what runs, and let the supervisor start a clean process. */
function crash(error: unknown): void {
	// What was interrupted by stopping may fail as it ends.
	if (stop.signal.aborted) return;
	process.stderr.write(`${errorText(error)}\n`);
	void end(70);
}
