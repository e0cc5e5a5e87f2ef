import { FileProblem } from './files.ts';

const patience = 60_000;

/** The body of an address, nothing for 404 and 410. Throws a sentence when it cannot be reached. */
export async function fetchBytes(url: URL): Promise<Uint8Array | undefined> {
	let response: Response;
	try {
		response = await ask(url);
	} catch (error) {
		const cause = error instanceof Error ? error.cause : undefined;
		const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer';
		throw new FileProblem(`${url.href}: cannot be reached (${code})`);
	}
	if (response.status === 404 || response.status === 410) return undefined;
	if (!response.ok) throw new FileProblem(`${url.href}: answers ${response.status}`);
	try {
		return new Uint8Array(await response.arrayBuffer());
	} catch {
		throw new FileProblem(`${url.href}: the answer broke off`);
	}
}

/**
 * A connection that was kept may have been closed while the engine computed, which nobody notices
 * before the next question is written to it: that one is asked again, over a new connection.
 */
async function ask(url: URL): Promise<Response> {
	const look = () => fetch(url, { signal: AbortSignal.timeout(patience) });
	try {
		return await look();
	} catch (error) {
		const cause = error instanceof Error ? error.cause : undefined;
		const closed = cause instanceof Error && 'code' in cause && closedCodes.has(cause.code);
		if (!closed) throw error;
		return look();
	}
}

const closedCodes: ReadonlySet<unknown> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

export async function fetchJson(url: URL): Promise<unknown> {
	const bytes = await fetchBytes(url);
	if (bytes === undefined) return undefined;
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
	} catch {
		throw new FileProblem(`${url.href}: is not JSON`);
	}
}
