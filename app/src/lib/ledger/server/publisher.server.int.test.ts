import { parseNote } from '@terang/ledger';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPublisher, type Publisher } from './publisher.server.ts';
import { makeKey, type SigningKey } from './signing-key.server.ts';
import { bedKinds, openBed, type TileBed } from './testing/tile-beds.server.ts';
import { openTiles } from './tile-home.server.ts';
import { DamagedStore, type TileStore } from './tile-store.server.ts';

let bed: TileBed;
let store: TileStore;
let key: SigningKey;
let publisher: Publisher;

afterEach(() => bed.close());

function claim(size: number, filler = size) {
	const root = Buffer.alloc(32, filler).toString('base64');
	return { generation: size, fence: 1, from: 0, size, root };
}

async function published() {
	const parsed = parseNote((await store.read('checkpoint'))!);
	if (!parsed.ok) throw new Error(parsed.code);
	return parsed.note;
}

function line(name: string) {
	return { name, id: '00000000', signature: Uint8Array.of(1, 2, 3) };
}

describe.each(bedKinds)('the checkpoint in a %s', (kind) => {
	beforeEach(async () => {
		bed = await openBed(kind);
		store = openTiles(bed.place).store('2026');
		key = makeKey('terang.example/log', 'log');
		publisher = createPublisher(store, key);
	});

	it('never goes back', async () => {
		expect(await publisher.publish(claim(5))).toBe(true);
		expect(await publisher.publish(claim(3))).toBe(false);
		expect((await published()).text).toContain('\n5\n');
		expect(await publisher.publish(claim(5))).toBe(true);
	});

	it('is never signed over another root of the same size', async () => {
		await publisher.publish(claim(5));
		await expect(publisher.publish(claim(5, 9))).rejects.toThrow(DamagedStore);
	});

	it('keeps the line of every witness, also of those heard at once', async () => {
		await publisher.publish(claim(5));
		const { text } = await published();
		const names = ['a', 'b', 'c', 'd'];
		expect(
			await Promise.all(names.map((name) => publisher.addCosignature(text, line(name)))),
		).toEqual(names.map(() => true));
		expect((await published()).signatures.map(({ name }) => name)).toEqual([key.name, ...names]);
		expect(await publisher.addCosignature(`${text}x`, line('e'))).toBe(false);
	});
});

describe('the checkpoint in an object store', () => {
	it('takes the lines that two processes heard, and loses none to the other', async () => {
		bed = await openBed('bucket');
		store = openTiles(bed.place).store('2026');
		key = makeKey('terang.example/log', 'log');
		const own = createPublisher(store, key);
		await own.publish(claim(5));
		const { text } = await published();
		const publishers = ['a', 'b', 'c'].map((name) => ({
			name,
			publisher: createPublisher(openTiles(bed.place).store('2026'), key),
		}));
		await Promise.all(
			publishers.map(({ name, publisher: other }) => other.addCosignature(text, line(name))),
		);
		const names = (await published()).signatures.map(({ name }) => name);
		expect(names.sort()).toEqual(['a', 'b', 'c', key.name].sort());
	});
});
