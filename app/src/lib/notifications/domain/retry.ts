const longestMinutes = 24 * 60;

/** Minutes until the next try of a mail that could not be sent: 1, 2, 4 … at most a day. */
export function retryMinutes(tries: number): number {
	let minutes = 1;
	for (let doubled = 1; doubled < tries && minutes < longestMinutes; doubled += 1) minutes *= 2;
	return Math.min(minutes, longestMinutes);
}
