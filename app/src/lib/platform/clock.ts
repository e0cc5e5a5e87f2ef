/** Time enters the program here and nowhere else, so that tests can decide what time it is. */
export interface Clock {
	now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
