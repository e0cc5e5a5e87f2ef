import betainc from '@stdlib/math-base-special-betainc';
import gammaln from '@stdlib/math-base-special-gammaln';
import { continuedFraction } from './continued-fraction.ts';

/** ln B(a, b). */
export function logBeta(a: number, b: number): number {
	return gammaln(a) + gammaln(b) - gammaln(a + b);
}

/** P(X ≤ x) of a beta distribution with shapes `a`, `b` > 0. */
export function betaLowerTail(x: number, a: number, b: number): number {
	if (x <= 0) return 0;
	return x >= 1 ? 1 : betainc(x, a, b, true, false);
}

/** P(X ≥ x) of a beta distribution, computed as such. */
export function betaUpperTail(x: number, a: number, b: number): number {
	if (x <= 0) return 1;
	return x >= 1 ? 0 : betainc(x, a, b, true, true);
}

/** Above this a tail has its digits and its logarithm may be taken directly. */
const comfortable = 1e-200;

/** ln of the lower tail: where that underflows, by the continued fraction DLMF 8.17.22. */
export function betaLogLowerTail(x: number, a: number, b: number): number {
	if (x <= 0) return -Infinity;
	const direct = betaLowerTail(x, a, b);
	if (direct > comfortable) return Math.log(direct);
	const fraction = continuedFraction(
		(n) => (n === 0 ? 1 : betaNumerator(n, x, a, b)),
		() => 1,
	);
	return a * Math.log(x) + b * Math.log1p(-x) - Math.log(a) - logBeta(a, b) + Math.log(fraction);
}

function betaNumerator(n: number, x: number, a: number, b: number): number {
	const m = Math.floor(n / 2);
	if (n % 2 === 0) return (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
	return (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
}

/** ln P(X ≥ x) of a beta distribution. */
export function betaLogUpperTail(x: number, a: number, b: number): number {
	return x <= 0 ? 0 : betaLogLowerTail(1 - x, b, a);
}

/** P(T ≥ t) of Student's t with `df` > 0. */
export function tUpperTail(t: number, df: number): number {
	const tail = 0.5 * betaLowerTail(df / (df + t * t), df / 2, 0.5);
	return t >= 0 ? tail : 1 - tail;
}

/** ln P(T ≥ t). */
export function tLogUpperTail(t: number, df: number): number {
	if (t < 0) return Math.log(tUpperTail(t, df));
	return betaLogLowerTail(df / (df + t * t), df / 2, 0.5) - Math.LN2;
}

/** P(|T| ≥ |t|). */
export function tTwoSided(t: number, df: number): number {
	return betaLowerTail(df / (df + t * t), df / 2, 0.5);
}

/** P(F ≥ f) with `df1` and `df2` degrees of freedom. */
export function fUpperTail(f: number, df1: number, df2: number): number {
	return f <= 0 ? 1 : betaLowerTail(df2 / (df2 + df1 * f), df2 / 2, df1 / 2);
}

/** ln P(F ≥ f). */
export function fLogUpperTail(f: number, df1: number, df2: number): number {
	return f <= 0 ? 0 : betaLogLowerTail(df2 / (df2 + df1 * f), df2 / 2, df1 / 2);
}

/** P(X ≥ k) of a binomial with `n` trials of probability `p`: I_p(k, n − k + 1). */
export function binomialUpperTail(k: number, n: number, p: number): number {
	if (k <= 0) return 1;
	return k > n ? 0 : betaLowerTail(p, k, n - k + 1);
}

/** ln P(X ≥ k) of a binomial. */
export function binomialLogUpperTail(k: number, n: number, p: number): number {
	if (k <= 0) return 0;
	return k > n ? -Infinity : betaLogLowerTail(p, k, n - k + 1);
}
