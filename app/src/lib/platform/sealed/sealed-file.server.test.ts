import fc from 'fast-check';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSealedFile, sealingStream } from './sealed-file.server.ts';
import { sealingWith } from './sealing.server.ts';

const sealing = sealingWith([{ id: 1, key: new Uint8Array(32).fill(3) }]);
const piece = 1 << 16;

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'terang-sealed-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function sealed(content: Buffer, chunk: number, name = 'a'): Promise<string> {
	const chunks: Buffer[] = [];
	for (let at = 0; at < content.length; at += chunk) chunks.push(content.subarray(at, at + chunk));
	const path = join(folder, name);
	await writeFile(path, await buffer(Readable.from(chunks).pipe(sealingStream(sealing, name))));
	return path;
}

async function readAll(path: string, name = 'a'): Promise<Buffer> {
	const file = await openSealedFile(sealing, path, name);
	try {
		return await file.read(0, file.size);
	} finally {
		await file.close();
	}
}

const text = Buffer.alloc(3 * piece, 'Siti Qomariah;1999-02-28\n');

describe('a sealed file', () => {
	it.each([0, 1, piece - 1, piece, piece + 1, 2 * piece, 2 * piece + 7])(
		'of %i bytes opens to what was sealed, from any position',
		async (size) => {
			const content = text.subarray(0, size);
			const path = await sealed(content, 10_000);
			expect((await readAll(path)).equals(content)).toBe(true);
			const file = await openSealedFile(sealing, path, 'a');
			await fc.assert(
				fc.asyncProperty(fc.nat(size + 10), fc.nat(2 * piece), async (from, length) => {
					const wanted = content.subarray(from, from + length);
					expect((await file.read(from, length)).equals(wanted)).toBe(true);
				}),
				{ numRuns: 30 },
			);
			await file.close();
		},
	);

	it('holds nothing of it in plain bytes', async () => {
		const path = await sealed(text, 1_000_000);
		expect((await readFile(path)).includes('Qomariah')).toBe(false);
	});

	it('does not open cut off between two pieces, changed, or under another name', async () => {
		const path = await sealed(text, 1_000_000);
		const whole = await readFile(path);
		await expect(readAll(path, 'b')).rejects.toThrow();
		await truncate(path, Math.floor((whole.length / 3) * 2));
		await expect(readAll(path)).rejects.toThrow();
		whole.writeUInt8(whole.readUInt8(70_000) ^ 1, 70_000);
		await writeFile(path, whole);
		await expect(readAll(path)).rejects.toThrow();
	});
});
