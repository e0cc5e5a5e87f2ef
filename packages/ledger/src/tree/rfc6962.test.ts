import { describe, expect, it } from 'vitest';
import { hexOf } from '../bytes.ts';
import { emptyRoot, leafHash } from './hashing.ts';
import { createMemoryTree, rootOfLeafHashes } from './memory-tree.ts';
import { verifyConsistency, verifyInclusion } from './verify.ts';

/** The leaves that the certificate-transparency projects test RFC 6962 with, in hexadecimal. */
const leaves = [
	'',
	'00',
	'10',
	'2021',
	'3031',
	'40414243',
	'5051525354555657',
	'606162636465666768696a6b6c6d6e6f',
].map((hex) => Uint8Array.from(hex.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16)));

const hashes = leaves.map((leaf) => leafHash(leaf));
const tree = createMemoryTree();
for (const hash of hashes) tree.append(hash);

function short(proof: readonly Uint8Array[]): string {
	return proof.map((hash) => hexOf(hash).slice(0, 8)).join(' ');
}

describe('RFC 6962 vectors', () => {
	it('gives the hash of nothing as the root of the empty tree', () => {
		expect(hexOf(emptyRoot)).toBe(
			'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
		);
		expect(hexOf(rootOfLeafHashes([]))).toBe(hexOf(emptyRoot));
	});

	it.each([
		[1, '6e340b9c'],
		[2, 'fac54203'],
		[3, 'aeb6bcfe'],
		[4, 'd37ee418'],
		[7, 'ddb89be4'],
		[8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
	])('gives the known root of %i leaves', (size, prefix) => {
		expect(hexOf(rootOfLeafHashes(hashes.slice(0, size)))).toMatch(new RegExp(`^${prefix}`, 'u'));
		expect(hexOf(tree.root(size))).toMatch(new RegExp(`^${prefix}`, 'u'));
	});

	it('gives the known inclusion proof of leaf 0 in 8', () => {
		const proof = tree.inclusionProof(0, 8);
		expect(short(proof)).toBe('96a296d2 5f083f0a 6b47aaf2');
		const claim = { index: 0, size: 8, leafHash: leafHash(leaves[0]!), proof, root: tree.root() };
		expect(verifyInclusion(claim)).toBe(true);
	});

	it('gives the known consistency proof from 6 to 8', () => {
		const proof = tree.consistencyProof(6, 8);
		expect(short(proof)).toBe('0ebc5d34 ca854ea1 d37ee418');
		const claim = {
			oldSize: 6,
			newSize: 8,
			oldRoot: tree.root(6),
			newRoot: tree.root(8),
			proof,
		};
		expect(verifyConsistency(claim)).toBe(true);
	});
});
