import type { ExitCode } from './exit-codes.ts';

/** What a computing worker tells the thread that holds the terminal. */
export type FromWorker =
	| { readonly kind: 'progress'; readonly text: string }
	| { readonly kind: 'output'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
	/** Unfinished files, to be removed if the work is cancelled; none once they are in place. */
	| { readonly kind: 'writing'; readonly files: readonly string[] }
	| { readonly kind: 'done'; readonly code: ExitCode };

/** How a command speaks, without knowing in which thread it runs. */
export interface Reporter {
	progress(text: string): void;
	out(text: string): void;
	err(text: string): void;
	writing(files: readonly string[]): void;
}
