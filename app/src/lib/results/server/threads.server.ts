import { Worker } from 'node:worker_threads';
import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import {
	type FromThread,
	type ThreadData,
	type ToThread,
	Window,
} from './thread/protocol.server.ts';
import type { TaskName, Tasks } from './thread/tasks.server.ts';
import { takingTurns } from './turns.server.ts';

/** What a task gets besides its input, and where what it makes goes. */
export interface Exchange {
	/** Told how much is done, from 0 to 1. */
	readonly onShare?: (share: number) => void;
	/** Takes one piece of what the task makes; the task waits where this is slower. */
	readonly onChunk?: (target: number, chunk: Uint8Array) => Promise<void>;
	/** Pieces that the task reads. */
	readonly chunks?: AsyncIterable<Uint8Array>;
	/** Ends the thread; the work then rejects with the reason. */
	readonly signal?: AbortSignal;
}

/** Work that takes longer than a visitor waits, beside the thread that answers visitors. */
export interface Threads {
	work<Name extends TaskName>(
		task: Name,
		input: Tasks[Name]['input'],
		exchange?: Exchange,
	): Promise<Tasks[Name]['output']>;
	/** Ends all threads; their work rejects with `ThreadsStopped`. */
	stop(): Promise<void>;
}

export class ThreadsStopped extends Error {
	constructor() {
		super('the threads were stopped');
	}
}

export interface ThreadsDeps {
	/** The built `thread/main.server.ts`. */
	readonly file: string;
	readonly sealing: Pick<Sealing, 'dataKeys'>;
}

/** More would compete with the pages for the cores, and each has memory of its own. */
const mostAtOnce = 2;

/** A selection that needs more fails by itself instead of taking the pages with it. */
const resourceLimits = { maxOldGenerationSizeMb: 2_048 };

/** A thread for each task: what one leaves behind, or breaks, goes with it. */
export function createThreads(deps: ThreadsDeps): Threads {
	const stopping = new AbortController();
	const inTurn = takingTurns(mostAtOnce);
	return {
		work: (task, input, exchange = {}) =>
			inTurn(async () => {
				if (stopping.signal.aborted) throw new ThreadsStopped();
				const data: ThreadData = { task, input, keys: deps.sealing.dataKeys() };
				const worker = new Worker(deps.file, { workerData: data, resourceLimits });
				const output = await converse(worker, exchange, stopping.signal);
				return output as Tasks[typeof task]['output'];
			}),
		stop() {
			stopping.abort(new ThreadsStopped());
			return Promise.resolve();
		},
	};
}

async function converse(
	worker: Worker,
	{ onShare, onChunk, chunks, signal }: Exchange,
	stop: AbortSignal,
): Promise<unknown> {
	const given = new Window();
	const send = (message: ToThread) => {
		worker.postMessage(message);
	};
	const ended = new AbortController();
	let taking = Promise.resolve();
	let feeding = Promise.resolve();
	try {
		return await new Promise<unknown>((resolve, reject) => {
			worker.on('message', (message: FromThread) => {
				switch (message.kind) {
					case 'share':
						onShare?.(message.share);
						break;
					case 'taken':
						given.taken();
						break;
					case 'chunk':
						taking = taking.then(async () => {
							if (ended.signal.aborted) return;
							await onChunk?.(message.target, message.chunk);
							send({ kind: 'taken' });
						});
						taking.catch(reject);
						break;
					case 'done':
						taking.then(() => {
							resolve(message.output);
						}, reject);
				}
			});
			worker.once('error', reject);
			worker.once('exit', (code) => {
				reject(new Error(`a thread ended with ${code} before its work`));
			});
			for (const one of [stop, signal]) {
				if (one?.aborted === true) reject(one.reason as Error);
				one?.addEventListener(
					'abort',
					() => {
						reject(one.reason as Error);
					},
					{ signal: ended.signal },
				);
			}
			if (chunks !== undefined) feeding = feed(chunks, given, send);
			feeding.catch(reject);
		});
	} finally {
		ended.abort();
		given.close();
		await worker.terminate();
		// Both may stand in a transaction that whoever hears of the end ends in turn.
		await Promise.allSettled([taking, feeding]);
	}
}

async function feed(
	chunks: AsyncIterable<Uint8Array>,
	given: Window,
	send: (message: ToThread) => void,
): Promise<void> {
	for await (const chunk of chunks) {
		if (!(await given.room())) return;
		send({ kind: 'chunk', chunk });
	}
	send({ kind: 'end' });
}
