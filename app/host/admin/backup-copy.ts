import type { Writable } from 'node:stream';
import type pg from 'pg';

/** The parts of the driver's connection that its own typings leave out. */
interface Wire {
	readonly stream: Writable & {
		pause(): void;
		resume(): void;
		readonly writableNeedDrain: boolean;
	};
	query(text: string): void;
	sendCopyFromChunk(chunk: Uint8Array): void;
	endCopyFrom(): void;
	sendCopyFail(message: string): void;
}

/** What the driver calls while a statement of ours is the active one. */
interface CopyStatement {
	submit(wire: Wire): void;
	handleCopyInResponse?(wire: Wire): void;
	handleCopyData?(message: { readonly chunk: Uint8Array }, wire: Wire): void;
	handleError(error: Error): void;
	handleReadyForQuery(): void;
	handleCommandComplete(): void;
}

const mostWaiting = 64;

/**
 * `COPY … TO STDOUT`, chunk by chunk; the server waits for a slow reader. However the reading ends,
 * the connection flows again: rows and the end of the statement may arrive in one read, and a pause
 * left behind would silence every later statement.
 */
export async function* copyOut(client: pg.ClientBase, text: string): AsyncGenerator<Uint8Array> {
	const waiting: Uint8Array[] = [];
	const state: { wire?: Wire; ended: boolean; left: boolean; failure?: Error; wake?: () => void } =
		{ ended: false, left: false };
	submit(client, {
		submit(wire) {
			state.wire = wire;
			wire.query(text);
		},
		handleCopyData({ chunk }) {
			if (state.left) return;
			waiting.push(Uint8Array.from(chunk));
			if (waiting.length > mostWaiting) state.wire?.stream.pause();
			state.wake?.();
		},
		handleError(error) {
			state.failure = error;
			state.wake?.();
		},
		handleReadyForQuery() {
			state.ended = true;
			state.wake?.();
		},
		handleCommandComplete: () => undefined,
	});
	try {
		for (;;) {
			const chunk = waiting.shift();
			if (chunk !== undefined) {
				yield chunk;
				continue;
			}
			if (state.failure !== undefined) throw state.failure;
			if (state.ended) return;
			state.wire?.stream.resume();
			await new Promise<void>((resolve) => (state.wake = resolve));
			delete state.wake;
		}
	} finally {
		state.left = true;
		state.wire?.stream.resume();
	}
}

/** `COPY … FROM STDIN`; resolves when the server has taken everything. */
export function copyIn(
	client: pg.ClientBase,
	text: string,
	chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
	return new Promise((resolve, reject) => {
		let failure: Error | undefined;
		submit(client, {
			submit: (wire) => {
				wire.query(text);
			},
			handleCopyInResponse: (wire) => {
				feed(wire, chunks).catch((error: unknown) => {
					failure = error instanceof Error ? error : new Error(String(error));
					wire.sendCopyFail('source failed');
				});
			},
			handleError: (error) => {
				reject(failure ?? error);
			},
			handleReadyForQuery: () => {
				resolve();
			},
			handleCommandComplete: () => undefined,
		});
	});
}

async function feed(wire: Wire, chunks: AsyncIterable<Uint8Array>): Promise<void> {
	for await (const chunk of chunks) {
		wire.sendCopyFromChunk(chunk);
		if (wire.stream.writableNeedDrain) {
			await new Promise((resolve) => wire.stream.once('drain', resolve));
		}
	}
	wire.endCopyFrom();
}

function submit(client: pg.ClientBase, statement: CopyStatement): void {
	client.query(statement as unknown as pg.Submittable);
}
