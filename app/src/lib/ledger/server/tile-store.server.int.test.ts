import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bedKinds, openBed, type TileBed } from './testing/tile-beds.server.ts';
import { openTiles } from './tile-home.server.ts';
import { DamagedStore, type TileStore } from './tile-store.server.ts';

let bed: TileBed;
let store: TileStore;

afterEach(() => bed.close());

function claim(generation: number, root = 'r') {
	const staged = Uint8Array.of(0, 1, 7);
	return { generation, fence: 1, from: generation - 1, size: generation, root, staged };
}

function text(content: string): Uint8Array {
	return new TextEncoder().encode(content);
}

function another(): TileStore {
	return openTiles(bed.place).store('2026');
}

describe.each(bedKinds)('a tile store in a %s', (kind) => {
	beforeEach(async () => {
		bed = await openBed(kind);
		store = another();
	});

	it('accepts one of many claims to the same generation', async () => {
		const rivals = Array.from({ length: 20 }, (_, number) => claim(1, `root ${number}`));
		const won = await Promise.all(rivals.map((rival) => another().claim(rival)));
		expect(won.filter(Boolean)).toHaveLength(1);
		expect(await store.newestClaim()).toEqual(rivals[won.indexOf(true)]);
	});

	it('keeps a settled claim in its place, without the entries', async () => {
		await store.claim(claim(1));
		await store.settle(claim(1));
		expect(await store.claim(claim(1, 'other'))).toBe(false);
		expect(await store.newestClaim()).toEqual({ ...claim(1), staged: undefined });
	});

	it.each([0, 1, 2, 3, 7, 8, 9, 40])(
		'finds the newest of %i claims whatever the hint says',
		async (count) => {
			for (let number = 1; number <= count; number += 1) await store.claim(claim(number));
			for (const hint of [undefined, '0', '1', '5', '4000', 'x']) {
				if (hint !== undefined) await store.files.replace('state/newest', text(hint));
				expect((await store.newestClaim())?.generation ?? 0).toBe(count);
			}
		},
	);

	it('says so where a claim is not readable', async () => {
		await store.claim(claim(1));
		await store.files.replace('state/claims/000/000/001', text('x'));
		await expect(store.newestClaim()).rejects.toThrow(DamagedStore);
	});

	it('keeps a tile as it was first written', async () => {
		await store.write('tile/0/000.p/1', text('a'));
		await store.write('tile/0/000.p/1', text('a'));
		await expect(store.write('tile/0/000.p/1', text('b'))).rejects.toThrow(DamagedStore);
		expect(await store.read('tile/0/000.p/1')).toEqual(text('a'));
	});

	it('swaps only the checkpoint that was read', async () => {
		expect(await store.checkpoint()).toBeUndefined();
		expect(await store.swapCheckpoint(undefined, text('1'))).toBe(true);
		expect(await store.swapCheckpoint(undefined, text('2'))).toBe(false);
		const first = await store.checkpoint();
		expect(await another().swapCheckpoint(first, text('2'))).toBe(true);
		expect(await store.swapCheckpoint(first, text('3'))).toBe(false);
		expect(await store.read('checkpoint')).toEqual(text('2'));
	});

	it('belongs to one log', async () => {
		const [own, other] = ['own', 'other'].map((vkey) => ({ slug: '2026', origin: 'o', vkey }));
		expect(await store.setIdentity(own!)).toBe(true);
		expect(await another().setIdentity(other!)).toBe(false);
		expect(await another().setIdentity(own!)).toBe(true);
		expect(await store.identity()).toEqual(own);
		expect(await store.read('vkey')).toEqual(text('own\n'));
	});

	it('remembers and forgets why it must not sign', async () => {
		const reason = { reason: 'restored', since: '2026-01-01T00:00:00.000Z' } as const;
		expect(await store.readOnly()).toBeUndefined();
		await store.setReadOnly(reason);
		expect(await another().readOnly()).toEqual(reason);
		await store.setReadOnly(undefined);
		expect(await another().readOnly()).toBeUndefined();
	});

	it('lists its own files and nobody else’s', async () => {
		await openTiles(bed.place).store('2026-2').write('vkey', text('x'));
		await store.write('tile/0/000.p/1', text('a'));
		await store.claim(claim(1));
		expect(await store.files.list()).toEqual(['state/claims/000/000/001', 'tile/0/000.p/1']);
	});
});

describe('a tile store in a folder', () => {
	it('leaves no unfinished file behind', async () => {
		bed = await openBed('folder');
		store = another();
		await store.claim(claim(1));
		await store.claim(claim(1));
		await store.write('tile/0/000.p/1', new Uint8Array(32));
		await store.settle(claim(1));
		const folder = bed.place.kind === 'folder' ? bed.place.folder : '';
		expect(await readdir(join(folder, '2026/state/aside'))).toEqual([]);
	});
});
