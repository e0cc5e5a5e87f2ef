import { describe, expect, it } from 'vitest';
import { tesseraCheckpoints, tesseraLeaves, tesseraVkey } from '../test/tessera.ts';
import { encodeUtf8, equalBytes } from './bytes.ts';
import { verifyCheckpoint } from './checkpoint.ts';
import { leafHash } from './tree/hashing.ts';
import { createMemoryTree } from './tree/memory-tree.ts';
import { verifyConsistency } from './tree/verify.ts';

describe('the test log of Tessera', () => {
	const tree = createMemoryTree();
	for (const leaf of tesseraLeaves) tree.append(leafHash(encodeUtf8(leaf)));

	it.each(tesseraCheckpoints)('has a checkpoint of size $size that opens', ({ size, text }) => {
		const verified = verifyCheckpoint(text, tesseraVkey);
		if (!verified.ok) throw new Error(verified.code);
		expect(verified.checkpoint.size).toBe(size);
		expect(equalBytes(verified.checkpoint.root, tree.root(size))).toBe(true);
	});

	it('is consistent from every checkpoint to every later one', () => {
		const read = tesseraCheckpoints.map(({ text }) => {
			const verified = verifyCheckpoint(text, tesseraVkey);
			if (!verified.ok) throw new Error(verified.code);
			return verified.checkpoint;
		});
		for (const [place, newer] of read.entries()) {
			for (const older of read.slice(0, place + 1)) {
				const claim = {
					oldSize: older.size,
					newSize: newer.size,
					oldRoot: older.root,
					newRoot: newer.root,
					proof: tree.consistencyProof(older.size, newer.size),
				};
				expect(verifyConsistency(claim)).toBe(true);
			}
		}
	});

	it('does not open with one digit of a size changed', () => {
		const changed = tesseraCheckpoints.at(-1)!.text.replace('\n15\n', '\n16\n');
		expect(verifyCheckpoint(changed, tesseraVkey)).toMatchObject({
			ok: false,
			code: 'ledger.signature_invalid',
		});
	});
});
