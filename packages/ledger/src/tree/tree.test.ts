import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { encodeUtf8, hexOf } from '../bytes.ts';
import type { Sha256 } from '../sha256.ts';
import { createLeafHasher, leafHash, nodeHash } from './hashing.ts';
import { createMemoryTree, rootOfLeafHashes } from './memory-tree.ts';
import { verifyConsistency, verifyInclusion } from './verify.ts';

/** node:crypto as a second implementation of the hash, and ten times faster for these loops. */
const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest();

const largest = 200;
const leafHashes = Array.from({ length: largest }, (_, index) =>
	leafHash(encodeUtf8(`leaf ${index}`), sha256),
);
const tree = createMemoryTree(sha256);
for (const hash of leafHashes) tree.append(hash);
const roots = Array.from({ length: largest + 1 }, (_, size) => tree.root(size));

/** RFC 6962 section 2.1 read literally, as an oracle for the incremental tree. */
function literalRoot(hashes: readonly Uint8Array[]): Uint8Array {
	const only = hashes[0];
	if (only === undefined) return sha256(new Uint8Array(0));
	if (hashes.length === 1) return only;
	let split = 1;
	while (split * 2 < hashes.length) split *= 2;
	return nodeHash(literalRoot(hashes.slice(0, split)), literalRoot(hashes.slice(split)), sha256);
}

function flipped(hash: Uint8Array, bit: number): Uint8Array {
	const copy = Uint8Array.from(hash);
	copy[bit >> 3] = copy[bit >> 3]! ^ (1 << (bit & 7));
	return copy;
}

/** Every neighbour of a proof: one hash changed, dropped, doubled, swapped with the next. */
function mutations(proof: readonly Uint8Array[]): (readonly Uint8Array[])[] {
	const neighbours: (readonly Uint8Array[])[] = [[...proof, new Uint8Array(32)]];
	for (const [place, hash] of proof.entries()) {
		neighbours.push(proof.with(place, flipped(hash, (place * 7) % 256)));
		neighbours.push(proof.toSpliced(place, 1));
		neighbours.push(proof.toSpliced(place, 0, hash));
		const next = proof[place + 1];
		if (next !== undefined) neighbours.push(proof.with(place, next).with(place + 1, hash));
	}
	return neighbours;
}

describe('the Merkle tree', { timeout: 60_000 }, () => {
	it('has the root that RFC 6962 defines, for every size to 200', () => {
		for (let size = 0; size <= largest; size += 1) {
			expect(hexOf(roots[size]!)).toBe(hexOf(literalRoot(leafHashes.slice(0, size))));
		}
	});

	it('proves every leaf of every size to 200, and no mutated proof holds', () => {
		let proofs = 0;
		let accepted = 0;
		for (let size = 1; size <= largest; size += 1) {
			for (let index = 0; index < size; index += 1) {
				const proof = tree.inclusionProof(index, size);
				const claim = { index, size, leafHash: leafHashes[index]!, proof, root: roots[size]! };
				if (!verifyInclusion(claim, sha256)) throw new Error(`refused ${index} in ${size}`);
				proofs += 1;
				// All neighbours of every 7th proof: each shape of path comes up many times.
				if ((size + index) % 7 !== 0) continue;
				for (const wrong of mutations(proof)) {
					accepted += Number(verifyInclusion({ ...claim, proof: wrong }, sha256));
				}
			}
		}
		expect(proofs).toBe(20_100);
		expect(accepted).toBe(0);
	});

	it('refuses a proof of another leaf, index or root', () => {
		const sizes = fc.integer({ min: 1, max: largest });
		fc.assert(
			fc.property(sizes, fc.nat(), fc.nat(), sizes, (size, first, second, otherSize) => {
				const index = first % size;
				const other = second % size;
				const proof = tree.inclusionProof(index, size);
				const claim = { index, size, leafHash: leafHashes[index]!, proof, root: roots[size]! };
				fc.pre(index !== other && size !== otherSize);
				expect(verifyInclusion({ ...claim, leafHash: leafHashes[other]! }, sha256)).toBe(false);
				expect(verifyInclusion({ ...claim, index: other }, sha256)).toBe(false);
				expect(verifyInclusion({ ...claim, root: roots[otherSize]! }, sha256)).toBe(false);
			}),
		);
	});

	it('proves consistency between all sizes to 64, and no mutated proof holds', () => {
		let accepted = 0;
		for (let newSize = 0; newSize <= 64; newSize += 1) {
			for (let oldSize = 0; oldSize <= newSize; oldSize += 1) {
				const proof = tree.consistencyProof(oldSize, newSize);
				const claim = {
					oldSize,
					newSize,
					oldRoot: roots[oldSize]!,
					newRoot: roots[newSize]!,
					proof,
				};
				if (!verifyConsistency(claim, sha256)) throw new Error(`${oldSize} to ${newSize}`);
				for (const wrong of mutations(proof)) {
					accepted += Number(verifyConsistency({ ...claim, proof: wrong }, sha256));
				}
				const forged = { ...claim, oldRoot: flipped(claim.oldRoot, 0) };
				accepted += Number(verifyConsistency(forged, sha256));
				accepted += Number(
					oldSize > 0 &&
						verifyConsistency({ ...claim, newRoot: flipped(claim.newRoot, 0) }, sha256),
				);
			}
		}
		expect(accepted).toBe(0);
	});

	it('proves consistency between all sizes to 200', () => {
		let proofs = 0;
		for (let newSize = 1; newSize <= largest; newSize += 1) {
			for (let oldSize = 1; oldSize <= newSize; oldSize += 1) {
				const proof = tree.consistencyProof(oldSize, newSize);
				const [oldRoot, newRoot] = [roots[oldSize]!, roots[newSize]!];
				const claim = { oldSize, newSize, oldRoot, newRoot, proof };
				proofs += Number(verifyConsistency(claim, sha256));
			}
		}
		expect(proofs).toBe(20_100);
	});

	it('refuses a rewritten history of any length', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 100 }),
				fc.integer({ min: 0, max: 99 }),
				fc.integer({ min: 0, max: 60 }),
				(oldSize, where, more) => {
					const changed = where % oldSize;
					const rewritten = leafHashes
						.slice(0, oldSize + more)
						.with(changed, leafHash(encodeUtf8('another decision'), sha256));
					const other = createMemoryTree(sha256);
					for (const hash of rewritten) other.append(hash);
					const claim = {
						oldSize,
						newSize: oldSize + more,
						oldRoot: roots[oldSize]!,
						newRoot: other.root(),
						proof: other.consistencyProof(oldSize),
					};
					expect(verifyConsistency(claim, sha256)).toBe(false);
				},
			),
		);
	});

	it('answers false to sizes and hashes that are none', () => {
		const hash = leafHashes[0]!;
		const claim = { index: 0, size: 1, leafHash: hash, proof: [], root: hash };
		expect(verifyInclusion(claim)).toBe(true);
		for (const size of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) {
			expect(verifyInclusion({ ...claim, size })).toBe(false);
		}
		expect(verifyInclusion({ ...claim, root: hash.subarray(1) })).toBe(false);
		expect(verifyInclusion({ ...claim, index: -1 })).toBe(false);
	});

	it('hashes many leaves of any lengths as it hashes one', () => {
		const hashLeaf = createLeafHasher(sha256);
		const leaves = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 2 });
		fc.assert(
			fc.property(leaves, (some) => {
				expect(some.map(hashLeaf)).toEqual(some.map((leaf) => leafHash(leaf, sha256)));
			}),
		);
		const long = new Uint8Array(5000).fill(1);
		expect(hashLeaf(long)).toEqual(leafHash(long, sha256));
	});

	it('has the same root for leaves given one by one and together', () => {
		expect(hexOf(rootOfLeafHashes(leafHashes, sha256))).toBe(hexOf(tree.root()));
	});
});
