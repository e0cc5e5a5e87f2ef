import type { DataKey } from '../../../platform/sealed/sealing.server.ts';
import type { TaskName } from './tasks.server.ts';

/** What passes between the process that serves pages and a thread that computes beside it. */

export interface ThreadData {
	readonly task: TaskName;
	readonly input: unknown;
	readonly keys: readonly DataKey[];
}

export type ToThread =
	| { readonly kind: 'chunk'; readonly chunk: Uint8Array }
	| { readonly kind: 'end' }
	| { readonly kind: 'taken' };

export type FromThread =
	/** From 0 to 1. */
	| { readonly kind: 'share'; readonly share: number }
	| { readonly kind: 'chunk'; readonly target: number; readonly chunk: Uint8Array }
	| { readonly kind: 'taken' }
	| { readonly kind: 'done'; readonly output: unknown };

/** Pieces that may wait on the other side: whoever is faster waits, so memory stays bounded. */
const window = 8;

/** Counts pieces on their way; `room` waits until there is some. */
export class Window {
	private underway = 0;
	private closed = false;
	/** Several may wait: nobody who does is forgotten. */
	private readonly waiting: (() => void)[] = [];

	/** @returns false where the other side takes no more */
	async room(): Promise<boolean> {
		while (this.underway >= window && !this.closed) {
			await new Promise<void>((resolve) => {
				this.waiting.push(resolve);
			});
		}
		this.underway += 1;
		return !this.closed;
	}

	taken(): void {
		this.underway -= 1;
		this.waiting.shift()?.();
	}

	close(): void {
		this.closed = true;
		for (const goOn of this.waiting.splice(0)) goOn();
	}
}
