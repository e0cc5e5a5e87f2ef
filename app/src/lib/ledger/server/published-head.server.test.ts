import { checkpointBody, formatNote } from '@terang/ledger';
import { expect, it } from 'vitest';
import { createPublishedHead } from './published-head.server.ts';

function checkpoint(size: number): Uint8Array {
	const body = checkpointBody({ origin: 'terang.example/log', size, root: new Uint8Array(32) });
	const line = { name: 'terang.example/log', id: '00000000', signature: new Uint8Array(64) };
	return new TextEncoder().encode(formatNote(body, [line]));
}

it('is what the store holds now', async () => {
	const head = createPublishedHead();
	let size = 3;
	const store = { read: () => Promise.resolve(checkpoint(size)) };
	expect(await head.read(store)).toMatchObject({ size: 3 });
	size = 5;
	expect(await head.read(store)).toMatchObject({ size: 5 });
	expect(await head.read({ read: () => Promise.resolve(undefined) })).toBeUndefined();
});

it('is read once for all who ask at the same time', async () => {
	const head = createPublishedHead();
	let reads = 0;
	const store = {
		read: () => {
			reads += 1;
			return Promise.resolve(checkpoint(3));
		},
	};
	await Promise.all(Array.from({ length: 50 }, () => head.read(store)));
	expect(reads).toBe(1);
});

it('is the one seen last while the store is away, and the new one when it is back', async () => {
	const head = createPublishedHead();
	await head.read({ read: () => Promise.resolve(checkpoint(3)) });
	// Nothing is heard at all: the first page waits a moment for it, the others do not.
	let answer: (bytes: Uint8Array) => void = () => undefined;
	const silent = { read: () => new Promise<Uint8Array>((resolve) => (answer = resolve)) };
	for (let page = 0; page < 20; page += 1) {
		expect(await head.read(silent)).toMatchObject({ size: 3 });
	}
	answer(checkpoint(3));
	const refused = { read: () => Promise.reject(new Error('away')) };
	expect(await head.read(refused)).toMatchObject({ size: 3 });
	const back = { read: () => Promise.resolve(checkpoint(5)) };
	await expect.poll(() => head.read(back)).toMatchObject({ size: 5 });
});
