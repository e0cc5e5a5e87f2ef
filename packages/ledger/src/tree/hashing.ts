import { copyBytes } from '../bytes.ts';
import { sha256 as defaultSha256, type Sha256 } from '../sha256.ts';

/** RFC 6962 section 2.1: the prefixes keep a leaf from being passed off as an inner node. */
const leafPrefix = 0;
const nodePrefix = 1;

export function leafHash(data: Uint8Array, sha256: Sha256 = defaultSha256): Uint8Array {
	const input = new Uint8Array(1 + data.length);
	input[0] = leafPrefix;
	input.set(data, 1);
	return sha256(input);
}

/** Longer inputs are rare, and not worth keeping a buffer for. */
const longestKept = 4096;

/**
 * `leafHash` for many leaves: one buffer a length, since making one for each leaf costs half as
 * much as the hash.
 */
export function createLeafHasher(sha256: Sha256 = defaultSha256): (data: Uint8Array) => Uint8Array {
	const inputs: (Uint8Array | undefined)[] = [];
	return (data) => {
		if (data.length > longestKept) return leafHash(data, sha256);
		// The prefix is 0, as every new buffer is.
		const input = (inputs[data.length] ??= new Uint8Array(1 + data.length));
		input.set(data, 1);
		return sha256(input);
	};
}

/** Both children are 32 bytes. */
export function nodeHash(
	left: Uint8Array,
	right: Uint8Array,
	sha256: Sha256 = defaultSha256,
): Uint8Array {
	const input = new Uint8Array(65);
	input[0] = nodePrefix;
	input.set(left, 1);
	input.set(right, 33);
	return sha256(input);
}

/** Root of the tree without leaves: the hash of nothing. */
export const emptyRoot: Uint8Array = defaultSha256(new Uint8Array(0));

/**
 * Root of a complete subtree from its packed hashes.
 * @param hashes 32 bytes each; their number is a power of two
 */
export function completeRoot(hashes: Uint8Array, sha256: Sha256 = defaultSha256): Uint8Array {
	const work = copyBytes(hashes);
	const input = new Uint8Array(65);
	input[0] = nodePrefix;
	for (let length = work.length; length > 32; length /= 2) {
		for (let offset = 0; offset < length; offset += 64) {
			// A view for each node would cost more than copying its 64 bytes one by one.
			for (let byte = 0; byte < 64; byte += 1) input[byte + 1] = work[offset + byte] ?? 0;
			work.set(sha256(input), offset / 2);
		}
	}
	return work.slice(0, 32);
}
