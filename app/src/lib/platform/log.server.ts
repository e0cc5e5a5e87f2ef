import { destination, type DestinationStream, type Logger, multistream, pino } from 'pino';
import { describeError } from './described-error.ts';

export type Log = Logger;

/**
 * Names under which personal data could slip into a log line. What is logged is chosen, not
 * filtered; this list is the net below.
 */
const personal = [
	'name',
	'nik',
	'email',
	'birthDate',
	'birth_date',
	'participantId',
	'password',
	'token',
	'headers',
	'body',
	'query',
];

/**
 * All lines go to the file, warnings and worse also to stderr; nothing to stdout, whose last line is
 * promised to be the ready line.
 */
export function createLog(file: string): Log {
	// Written at once: few lines, and none is lost when the process ends.
	const lines = destination({ dest: file, mkdir: true, sync: true });
	// A full disk must not bring the process down by way of its own log.
	lines.on('error', () => undefined);
	return createLogTo(
		multistream([
			{ level: 'info', stream: lines },
			{ level: 'warn', stream: destination({ dest: 2, sync: true }) },
		]),
	);
}

/** The same lines, to another place. */
export function createLogTo(stream: DestinationStream): Log {
	const options = {
		base: null,
		serializers: { err: describeError },
		timestamp: pino.stdTimeFunctions.isoTime,
		redact: { paths: personal.flatMap((key) => [key, `*.${key}`]), censor: '[personal]' },
	};
	return pino(options, stream);
}
