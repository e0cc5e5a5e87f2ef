import { nodeHash } from './hashing.ts';
import type { Sha256 } from '../sha256.ts';

/**
 * A complete subtree: the `index`-th run of 2^`level` leaves. Every proof and every root is made
 * of these, so a proof is first planned as names of nodes and then filled from memory or tiles.
 */
export interface NodeName {
	readonly level: number;
	readonly index: number;
}

/** Leaves `start` (inclusive) to `end` (exclusive), as RFC 6962 writes `D[start:end]`. */
export interface LeafRange {
	readonly start: number;
	readonly end: number;
}

/** 2^exponent for exponents up to 53; shifts would wrap at 2^31. */
export function powerOfTwo(exponent: number): number {
	let power = 1;
	for (let step = 0; step < exponent; step += 1) power *= 2;
	return power;
}

/** The largest power of two smaller than `count`, which is at least 2 (RFC 6962's `k`). */
function splitPoint(count: number): number {
	let power = 1;
	while (power * 2 < count) power *= 2;
	return power;
}

/**
 * The complete subtrees that make up a range which starts where RFC 6962 splits may start,
 * largest first.
 */
export function nodesOfRange({ start, end }: LeafRange): readonly NodeName[] {
	const nodes: NodeName[] = [];
	let from = start;
	while (from < end) {
		let level = 0;
		let width = 1;
		while (from % (width * 2) === 0 && from + width * 2 <= end) {
			width *= 2;
			level += 1;
		}
		nodes.push({ level, index: from / width });
		from += width;
	}
	return nodes;
}

/** Root of a range from the hashes of `nodesOfRange`, in that order. */
export function foldNodes(hashes: readonly Uint8Array[], sha256?: Sha256): Uint8Array {
	const last = hashes.at(-1);
	if (last === undefined) throw new RangeError('a range has at least one node');
	return hashes.slice(0, -1).reduceRight((right, left) => nodeHash(left, right, sha256), last);
}

/** RFC 6962 section 2.1.1: the ranges whose roots prove leaf `index` in a tree of `size`. */
export function inclusionRanges(index: number, size: number): readonly LeafRange[] {
	const ranges: LeafRange[] = [];
	let start = 0;
	let end = size;
	while (end - start > 1) {
		const middle = start + splitPoint(end - start);
		if (index < middle) {
			ranges.push({ start: middle, end });
			end = middle;
		} else {
			ranges.push({ start, end: middle });
			start = middle;
		}
	}
	return ranges.reverse();
}

/** RFC 6962 section 2.1.2: the ranges that prove that a tree of `oldSize` is a prefix. */
export function consistencyRanges(oldSize: number, newSize: number): readonly LeafRange[] {
	if (oldSize === 0 || oldSize === newSize) return [];
	const ranges: LeafRange[] = [];
	let start = 0;
	let end = newSize;
	while (oldSize < end) {
		const middle = start + splitPoint(end - start);
		if (oldSize <= middle) {
			ranges.push({ start: middle, end });
			end = middle;
		} else {
			ranges.push({ start, end: middle });
			start = middle;
		}
	}
	// The old root itself is known to the verifier and is left out where it is a node of the tree.
	if (start > 0) ranges.push({ start, end });
	return ranges.reverse();
}
