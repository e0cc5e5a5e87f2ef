/** What every command of Terang says by its exit status. */
export const exitCodes = {
	/** Done, or it holds. */
	ok: 0,
	doesNotHold: 1,
	/** Bad input, or what should be checked could not be. */
	badInput: 2,
	/** Computed, and ties wait for a decision. */
	tiesOpen: 3,
	usage: 64,
	unavailable: 69,
	internal: 70,
	cancelled: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
