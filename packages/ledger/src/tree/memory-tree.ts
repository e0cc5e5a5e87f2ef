import { hashBytes, sha256 as defaultSha256, type Sha256 } from '../sha256.ts';
import { consistencyProof, inclusionProof, treeRoot } from './proofs.ts';

/** A whole tree in memory: 64 bytes a leaf, in typed arrays. For datasets and for tests. */
export interface MemoryTree {
	readonly size: number;
	append(leafHash: Uint8Array): void;
	/** Hash of a complete subtree. @throws RangeError if it is not complete yet */
	nodeAt(level: number, index: number): Uint8Array;
	/** Root of the first `size` leaves (default: of all). */
	root(size?: number): Uint8Array;
	inclusionProof(index: number, size?: number): readonly Uint8Array[];
	consistencyProof(oldSize: number, newSize?: number): readonly Uint8Array[];
}

interface Level {
	hashes: Uint8Array;
	count: number;
}

export function createMemoryTree(sha256: Sha256 = defaultSha256): MemoryTree {
	const levels: Level[] = [];
	const pair = new Uint8Array(1 + 2 * hashBytes);
	pair[0] = 1;

	function put(level: number, hash: Uint8Array): Level {
		const row = (levels[level] ??= { hashes: new Uint8Array(16 * hashBytes), count: 0 });
		const offset = row.count * hashBytes;
		if (offset === row.hashes.length) {
			const larger = new Uint8Array(row.hashes.length * 2);
			larger.set(row.hashes);
			row.hashes = larger;
		}
		row.hashes.set(hash, offset);
		row.count += 1;
		return row;
	}

	function nodeAt(level: number, index: number): Uint8Array {
		const row = levels[level];
		if (row === undefined || index < 0 || index >= row.count) {
			throw new RangeError('node is not complete');
		}
		return row.hashes.slice(index * hashBytes, (index + 1) * hashBytes);
	}

	const size = () => levels[0]?.count ?? 0;

	return {
		get size() {
			return size();
		},
		append(leafHash) {
			if (leafHash.length !== hashBytes) throw new RangeError('a leaf hash has 32 bytes');
			let row = put(0, leafHash);
			for (let level = 1; row.count % 2 === 0; level += 1) {
				const end = row.count * hashBytes;
				pair.set(row.hashes.subarray(end - 2 * hashBytes, end), 1);
				row = put(level, sha256(pair));
			}
		},
		nodeAt,
		root: (ofSize = size()) => treeRoot(nodeAt, ofSize, sha256),
		inclusionProof: (index, ofSize = size()) => inclusionProof(nodeAt, index, ofSize, sha256),
		consistencyProof: (oldSize, newSize = size()) =>
			consistencyProof(nodeAt, oldSize, newSize, sha256),
	};
}

/** Root over leaf hashes of 32 bytes each, in order; the empty root for none. */
export function rootOfLeafHashes(leafHashes: Iterable<Uint8Array>, sha256?: Sha256): Uint8Array {
	const tree = createMemoryTree(sha256);
	for (const hash of leafHashes) tree.append(hash);
	return tree.root();
}
