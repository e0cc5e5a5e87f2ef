/**
 * `positive`: Benjamini & Hochberg (1995), valid for independent p-values and for those positively
 * dependent in the sense of Benjamini & Yekutieli (2001). `any`: Benjamini & Yekutieli (2001),
 * valid whatever the dependence, at the price of a divisor 1 + ½ + … + 1/m.
 */
export type Dependence = 'positive' | 'any';

export interface DiscoveryOptions {
	/** Rate of false discoveries to hold, between 0 and 1. */
	readonly rate: number;
	readonly dependence?: Dependence;
	/**
	 * Tests made, where only the smallest p-values were kept: those dropped must all be larger than
	 * any kept. By default the number of p-values.
	 */
	readonly tests?: number;
}

export interface Discoveries {
	/** Positions of the rejected hypotheses, by ascending p. */
	readonly found: Uint32Array;
	/** ln of the largest p still rejected, −∞ if none was. */
	readonly logThreshold: number;
	readonly tests: number;
}

/** Σ 1/i for i = 1 … m; beyond a million by Euler–Maclaurin, exact to double precision there. */
function harmonic(m: number): number {
	if (m > 1e6) return Math.log(m) + 0.577_215_664_901_532_9 + 1 / (2 * m) - 1 / (12 * m * m);
	let sum = 0;
	for (let i = m; i >= 1; i--) sum += 1 / i;
	return sum;
}

function divisor(dependence: Dependence, tests: number): number {
	return dependence === 'any' ? harmonic(tests) : 1;
}

function byValue(values: Float64Array, positions: Uint32Array): Uint32Array {
	return positions.sort((a, b) => values[a]! - values[b]! || a - b);
}

/**
 * The step-up procedure: reject the k smallest p-values, k the largest rank with
 * p_(k) ≤ k·rate/(m·c), c = 1 or the harmonic sum. Takes natural logarithms, for among half a
 * million pairs the p-values that count lie where doubles underflow.
 *
 * Checked: Benjamini & Hochberg (1995), p. 295, fifteen p-values, four rejected at .05. It controls
 * the expected share of false ones among those found, not the chance that one found is false.
 */
export function falseDiscoveries(logP: Float64Array, options: DiscoveryOptions): Discoveries {
	const { rate, dependence = 'positive' } = options;
	const tests = options.tests ?? logP.length;
	const line = Math.log(rate) - Math.log(tests) - Math.log(divisor(dependence, tests));
	// No p above the line's end can be rejected: only the few below it need sorting.
	const end = line + Math.log(logP.length);
	const candidates: number[] = [];
	logP.forEach((value, i) => {
		if (value <= end) candidates.push(i);
	});
	const order = byValue(logP, Uint32Array.from(candidates));
	let count = order.length;
	while (count > 0 && logP[order[count - 1]!]! > line + Math.log(count)) count--;
	return {
		found: order.slice(0, count),
		logThreshold: count === 0 ? -Infinity : logP[order[count - 1]!]!,
		tests,
	};
}

/**
 * Adjusted p-values: the smallest rate at which each hypothesis would be rejected, min over ranks
 * j ≥ i of p_(j)·m·c/j, at most 1. The same numbers as R's `p.adjust` with "BH" and "BY".
 */
export function adjustedP(p: Float64Array, dependence: Dependence = 'positive'): Float64Array {
	const m = p.length;
	const order = byValue(
		p,
		Uint32Array.from(p, (_, i) => i),
	);
	const scale = m * divisor(dependence, m);
	const adjusted = new Float64Array(m);
	let smallest = 1;
	for (let rank = m; rank >= 1; rank--) {
		const at = order[rank - 1]!;
		smallest = Math.min(smallest, (p[at]! * scale) / rank);
		adjusted[at] = smallest;
	}
	return adjusted;
}
