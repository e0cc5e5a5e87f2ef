import type { RecordStart } from '../csv/reader.ts';
import type { ByteSource, CreateSha256 } from '../ports.ts';
import type { Survey } from './duties.ts';

const LF = 10;

/** Passes over a file once: its digest, its lines, and where its second half may be begun. */
export function survey(source: ByteSource, createSha256: CreateSha256): Survey {
	const half = Math.floor((source.size ?? 0) / 2);
	const sha256 = createSha256();
	let lines = 0;
	let offset = 0;
	let middle: RecordStart | undefined;
	for (const chunk of source.chunks()) {
		sha256.update(chunk);
		if (middle === undefined && offset + chunk.length > half) {
			const found = chunk.indexOf(LF, Math.max(half - offset, 0));
			if (found >= 0) {
				const line = lines + countLineFeeds(chunk, found + 1) + 1;
				middle = { offset: offset + found + 1, line };
			}
		}
		lines += countLineFeeds(chunk, chunk.length);
		offset += chunk.length;
	}
	return { digest: sha256.digest(), lines, middle };
}

const EVERY_LF = 0x0a0a0a0a;
const LOW_BITS = 0x7f7f7f7f;

/** Of the first `to` bytes: nearly all of them four at a time. */
function countLineFeeds(bytes: Uint8Array, to: number): number {
	const before = (4 - (bytes.byteOffset & 3)) & 3;
	if (to < before + 4) return countSingly(bytes, 0, to);
	const words = new Int32Array(bytes.buffer, bytes.byteOffset + before, (to - before) >>> 2);
	let count = 0;
	for (let i = 0; i < words.length; i++) {
		const x = words[i]! ^ EVERY_LF;
		// The highest bit of each byte is set where the byte is not zero: there was no line feed.
		const others = ((x & LOW_BITS) + LOW_BITS) | x;
		const found = ~others & ~LOW_BITS;
		if (found !== 0) count += countBits(found);
	}
	const after = before + 4 * words.length;
	return count + countSingly(bytes, 0, before) + countSingly(bytes, after, to);
}

function countSingly(bytes: Uint8Array, from: number, to: number): number {
	let count = 0;
	for (let i = from; i < to; i++) if (bytes[i] === LF) count++;
	return count;
}

/** Of the highest bits of four bytes. */
function countBits(high: number): number {
	return ((high >>> 31) & 1) + ((high >>> 23) & 1) + ((high >>> 15) & 1) + ((high >>> 7) & 1);
}
