/**
 * How often a file is read that fails for a reason of ours: a full disk or a lost connection passes,
 * a bug does not, and others wait for their turn.
 */
export const mostTries = 6;

const minute = 60_000;
/** The first two last until the queue is looked through again, which is once a minute. */
const pauses = [0, 0, 5, 15, 45];

/** Milliseconds to wait after so many tries, the last of which failed. */
export function pauseAfter(tries: number): number {
	return (pauses[tries - 1] ?? pauses.at(-1) ?? 0) * minute;
}
