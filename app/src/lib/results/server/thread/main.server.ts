import { parentPort, workerData } from 'node:worker_threads';
import { sealingWith } from '../../../platform/sealed/sealing.server.ts';
import { writeArchive } from './archive.server.ts';
import { compareFiles } from './compare.server.ts';
import { gather } from './gather.server.ts';
import { judge, receive, tells } from './receive.server.ts';
import { previewFiles } from './preview.server.ts';
import { rankRun, recompute } from './rank.server.ts';
import { record } from './record.server.ts';
import { seal } from './seal.server.ts';
import { type FromThread, type ThreadData, type ToThread, Window } from './protocol.server.ts';
import type { TaskName, Tasks } from './tasks.server.ts';
import type { ThreadSide } from './side.server.ts';

/** Does one task and ends; everything it needs came with it. */

type Work = {
	readonly [Name in TaskName]: (
		side: ThreadSide,
		input: Tasks[Name]['input'],
	) => Promise<Tasks[Name]['output']>;
};

const work: Work = {
	gather,
	rank: rankRun,
	recompute,
	judge,
	tells,
	receive,
	record,
	seal,
	archive: writeArchive,
	compare: compareFiles,
	preview: previewFiles,
};

if (parentPort === null) throw new Error('this file is the entry of a thread');
const port = parentPort;
const { task, input, keys } = workerData as ThreadData;
const sent = new Window();
const send = (message: FromThread, moved: ArrayBuffer[] = []) => {
	port.postMessage(message, moved);
};
const chunks = takeChunks();
const side: ThreadSide = {
	sealing: sealingWith(keys),
	share: (share) => {
		send({ kind: 'share', share });
	},
	async give(target, chunk) {
		await sent.room();
		send({ kind: 'chunk', target, chunk }, [chunk.buffer]);
	},
	given: chunks,
};
// The types of one task's input and output belong together, which the compiler cannot follow here.
const output = await (work[task] as (side: ThreadSide, input: unknown) => Promise<unknown>)(
	side,
	input,
);
// Whoever asked ends the thread: it must still be there when the last message arrives.
send({ kind: 'done', output });

/** Pieces in the order in which they came; each is acknowledged when the next is asked for. */
function takeChunks(): () => AsyncIterable<Uint8Array> {
	const waiting: (Uint8Array | undefined)[] = [];
	let wake: (() => void) | undefined;
	port.on('message', (message: ToThread) => {
		if (message.kind === 'taken') {
			sent.taken();
			return;
		}
		waiting.push(message.kind === 'chunk' ? message.chunk : undefined);
		wake?.();
	});
	return async function* () {
		for (;;) {
			while (waiting.length === 0) {
				await new Promise<void>((resolve) => {
					wake = resolve;
				});
			}
			const chunk = waiting.shift();
			if (chunk === undefined) return;
			yield chunk;
			send({ kind: 'taken' });
		}
	};
}
