/** Tries that cost no waiting: a slip of the finger is not an attack. */
const freeTries = 3;
const longestSeconds = 900;

/**
 * How long an account answers nobody after so many wrong tries in a row: 2, 4, 8 … seconds, at most
 * a quarter of an hour. Per account and never per address: two hundred people in one room sign in
 * through one address at the same minute.
 */
export function waitSeconds(failures: number): number {
	let seconds = 0;
	for (let extra = freeTries; extra < failures && seconds < longestSeconds; extra += 1) {
		seconds = seconds === 0 ? 2 : seconds * 2;
	}
	return Math.min(seconds, longestSeconds);
}
