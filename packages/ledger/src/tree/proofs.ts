import type { Sha256 } from '../sha256.ts';
import { emptyRoot } from './hashing.ts';
import {
	consistencyRanges,
	foldNodes,
	inclusionRanges,
	nodesOfRange,
	type LeafRange,
} from './ranges.ts';

/** Hash of the complete subtree over leaves `index * 2^level` to `(index + 1) * 2^level`. */
export type NodeAt = (level: number, index: number) => Uint8Array;

function rangeRoot(nodeAt: NodeAt, range: LeafRange, sha256?: Sha256): Uint8Array {
	return foldNodes(
		nodesOfRange(range).map(({ level, index }) => nodeAt(level, index)),
		sha256,
	);
}

/** Root of the first `size` leaves. */
export function treeRoot(nodeAt: NodeAt, size: number, sha256?: Sha256): Uint8Array {
	return size === 0 ? emptyRoot : rangeRoot(nodeAt, { start: 0, end: size }, sha256);
}

/**
 * RFC 6962 section 2.1.1, from the leaf's sibling up.
 * @throws RangeError unless 0 <= index < size
 */
export function inclusionProof(
	nodeAt: NodeAt,
	index: number,
	size: number,
	sha256?: Sha256,
): readonly Uint8Array[] {
	if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
		throw new RangeError('leaf is not in the tree');
	}
	return inclusionRanges(index, size).map((range) => rangeRoot(nodeAt, range, sha256));
}

/**
 * RFC 6962 section 2.1.2. Empty from size 0 and between equal sizes.
 * @throws RangeError unless 0 <= oldSize <= newSize
 */
export function consistencyProof(
	nodeAt: NodeAt,
	oldSize: number,
	newSize: number,
	sha256?: Sha256,
): readonly Uint8Array[] {
	if (!Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > newSize) {
		throw new RangeError('the old tree is not a prefix of the new one');
	}
	return consistencyRanges(oldSize, newSize).map((range) => rangeRoot(nodeAt, range, sha256));
}
