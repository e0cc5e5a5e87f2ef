import { type Bucket, BucketFault } from '../../platform/bucket/bucket.server.ts';
import type { LogFiles } from './log-files.server.ts';

/**
 * A log's files as objects below `prefix`. Needs a store that reads what was just written and keeps
 * to the conditions of a write; never removes anything, so its credentials need no right to.
 */
export function bucketFiles(bucket: Bucket, prefix: string): LogFiles {
	const key = (path: string) => prefix + path;
	return {
		read: async (path) => (await bucket.get(key(path)))?.bytes,
		async readMarked(path) {
			const stored = await bucket.get(key(path));
			return stored === undefined ? undefined : { bytes: stored.bytes, mark: stored.etag };
		},
		exists: (path) => bucket.has(key(path)),
		create: (path, bytes) => bucket.put(key(path), bytes, 'absent'),
		async replace(path, bytes) {
			await bucket.put(key(path), bytes, 'none');
		},
		swap: (path, mark, bytes) =>
			bucket.put(key(path), bytes, mark === undefined ? 'absent' : { etag: mark }),
		list: async () => (await bucket.list(prefix)).map((found) => found.slice(prefix.length)),
	};
}

const probe = 'conditions-probe';
const attempts = 5;

/**
 * Tries out the conditions on an object of its own. A store that does not know the headers answers
 * 200 and overwrites: two processes could then both believe that they had decided.
 * @throws BucketFault where no log can be kept here
 */
export async function examineBucket(bucket: Bucket): Promise<void> {
	// AWS answers 403 instead of 404 where listing is not allowed: absence must be tellable.
	await bucket.get(`${probe}-absent`);
	await bucket.list(probe);
	await bucket.put(probe, text('first\n'), 'absent');
	if (await bucket.put(probe, text('second\n'), 'absent')) throw ignored('If-None-Match');
	if (await bucket.put(probe, text('third\n'), { etag: '"0123456789abcdef0123456789abcdef"' })) {
		throw ignored('If-Match');
	}
	// Another process may be trying the same object.
	for (let attempt = 1; attempt <= attempts; attempt += 1) {
		const stored = await bucket.get(probe);
		if (stored === undefined) throw new BucketFault('bucket.unexpected', 'written but not there');
		const { etag } = stored;
		if (await bucket.put(probe, text(`${etag}\n`), { etag })) return;
	}
	throw new BucketFault('bucket.unexpected', 'If-Match never holds');
}

function ignored(header: string): BucketFault {
	return new BucketFault('bucket.ignores_conditions', header);
}

function text(content: string): Uint8Array {
	return new TextEncoder().encode(content);
}
