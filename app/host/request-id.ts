import { randomBytes } from 'node:crypto';

/** No look-alikes (0/O, 1/I): the id is read aloud on the telephone. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/**
 * The id of one request, in the log, in `X-Request-Id` and on error pages. One that a proxy gave is
 * kept if it is harmless in a log line and in HTML.
 */
export function requestId(given: string | string[] | undefined): string {
	if (typeof given === 'string' && /^[\w-]{8,64}$/.test(given)) return given;
	return Array.from(randomBytes(8), (byte) => alphabet[byte % 32]).join('');
}
