import fc from 'fast-check';
import { mkdtemp, open, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrivedBytes, growFile, type GrowingPlan } from './growing-file.server.ts';
import { openSealedFile } from './sealed-file.server.ts';
import { sealingWith } from './sealing.server.ts';

const sealing = sealingWith([{ id: 1, key: new Uint8Array(32).fill(3) }]);
const piece = 1 << 16;
const sealedPiece = piece + 33;

let folder: string;
let files = 0;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'terang-growing-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function plan(size: number): GrowingPlan {
	const name = `file-${(files += 1)}`;
	return { path: join(folder, name), name, size };
}

/** No two pieces of it are alike. */
const content = Buffer.alloc(5 * piece + 7);
for (let at = 0; at + 4 <= content.length; at += 4) content.writeUInt32BE(at, at);

const arrived = (to: GrowingPlan) => arrivedBytes(sealing, to);

/** Sends what has not arrived, up to a place, in chunks. */
async function send(to: GrowingPlan, until: number, chunk = 10_000): Promise<void> {
	const file = await growFile(sealing, to);
	const end = Math.min(until, to.size);
	for (let at = file.arrived(); at < end; at += chunk) {
		await file.append(content.subarray(at, Math.min(at + chunk, end)));
	}
	await file.close();
}

async function readBack({ path, name }: GrowingPlan): Promise<Buffer> {
	const file = await openSealedFile(sealing, path, name);
	try {
		return await file.read(0, file.size);
	} finally {
		await file.close();
	}
}

describe('a sealed file that comes in parts', () => {
	it.each([1, piece - 1, piece, piece + 1, 2 * piece, content.length])(
		'of %i bytes is whole after any cuts, and loses nothing at one',
		async (size) => {
			await fc.assert(
				fc.asyncProperty(
					fc.array(fc.nat(size - 1), { maxLength: 4 }),
					fc.integer({ min: 1, max: 2 * piece }),
					async (cuts, chunk) => {
						const to = plan(size);
						for (const cut of [...cuts].sort((a, b) => a - b)) {
							await send(to, cut, chunk);
							expect(await arrived(to)).toBe(cut);
						}
						await send(to, size, chunk);
						expect((await readBack(to)).equals(content.subarray(0, size))).toBe(true);
					},
				),
				{ numRuns: 15 },
			);
		},
	);

	it('has nothing of what never came', async () => {
		expect(await arrived(plan(10))).toBe(0);
	});

	it('loses what a kill tore, and no more than the piece it is in', async () => {
		const torn = 3 * sealedPiece + 1_000;
		for (const harm of [
			(path: string) => truncate(path, torn),
			async (path: string) => {
				const file = await open(path, 'r+');
				await file.write(Buffer.alloc(20_000), 0, 20_000, torn);
				await file.close();
			},
		]) {
			const to = plan(content.length);
			await send(to, 3 * piece + 40_000);
			await harm(to.path);
			expect(await arrived(to)).toBe(3 * piece);
			await send(to, content.length);
			expect((await readBack(to)).equals(content)).toBe(true);
		}
	});

	it('does not take pieces behind a torn one for its own', async () => {
		const to = plan(content.length);
		await send(to, 5 * piece);
		const file = await open(to.path, 'r+');
		await file.write(Buffer.alloc(10), 0, 10, 4 * sealedPiece + 500);
		await file.close();
		await send(to, 4 * piece + 10);
		expect(await arrived(to)).toBe(4 * piece + 10);
		expect((await stat(to.path)).size).toBeLessThan(5 * sealedPiece);
		await send(to, content.length);
		expect((await readBack(to)).equals(content)).toBe(true);
	});

	it('asks for its last piece again as long as nobody has made it a file', async () => {
		const to = plan(content.length);
		await send(to, content.length);
		expect(await arrived(to)).toBe(5 * piece);
	});

	it('does not open before it is whole, and holds nothing in plain bytes', async () => {
		const to = plan(content.length);
		await send(to, 2 * piece + 30_000);
		await expect(readBack(to)).rejects.toThrow();
		const sealed = await readFile(to.path);
		expect(sealed.includes(content.subarray(2 * piece, 2 * piece + 16))).toBe(false);
		expect(sealed.includes(content.subarray(0, 16))).toBe(false);
	});
});
