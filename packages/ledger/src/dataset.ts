import type { Sha256 } from './sha256.ts';
import { createLeafHasher, leafHash } from './tree/hashing.ts';
import { createMemoryTree } from './tree/memory-tree.ts';
import { verifyInclusion } from './tree/verify.ts';

/**
 * A dataset as a Merkle tree of its own: one salted commitment a row, in the published order. The
 * log holds the root, so that a row can be erased (record and salt) while its commitment stays
 * and every other row's path goes on holding.
 */
export interface Dataset {
	readonly count: number;
	readonly root: Uint8Array;
	/** @throws RangeError for a row that is not there */
	path(index: number): readonly Uint8Array[];
}

export interface RowClaim {
	readonly index: number;
	readonly count: number;
	readonly commitment: Uint8Array;
	readonly path: readonly Uint8Array[];
	readonly root: Uint8Array;
}

/** Keeps the whole tree for many paths. Commitments are 32 bytes each. */
export function createDataset(commitments: Iterable<Uint8Array>, sha256?: Sha256): Dataset {
	const tree = createMemoryTree(sha256);
	const hashLeaf = createLeafHasher(sha256);
	for (const commitment of commitments) tree.append(hashLeaf(commitment));
	return {
		count: tree.size,
		root: tree.root(),
		path: (index) => tree.inclusionProof(index),
	};
}

export function datasetRoot(commitments: Iterable<Uint8Array>, sha256?: Sha256): Uint8Array {
	return createDataset(commitments, sha256).root;
}

export function datasetPath(
	commitments: Iterable<Uint8Array>,
	index: number,
	sha256?: Sha256,
): readonly Uint8Array[] {
	return createDataset(commitments, sha256).path(index);
}

export function verifyDatasetPath(claim: RowClaim, sha256?: Sha256): boolean {
	return verifyInclusion(
		{
			index: claim.index,
			size: claim.count,
			leafHash: leafHash(claim.commitment, sha256),
			proof: claim.path,
			root: claim.root,
		},
		sha256,
	);
}
