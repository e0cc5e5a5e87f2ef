import { type DestinationStream, type Logger, destination, multistream, pino } from 'pino';

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
 * Lines go to stderr, since the last line on stdout is promised to be the ready line, and to
 * `logs/` of the data folder where one is given.
 */
export function createLog(options: {
	readonly level?: string;
	readonly file?: string;
	readonly stderr?: boolean;
}): { log: Log; flush: () => void } {
	const streams: DestinationStream[] = [];
	const file =
		options.file === undefined
			? undefined
			: destination({ dest: options.file, mkdir: true, sync: false });
	// A full disk must not bring the process down by way of its own log.
	file?.on('error', () => undefined);
	if (file) streams.push(file);
	if (options.stderr === true) streams.push(destination({ dest: 2, sync: true }));
	const log = pino(
		{
			level: options.level ?? 'info',
			base: undefined as never,
			timestamp: pino.stdTimeFunctions.isoTime,
			redact: { paths: personal.flatMap((key) => [key, `*.${key}`]), censor: '[personal]' },
		},
		multistream(streams.map((stream) => ({ stream, level: (options.level ?? 'info') as 'info' }))),
	);
	return {
		log,
		flush: () => {
			try {
				file?.flushSync();
			} catch {
				// Not opened yet, or the disk is full: nothing more can be saved.
			}
		},
	};
}
