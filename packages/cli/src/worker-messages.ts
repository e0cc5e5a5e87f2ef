import type { MessagePort } from 'node:worker_threads';
import type { Invocation } from './commands.ts';
import type { ExitCode } from './exit-codes.ts';

/** What a second thread of `terang rank` needs to begin. */
export interface SecondThreadStart {
	readonly participants: string;
	readonly port: MessagePort;
	/** One number: how many orders were answered. */
	readonly answered: Int32Array;
}

/** What a worker is started for. */
export type ToWorker =
	| { readonly kind: 'command'; readonly invocation: Invocation }
	| { readonly kind: 'second_thread'; readonly start: SecondThreadStart };

/** What a computing worker tells the thread that holds the terminal. */
export type FromWorker =
	| { readonly kind: 'progress'; readonly text: string }
	| { readonly kind: 'output'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
	/** Unfinished files, to be removed if the work is cancelled; none once they are in place. */
	| { readonly kind: 'writing'; readonly files: readonly string[] }
	| { readonly kind: 'second_thread'; readonly start: SecondThreadStart }
	| { readonly kind: 'done'; readonly code: ExitCode };

export type StartSecondThread = (start: SecondThreadStart) => void;

/** How a command speaks, without knowing in which thread it runs. */
export interface Reporter {
	progress(text: string): void;
	out(text: string): void;
	err(text: string): void;
	writing(files: readonly string[]): void;
	readonly startSecondThread: StartSecondThread;
}
