/**
 * One fixed double-precision loop: dependent multiplications and additions, no memory. CPU seconds of
 * two machines compare after multiplying each by its own rate.
 */
const rounds = 20_000_000;

/** Rounds of the loop per second of CPU, the best of three; one round is one multiply and one add. */
export function loopRate(): number {
	let best = 0;
	let sink = 0;
	for (let run = 0; run < 3; run++) {
		const before = process.cpuUsage();
		let x = 0.5;
		for (let i = 0; i < rounds; i++) x = x * 0.999_999_9 + 1e-7;
		const { user } = process.cpuUsage(before);
		sink += x;
		best = Math.max(best, rounds / (user / 1e6));
	}
	if (!Number.isFinite(sink)) throw new Error('the loop left the finite numbers');
	return best;
}
