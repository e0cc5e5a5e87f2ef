/** A session nobody uses ends after half an hour. */
export const idleSeconds = 30 * 60;

/** A session in use is written back at most once a minute. */
export const renewSeconds = 60;

const longestMilliseconds = 12 * 60 * 60 * 1000;

/** A working day: after that even a session in use must sign in again. */
export function isOverdue(createdAt: Date, now: Date): boolean {
	return now.getTime() - createdAt.getTime() >= longestMilliseconds;
}
