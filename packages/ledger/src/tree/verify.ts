import { equalBytes } from '../bytes.ts';
import { hashBytes, type Sha256 } from '../sha256.ts';
import { emptyRoot, nodeHash } from './hashing.ts';

export interface InclusionClaim {
	readonly index: number;
	readonly size: number;
	readonly leafHash: Uint8Array;
	readonly proof: readonly Uint8Array[];
	readonly root: Uint8Array;
}

export interface ConsistencyClaim {
	readonly oldSize: number;
	readonly newSize: number;
	readonly oldRoot: Uint8Array;
	readonly newRoot: Uint8Array;
	readonly proof: readonly Uint8Array[];
}

function isSize(value: number): boolean {
	return Number.isSafeInteger(value) && value >= 0;
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
	return hashes.every((hash) => hash.length === hashBytes);
}

function half(value: number): number {
	return Math.floor(value / 2);
}

/** RFC 9162 section 2.1.3.2. False for anything malformed. */
export function verifyInclusion(claim: InclusionClaim, sha256?: Sha256): boolean {
	const { index, size, proof, root } = claim;
	if (!isSize(index) || !isSize(size) || index >= size) return false;
	if (!areHashes([...proof, claim.leafHash, root])) return false;
	let node = index;
	let last = size - 1;
	let hash = claim.leafHash;
	for (const sibling of proof) {
		if (last === 0) return false;
		if (node % 2 === 1 || node === last) {
			hash = nodeHash(sibling, hash, sha256);
			while (node % 2 === 0 && node !== 0) {
				node = half(node);
				last = half(last);
			}
		} else {
			hash = nodeHash(hash, sibling, sha256);
		}
		node = half(node);
		last = half(last);
	}
	return last === 0 && equalBytes(hash, root);
}

/** RFC 9162 section 2.1.4.2, and the empty tree as a prefix of every tree. */
export function verifyConsistency(claim: ConsistencyClaim, sha256?: Sha256): boolean {
	const { oldSize, newSize, oldRoot, newRoot, proof } = claim;
	if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize) return false;
	if (!areHashes([...proof, oldRoot, newRoot])) return false;
	if (oldSize === newSize) {
		return proof.length === 0 && equalBytes(oldRoot, newRoot) && emptyHolds(oldSize, oldRoot);
	}
	if (oldSize === 0) return proof.length === 0 && emptyHolds(0, oldRoot);
	return walkConsistency(claim, sha256);
}

function emptyHolds(size: number, root: Uint8Array): boolean {
	return size !== 0 || equalBytes(root, emptyRoot);
}

function walkConsistency(claim: ConsistencyClaim, sha256?: Sha256): boolean {
	let node = claim.oldSize - 1;
	let last = claim.newSize - 1;
	while (node % 2 === 1) {
		node = half(node);
		last = half(last);
	}
	// Where the old size is a power of two, its root is the first node and is not sent.
	const path = node === 0 ? [claim.oldRoot, ...claim.proof] : claim.proof;
	const first = path[0];
	if (first === undefined) return false;
	let oldHash = first;
	let newHash = first;
	for (const sibling of path.slice(1)) {
		if (last === 0) return false;
		if (node % 2 === 1 || node === last) {
			oldHash = nodeHash(sibling, oldHash, sha256);
			newHash = nodeHash(sibling, newHash, sha256);
			while (node % 2 === 0 && node !== 0) {
				node = half(node);
				last = half(last);
			}
		} else {
			newHash = nodeHash(newHash, sibling, sha256);
		}
		node = half(node);
		last = half(last);
	}
	return last === 0 && equalBytes(oldHash, claim.oldRoot) && equalBytes(newHash, claim.newRoot);
}
