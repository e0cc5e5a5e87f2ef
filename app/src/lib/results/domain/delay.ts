/**
 * How long a participant number stays closed after wrong birth dates. Three mistakes are free (a
 * typo should cost nothing), then the wait doubles up to a quarter of an hour: the 5,000 likely
 * birth dates of one person take seven weeks instead of seconds.
 */
export function delaySeconds(failures: number): number {
	if (failures <= freeFailures) return 0;
	let seconds = 1;
	for (let step = freeFailures + 1; step < failures && seconds < longestDelay; step += 1) {
		seconds *= 2;
	}
	return Math.min(seconds, longestDelay);
}

const freeFailures = 3;
const longestDelay = 900;
