import { FileProblem } from './files.ts';

const patience = 60_000;

/** The body of an address, nothing for 404 and 410. Throws a sentence when it cannot be reached. */
export async function fetchBytes(url: URL): Promise<Uint8Array | undefined> {
	let response: Response;
	try {
		response = await fetch(url, { signal: AbortSignal.timeout(patience) });
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

export async function fetchJson(url: URL): Promise<unknown> {
	const bytes = await fetchBytes(url);
	if (bytes === undefined) return undefined;
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
	} catch {
		throw new FileProblem(`${url.href}: is not JSON`);
	}
}
