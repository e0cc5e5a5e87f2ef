import type { PreviousUpload, UrlStorage } from 'tus-js-client';

/**
 * Where an upload lies on the server, kept in this browser until it is done, so that the same file
 * goes on after the page was left. Nothing of the file is kept: neither its name nor what was said of
 * it, which the library's own storage would write down.
 */

const prefix = 'terang.unggahan.';
/** As long as the server keeps what has arrived. */
const keptMs = 24 * 3_600_000;

interface Kept {
	readonly address: string;
	readonly at: string;
}

function read(key: string): Kept | undefined {
	try {
		const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Kept | null;
		return kept !== null && Date.now() - Date.parse(kept.at) < keptMs ? kept : undefined;
	} catch {
		return undefined;
	}
}

function previous(key: string): readonly PreviousUpload[] {
	const kept = read(key);
	if (kept === undefined) return [];
	const { address: uploadUrl, at: creationTime } = kept;
	const unused = { size: null, metadata: {}, parallelUploadUrls: null };
	return [{ ...unused, creationTime, urlStorageKey: key, uploadUrl }];
}

/** Storage may be full or forbidden; then an upload goes on only as long as its page is open. */
function remember(key: string, address: string): void {
	try {
		localStorage.setItem(key, JSON.stringify({ address, at: new Date().toISOString() }));
	} catch {
		forget(key);
	}
}

function forget(key: string): void {
	try {
		localStorage.removeItem(key);
	} catch {
		// Nothing was kept, so nothing can be removed.
	}
}

/** Removes what the server no longer has, of any file. */
export function forgetOld(): void {
	try {
		const keys = Array.from({ length: localStorage.length }, (_, at) => localStorage.key(at) ?? '');
		for (const key of keys) {
			if (key.startsWith(prefix) && read(key) === undefined) forget(key);
		}
	} catch {
		// Storage is forbidden: nothing is there.
	}
}

export const memory: UrlStorage = {
	findAllUploads: () => Promise.resolve([]),
	findUploadsByFingerprint: (fingerprint) => Promise.resolve([...previous(prefix + fingerprint)]),
	removeUpload: (key) => {
		forget(key);
		return Promise.resolve();
	},
	addUpload: (fingerprint, { uploadUrl }) => {
		const key = prefix + fingerprint;
		if (uploadUrl !== null) remember(key, uploadUrl);
		return Promise.resolve(key);
	},
};
