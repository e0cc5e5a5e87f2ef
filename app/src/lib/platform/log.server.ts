import { destination, type Logger, multistream, pino } from 'pino';

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
 * What is logged of an error. A database error's message and detail quote values of the row, so of
 * those only the code and the names of things are kept.
 */
export function describeError(error: unknown): Record<string, unknown> {
	if (!(error instanceof Error)) return { message: String(error) };
	const { code, schema, table, constraint } = error as unknown as Record<string, unknown>;
	const fromDatabase = 'severity' in error;
	const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
	return {
		type: error.name,
		...(fromDatabase ? { schema, table, constraint } : { message: error.message }),
		...(code === undefined ? {} : { code }),
		stack: frames.join('\n'),
		...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
	};
}

/**
 * All lines go to the file, warnings and worse also to stderr; nothing to stdout, whose last line is
 * promised to be the ready line.
 */
export function createLog(file: string): Log {
	// Written at once: few lines, and none is lost when the process ends.
	const lines = destination({ dest: file, mkdir: true, sync: true });
	// A full disk must not bring the process down by way of its own log.
	lines.on('error', () => undefined);
	return pino(
		{
			base: null,
			serializers: { err: describeError },
			timestamp: pino.stdTimeFunctions.isoTime,
			redact: { paths: personal.flatMap((key) => [key, `*.${key}`]), censor: '[personal]' },
		},
		multistream([
			{ level: 'info', stream: lines },
			{ level: 'warn', stream: destination({ dest: 2, sync: true }) },
		]),
	);
}
