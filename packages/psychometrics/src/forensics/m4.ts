import type { OptionMatrix } from '../data/index.ts';
import { faultOf, keyFaultOf, matchesOf, packAnswers, wrongMatchesOf } from './answers.ts';
import { matchProbabilities, trialMoments } from './generalised-binomial-test.ts';
import { nearestNodes } from './nodes.ts';
import { curvesFaultOf, type OptionCurves } from './option-curves.ts';
import type { PairIndex } from './pairs.ts';
import type { SimilarityRefusal } from './refusals.ts';

/** P(both right) and P(both the same wrong option) of each item, for persons at two nodes. */
function cellsOf(
	curves: OptionCurves,
	key: ArrayLike<number>,
	q1: number,
	q2: number,
): { right: Float64Array; wrong: Float64Array } {
	const { items, offsets, probabilities } = curves;
	const width = offsets[items]!;
	const right = new Float64Array(items);
	const wrong = new Float64Array(items);
	for (let i = 0; i < items; i++) {
		for (let k = offsets[i]!; k < offsets[i + 1]!; k++) {
			const both = probabilities[q1 * width + k]! * probabilities[q2 * width + k]!;
			if (k - offsets[i]! === key[i]) right[i] = both;
			else wrong[i]! += both;
		}
	}
	return { right, wrong };
}

/** P(r alike and right, w alike and wrong) at `r × (items + 1) + w`, one item at a time. */
export function trinomial(right: Float64Array, wrong: Float64Array): Float64Array {
	const items = right.length;
	const side = items + 1;
	const mass = new Float64Array(side * side);
	mass[0] = 1;
	for (let i = 0; i < items; i++) {
		const [p, q] = [right[i]!, wrong[i]!];
		const neither = Math.max(0, 1 - p - q);
		for (let r = i + 1; r >= 0; r--) {
			for (let w = i + 1 - r; w >= 0; w--) {
				const at = r * side + w;
				let sum = mass[at]! * neither;
				if (r > 0) sum += mass[at - side]! * p;
				if (w > 0) sum += mass[at - 1]! * q;
				mass[at] = sum;
			}
		}
	}
	return mass;
}

/** P(R ≥ r and W ≥ w) in every cell. */
function upperQuadrants(mass: Float64Array, side: number): Float64Array {
	const quadrant = mass.slice();
	for (let r = side - 1; r >= 0; r--) {
		for (let w = side - 1; w >= 0; w--) {
			const at = r * side + w;
			if (w + 1 < side) quadrant[at]! += quadrant[at + 1]!;
		}
	}
	for (let r = side - 2; r >= 0; r--) {
		for (let w = 0; w < side; w++) quadrant[r * side + w]! += quadrant[(r + 1) * side + w]!;
	}
	return quadrant;
}

/** ln of the probability of a cell whose upper quadrant is no likelier than this one's. */
function logTails(right: Float64Array, wrong: Float64Array): Float64Array {
	const side = right.length + 1;
	const mass = trinomial(right, wrong);
	const quadrant = upperQuadrants(mass, side);
	const reachable: number[] = [];
	for (let r = 0; r < side; r++) for (let w = 0; r + w < side; w++) reachable.push(r * side + w);
	const order = Float64Array.from(reachable, (at) => quadrant[at]!).sort();
	const rank = new Map<number, number>();
	const sums = new Float64Array(order.length);
	order.forEach((value, i) => rank.set(value, i));
	for (const at of reachable) sums[rank.get(quadrant[at]!)!]! += mass[at]!;
	for (let i = 1; i < sums.length; i++) sums[i]! += sums[i - 1]!;
	const tails = new Float64Array(side * side);
	for (const at of reachable) tails[at] = Math.log(Math.min(1, sums[rank.get(quadrant[at]!)!]!));
	return tails;
}

/**
 * M4 (Maynes 2014): identical right and identical wrong answers counted apart, under independent
 * work a sum of independent trials with three outcomes. Cells are ordered by their upper quadrant
 * P(R ≥ r, W ≥ w); p is the probability of a cell no likelier in that order, so it is a p-value
 * by construction, and identical wrong answers, being rarer, weigh more.
 *
 * Assumes what `generalisedBinomialTest` does, and one right option an item: not for TKP.
 */
export function m4(
	options: OptionMatrix,
	key: ArrayLike<number>,
	theta: Float64Array,
	curves: OptionCurves,
): PairIndex | SimilarityRefusal {
	const fault =
		faultOf(options, theta) ?? keyFaultOf(options, key) ?? curvesFaultOf(options, curves);
	if (fault !== undefined) return fault;
	const answers = packAnswers(options, key);
	const bins = nearestNodes(curves.nodes, theta);
	const q = curves.nodes.length;
	const side = options.items + 1;
	const tables: (Float64Array | undefined)[] = new Array<undefined>(q * q);
	const tableOf = (q1: number, q2: number): Float64Array => {
		const at = Math.min(q1, q2) * q + Math.max(q1, q2);
		const known = tables[at];
		if (known !== undefined) return known;
		const { right, wrong } = cellsOf(curves, key, q1, q2);
		return (tables[at] = logTails(right, wrong));
	};
	return {
		persons: options.persons,
		directional: false,
		against: (source) => (other) => {
			const alike = matchesOf(answers, source, other);
			const wrong = wrongMatchesOf(answers, source, other);
			return tableOf(bins[source]!, bins[other]!)[(alike - wrong) * side + wrong]!;
		},
		matches: (source, other) => matchesOf(answers, source, other),
		expectation: (source, other) =>
			trialMoments(matchProbabilities(curves, bins[source]!, bins[other]!)),
	};
}
