import { createDataset } from '@terang/ledger';
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { blocksOf, pathInBlocks } from './dataset-blocks.server.ts';
import { nodeSha256 } from './ranking.server.ts';

const commitments = Array.from({ length: 5_000 }, (_, at) =>
	createHash('sha256').update(String(at)).digest(),
);

it.each([1, 2, 1_023, 1_024, 1_025, 2_048, 2_049, 4_096, 5_000])(
	'gives in a tree of %i the paths that the whole tree gives',
	async (count) => {
		const used = commitments.slice(0, count);
		const dataset = createDataset(used, nodeSha256);
		const blocks = blocksOf(used);
		const read = (from: number) => Promise.resolve(used.slice(from, from + 1_024));
		for (const index of new Set([0, 1, 1_023, 1_024, 2_050, count - 2, count - 1])) {
			if (index < 0 || index >= count) continue;
			expect(await pathInBlocks(blocks, { index, count }, read)).toEqual(dataset.path(index));
		}
	},
);
