/**
 * The number of successes in independent trials with probabilities of their own (Poisson binomial;
 * "generalised binomial" of van der Linden & Sotaridona 2006, eq. 7–9): P(0) … P(n) by the recursion
 * that adds one trial at a time. All terms are positive, so small probabilities keep their digits.
 * Checked against the binomial and against all 2ⁿ outcomes.
 */
export function generalisedBinomial(probabilities: ArrayLike<number>): Float64Array {
	const n = probabilities.length;
	const mass = new Float64Array(n + 1);
	mass[0] = 1;
	for (let trial = 0; trial < n; trial++) {
		const p = probabilities[trial]!;
		const q = 1 - p;
		for (let k = trial + 1; k >= 1; k--) mass[k] = mass[k]! * q + mass[k - 1]! * p;
		mass[0] = mass[0] * q;
	}
	return mass;
}

/** P(X ≥ k) for k = 0 … n, summed from the far end. */
export function generalisedBinomialUpperTails(probabilities: ArrayLike<number>): Float64Array {
	const tails = generalisedBinomial(probabilities);
	for (let k = tails.length - 2; k >= 0; k--) tails[k] = tails[k]! + tails[k + 1]!;
	tails[0] = 1;
	return tails;
}

/** ln P(X ≥ k) for k = 0 … n: for tails below 1e−300, three times the work. */
export function generalisedBinomialLogUpperTails(probabilities: ArrayLike<number>): Float64Array {
	const n = probabilities.length;
	const mass = new Float64Array(n + 1).fill(-Infinity);
	mass[0] = 0;
	for (let trial = 0; trial < n; trial++) {
		const logP = Math.log(probabilities[trial]!);
		const logQ = Math.log1p(-probabilities[trial]!);
		for (let k = trial + 1; k >= 1; k--) mass[k] = logSum(mass[k]! + logQ, mass[k - 1]! + logP);
		mass[0] = mass[0] + logQ;
	}
	for (let k = n - 1; k >= 0; k--) mass[k] = logSum(mass[k]!, mass[k + 1]!);
	mass[0] = 0;
	return mass;
}

/** ln(e^a + e^b). */
function logSum(a: number, b: number): number {
	const high = Math.max(a, b);
	return high === -Infinity ? high : high + Math.log1p(Math.exp(Math.min(a, b) - high));
}
