import gammainc from '@stdlib/math-base-special-gammainc';
import gammaln from '@stdlib/math-base-special-gammaln';
import { continuedFraction } from './continued-fraction.ts';

/** ln Γ(x), x > 0. */
export function logGamma(x: number): number {
	return gammaln(x);
}

/** ln n! for a whole n ≥ 0. */
export function logFactorial(n: number): number {
	return gammaln(n + 1);
}

/** ln of the binomial coefficient, 0 ≤ k ≤ n. */
export function logChoose(n: number, k: number): number {
	if (k === 0 || k === n) return 0;
	return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/**
 * P(χ² ≥ x) with `df` > 0 degrees of freedom: the regularised upper incomplete gamma function
 * Q(df/2, x/2). Checked: 9.486e−15 at x = 60, df = 1.
 */
export function chiSquareUpperTail(x: number, df: number): number {
	return x <= 0 ? 1 : gammainc(x / 2, df / 2, true, true);
}

/** ln P(χ² ≥ x), also where the tail itself underflows. */
export function chiSquareLogUpperTail(x: number, df: number): number {
	if (x <= 0) return 0;
	const s = df / 2;
	const y = x / 2;
	if (y < s + 40) return Math.log(gammainc(y, s, true, true));
	// Legendre's continued fraction of Γ(s, y) (DLMF 8.9.2), far above the mean.
	const fraction = continuedFraction(
		(n) => (n === 0 ? 1 : n * (s - n)),
		(n) => y + 2 * n + 1 - s,
	);
	return s * Math.log(y) - y - gammaln(s) + Math.log(fraction);
}
