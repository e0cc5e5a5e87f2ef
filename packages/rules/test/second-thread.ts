import { createHash } from 'node:crypto';
import {
	createAide,
	rank,
	type ByteSource,
	type RankFiles,
	type Ranking,
	type SecondThread,
} from '../src/index.ts';

/** A source that can be begun anywhere, in chunks of so many bytes. */
export function seekable(name: string, bytes: Uint8Array, chunk: number): ByteSource {
	return {
		name,
		size: bytes.length,
		*chunks(from = 0) {
			for (let at = from; at < bytes.length; at += chunk) yield bytes.slice(at, at + chunk);
		},
	};
}

/** The second thread's work, done in this one as soon as it is begun. */
export function secondThread(participants: ByteSource): SecondThread {
	const allocate = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
	const aide = createAide(participants, { createSha256: () => createHash('sha256'), allocate });
	let answer: unknown;
	return {
		allocate,
		begin(order) {
			answer = structuredClone(aide(structuredClone(order)));
		},
		finish: () => answer,
	};
}

export function rankByTwo(files: RankFiles): Ranking {
	const second = secondThread(files.participants);
	return rank(files, { createSha256: () => createHash('sha256'), second });
}
