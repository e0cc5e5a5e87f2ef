import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { beforeEach, expect, it } from 'vitest';
import { createThreads, type Exchange } from './threads.server.ts';

/** Gives two pieces and waits for what never comes. */
const thread = `
	import { parentPort } from 'node:worker_threads';
	parentPort.on('message', () => undefined);
	for (const at of [0, 1]) {
		parentPort.postMessage({ kind: 'chunk', target: at, chunk: new Uint8Array(1) });
	}`;

let file: string;

beforeEach(async () => {
	const folder = await mkdtemp(join(tmpdir(), 'terang-threads-'));
	file = join(folder, 'thread.mjs');
	await writeFile(file, thread);
	return () => rm(folder, { recursive: true, force: true });
});

/** Ends the work in the middle of a piece, which goes on until after the thread is gone. */
async function endedDuring(exchange: (piece: () => Promise<void>) => Exchange): Promise<string[]> {
	const said: string[] = [];
	const ending = new AbortController();
	let goOn = (): void => undefined;
	const held = new Promise<void>((resolve) => (goOn = resolve));
	let begin = (): void => undefined;
	const begun = new Promise<void>((resolve) => (begin = resolve));
	const piece = async (): Promise<void> => {
		said.push('begun');
		begin();
		await held;
		said.push('ended');
	};
	const threads = createThreads({ file, sealing: { dataKeys: () => [] } });
	const starting = once(process, 'worker') as Promise<[Worker]>;
	const work = threads
		.work(
			'tells',
			{ kept: { folder: '', selectionId: '', digest: '' }, texts: [] },
			{
				...exchange(piece),
				signal: ending.signal,
			},
		)
		.catch(() => said.push('given up'));
	const [worker] = await starting;
	const gone = once(worker, 'exit');
	await begun;
	ending.abort(new Error('enough'));
	await gone;
	await turn();
	goOn();
	await work;
	await turn();
	return said;
}

it('gives work up only when nobody takes a piece of it any more', async () => {
	expect(await endedDuring((piece) => ({ onChunk: piece }))).toEqual([
		'begun',
		'ended',
		'given up',
	]);
});

it('gives work up only when nobody reads for it any more, and reads no further', async () => {
	const said = await endedDuring((piece) => ({
		chunks: (async function* () {
			for (;;) {
				await piece();
				yield new Uint8Array(1);
			}
		})(),
	}));
	expect(said).toEqual(['begun', 'ended', 'given up']);
});
