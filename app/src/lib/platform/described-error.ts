/**
 * What is said of an error, in a log or on a terminal. The message of a database error quotes values
 * of the row or parameters of the statement, that of a parser what it read, that of a mail server
 * the address: of those only the kind, the code and the names of things are kept. Frames are program
 * text.
 */
export function describeError(error: unknown): Record<string, unknown> {
	// What was thrown without being an error may be anything, also something about a person.
	if (!(error instanceof Error)) return { type: typeof error };
	const { code, schema, table, constraint } = error as unknown as Record<string, unknown>;
	const fromDatabase = 'severity' in error;
	const quotes = fromDatabase || error instanceof SyntaxError || 'responseCode' in error;
	return {
		type: error.name,
		...(fromDatabase ? { schema, table, constraint } : {}),
		...(quotes ? {} : { message: error.message }),
		...(code === undefined ? {} : { code }),
		stack: framesOf(error).join('\n'),
		...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
	};
}

/** The same for a terminal, which people copy into letters and tickets. */
export function errorText(error: unknown): string {
	const { type, code, message } = describeError(error);
	const head = [type, code, message].filter((part) => typeof part === 'string' && part !== '');
	if (!(error instanceof Error)) return head.join(': ');
	const below = error.cause === undefined ? [] : [`cause: ${errorText(error.cause)}`];
	return [head.join(': '), ...framesOf(error), ...below].join('\n');
}

/** Without the message, in which a line that somebody typed could look like a frame. */
function framesOf({ stack = '', message }: Error): readonly string[] {
	const at = stack.indexOf(message);
	const frames = at < 0 ? stack : stack.slice(at + message.length);
	return frames.split('\n').filter((line) => /^\s+at /u.test(line));
}
