import type { Sealing } from '../../../platform/sealed/sealing.server.ts';

/** What a task can reach of the process that asked for it. */
export interface ThreadSide {
	readonly sealing: Sealing;
	/** Says how much is done, from 0 to 1. */
	share(share: number): void;
	/** Hands a piece over; waits where nobody takes them as fast. The piece is the other side's then. */
	give(target: number, chunk: Uint8Array<ArrayBuffer>): Promise<void>;
	/** Pieces that came along with the task. */
	given(): AsyncIterable<Uint8Array>;
}

/** The part of a task's share that one step of it has. */
export function stepOf(
	{ share }: Pick<ThreadSide, 'share'>,
	from: number,
	to: number,
): (done: number) => void {
	let said = from;
	return (done) => {
		const now = from + (to - from) * Math.min(1, done);
		// A hundred messages tell as much as a million.
		if (now - said < 0.005) return;
		said = now;
		share(now);
	};
}
