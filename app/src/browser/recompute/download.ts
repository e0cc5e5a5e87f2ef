import { bundleFiles } from '@terang/bundle';

/** Fetches a published bundle, telling how far it has come. */

export class Unreachable extends Error {}

/**
 * Always asks the server again: a check that is content with a copy from the browser's own cache
 * would not notice what the server hands out today.
 */
export async function fetchFresh(address: string): Promise<Response | undefined> {
	let response: Response;
	try {
		response = await fetch(address, { cache: 'no-cache', credentials: 'omit' });
	} catch {
		throw new Unreachable(address);
	}
	if (response.status === 404 || response.status === 410) return undefined;
	if (!response.ok) throw new Unreachable(address);
	return response;
}

async function readAll(response: Response, onBytes: (count: number) => void): Promise<Uint8Array> {
	const parts: Uint8Array[] = [];
	let length = 0;
	const reader = response.body?.getReader();
	if (reader === undefined) return new Uint8Array();
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) break;
			parts.push(value);
			length += value.length;
			onBytes(value.length);
		}
	} catch {
		throw new Unreachable(response.url);
	}
	const whole = new Uint8Array(length);
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

/** Bytes that the manifest announces; only for the progress bar, so a lie costs nothing. */
function announcedBytes(manifest: Uint8Array): number {
	try {
		const value = JSON.parse(new TextDecoder().decode(manifest)) as {
			files?: { bytes?: unknown }[];
		};
		const sizes = (value.files ?? []).map(({ bytes }) => (typeof bytes === 'number' ? bytes : 0));
		return manifest.length + sizes.reduce((sum, size) => sum + size, 0);
	} catch {
		return manifest.length;
	}
}

/** A missing file is left out of the map: that is a finding, not a failure. */
export async function downloadBundle(
	folder: string,
	onProgress: (done: number, total: number) => void,
): Promise<Map<string, Uint8Array>> {
	const files = new Map<string, Uint8Array>();
	let done = 0;
	let total = 0;
	const names = ['manifest.json', ...bundleFiles.filter((name) => name !== 'manifest.json')];
	for (const name of names) {
		const response = await fetchFresh(folder + name);
		if (response === undefined) continue;
		const bytes = await readAll(response, (count) => {
			done += count;
			onProgress(done, Math.max(total, done));
		});
		if (name === 'manifest.json') total = announcedBytes(bytes);
		files.set(name, bytes);
	}
	return files;
}
