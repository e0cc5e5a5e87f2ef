import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DamagedStore, folderStore, type TileStore } from './tile-store.server.ts';

let folder: string;
let store: TileStore;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'terang-store-'));
	store = folderStore(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function claim(generation: number, root = 'r') {
	const staged = Uint8Array.of(0, 1, 7);
	return { generation, fence: 1, from: generation - 1, size: generation, root, staged };
}

describe('the claims of a tile store', () => {
	it('accept one of many that want the same generation', async () => {
		const rivals = Array.from({ length: 20 }, (_, number) => claim(1, `root ${number}`));
		const won = await Promise.all(rivals.map((rival) => folderStore(folder).claim(rival)));
		expect(won.filter(Boolean)).toHaveLength(1);
		expect(await store.newestClaim()).toEqual(rivals[won.indexOf(true)]);
	});

	it('keep a settled claim in its place, without the entries', async () => {
		await store.claim(claim(1));
		await store.settle(claim(1));
		expect(await store.claim(claim(1, 'other'))).toBe(false);
		expect(await store.newestClaim()).toEqual({ ...claim(1), staged: undefined });
	});

	it.each([0, 1, 2, 3, 7, 8, 9, 40])(
		'find the newest of %i whatever the hint says',
		async (count) => {
			for (let number = 1; number <= count; number += 1) await store.claim(claim(number));
			for (const hint of [undefined, '0', '1', '5', '4000', 'x']) {
				if (hint !== undefined)
					await writeFile(join(folder, 'state/newest'), hint).catch(() => undefined);
				expect((await store.newestClaim())?.generation ?? 0).toBe(count);
			}
		},
	);

	it('say so where a claim is not readable', async () => {
		await store.claim(claim(1));
		await writeFile(join(folder, 'state/claims/000/000/001'), 'x');
		await expect(store.newestClaim()).rejects.toThrow(DamagedStore);
	});

	it('leave no unfinished file behind', async () => {
		await store.claim(claim(1));
		await store.claim(claim(1));
		await store.write('tile/0/000.p/1', new Uint8Array(32));
		await store.settle(claim(1));
		expect(await readdir(join(folder, 'state/aside'))).toEqual([]);
	});
});
