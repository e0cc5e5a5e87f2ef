import {
	createLeafHasher,
	createMemoryTree,
	inclusionProof,
	type MemoryTree,
} from '@terang/ledger';
import { nodeSha256 } from './ranking.server.ts';

/**
 * The tree of a million commitments in blocks of 1,024: the hashes of complete blocks are kept with
 * the version, so that one person's path needs their own block and the last, unfinished one.
 */
const blockLevel = 10;
export const blockSize = 1_024;
const hashBytes = 32;

/** The kept hashes of all complete blocks, one after the other. */
export function blocksOfTree(tree: MemoryTree): Uint8Array {
	const complete = Math.floor(tree.size / blockSize);
	const blocks = Array.from({ length: complete }, (_, index) => tree.nodeAt(blockLevel, index));
	return new Uint8Array(Buffer.concat(blocks));
}

export function blocksOf(commitments: readonly Uint8Array[]): Uint8Array {
	return blocksOfTree(treeOf(commitments));
}

function treeOf(commitments: readonly Uint8Array[]): MemoryTree {
	const tree = createMemoryTree(nodeSha256);
	const hashLeaf = createLeafHasher(nodeSha256);
	for (const commitment of commitments) tree.append(hashLeaf(commitment));
	return tree;
}

/** Commitments from a leaf on, in their order; at most a block's. */
export type ReadBlock = (from: number) => Promise<readonly Uint8Array[]>;

/** Inclusion path of one commitment, from its sibling up. */
export async function pathInBlocks(
	blocks: Uint8Array,
	{ index, count }: { readonly index: number; readonly count: number },
	read: ReadBlock,
): Promise<readonly Uint8Array[]> {
	const upper = createMemoryTree(nodeSha256);
	for (let at = 0; at < blocks.length; at += hashBytes) {
		upper.append(blocks.subarray(at, at + hashBytes));
	}
	const lower = new Map<number, MemoryTree>();
	for (const leaf of new Set([index, count - 1])) {
		const block = Math.floor(leaf / blockSize);
		if (!lower.has(block)) lower.set(block, treeOf(await read(block * blockSize)));
	}
	return inclusionProof(
		(level, node) => {
			if (level >= blockLevel) return upper.nodeAt(level - blockLevel, node);
			const perBlock = 2 ** (blockLevel - level);
			const tree = lower.get(Math.floor(node / perBlock));
			if (tree === undefined) throw new Error('a path leads through a block that was not read');
			return tree.nodeAt(level, node % perBlock);
		},
		index,
		count,
		nodeSha256,
	);
}
