import { betaLowerTail, fUpperTail, tUpperTail } from './beta.ts';
import { chiSquareUpperTail } from './gamma.ts';

/**
 * Where a falling tail crosses `p`, between 0 and ∞: doubles the bracket, then halves it until two
 * neighbouring doubles remain. Slow and sure; quantiles stand in no inner loop.
 */
function crossing(tail: (x: number) => number, p: number): number {
	let high = 1;
	while (tail(high) > p && high < 1e300) high *= 2;
	let low = tail(1) > p ? high / 2 : 0;
	for (let step = 0; step < 200; step++) {
		const middle = low + (high - low) / 2;
		if (middle === low || middle === high) break;
		if (tail(middle) > p) low = middle;
		else high = middle;
	}
	return high;
}

/** The x with P(χ² ≥ x) = `p`; 0 at p = 1. */
export function chiSquareUpperQuantile(p: number, df: number): number {
	return p >= 1 ? 0 : crossing((x) => chiSquareUpperTail(x, df), p);
}

/** The f with P(F ≥ f) = `p`. */
export function fUpperQuantile(p: number, df1: number, df2: number): number {
	return p >= 1 ? 0 : crossing((f) => fUpperTail(f, df1, df2), p);
}

/** The t with P(T ≥ t) = `p`. */
export function tUpperQuantile(p: number, df: number): number {
	if (p > 0.5) return -tUpperQuantile(1 - p, df);
	return p === 0.5 ? 0 : crossing((t) => tUpperTail(t, df), p);
}

/** The x with P(X ≤ x) = `p` of a beta distribution: Clopper–Pearson limits among others. */
export function betaLowerQuantile(p: number, a: number, b: number): number {
	if (p <= 0) return 0;
	if (p >= 1) return 1;
	let [low, high] = [0, 1];
	for (let step = 0; step < 1100; step++) {
		const middle = low + (high - low) / 2;
		if (middle === low || middle === high) break;
		if (betaLowerTail(middle, a, b) < p) low = middle;
		else high = middle;
	}
	return high;
}
