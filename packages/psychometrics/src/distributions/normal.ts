import erfc from '@stdlib/math-base-special-erfc';
import logcdf from '@stdlib/stats-base-dists-normal-logcdf';
import quantile from '@stdlib/stats-base-dists-normal-quantile';

const logSqrtTwoPi = 0.918_938_533_204_672_8;

/** Standard normal density. */
export function normalDensity(z: number): number {
	return Math.exp(-0.5 * z * z - logSqrtTwoPi);
}

/**
 * P(Z ≥ z), computed as such: ½ erfc(z/√2). Checked: Φ(−8.5) = 9.4795e−18. Below 5e−324 it is 0; the
 * logarithm goes on.
 */
export function normalUpperTail(z: number): number {
	return 0.5 * erfc(z / Math.SQRT2);
}

/** ln P(Z ≥ z), right for any z: −804.608 at z = 40. */
export function normalLogUpperTail(z: number): number {
	return logcdf(-z, 0, 1);
}

/** P(|Z| ≥ |z|). */
export function normalTwoSided(z: number): number {
	return erfc(Math.abs(z) / Math.SQRT2);
}

/** Below this the library's quantile, which goes through 1 − 2p, loses its digits (measured). */
const farTail = 1e-5;

/**
 * The z with P(Z ≥ z) = `p`; ±∞ at 0 and 1. In the far tail Newton's method on ln P, which is concave
 * and is entered from the right, where it cannot overshoot. Checked down to p = 1e−300.
 */
export function normalUpperQuantile(p: number): number {
	if (p >= farTail || p <= 0) return -quantile(p, 0, 1);
	const target = Math.log(p);
	let z = Math.sqrt(-2 * target);
	for (let step = 0; step < 50; step++) {
		const logTail = normalLogUpperTail(z);
		const change = (logTail - target) / Math.exp(-0.5 * z * z - logSqrtTwoPi - logTail);
		z += change;
		if (Math.abs(change) < 1e-14 * z) break;
	}
	return z;
}
