import type { OptionMatrix } from '../data/index.ts';
import {
	generalisedBinomialLogUpperTails,
	generalisedBinomialUpperTails,
} from '../distributions/index.ts';
import { faultOf, matchesOf, packAnswers } from './answers.ts';
import { nearestNodes } from './nodes.ts';
import { curvesFaultOf, type OptionCurves } from './option-curves.ts';
import type { Expectation, PairIndex } from './pairs.ts';
import type { SimilarityRefusal } from './refusals.ts';

/** P(both choose the same option) of each item, for persons at two nodes. */
export function matchProbabilities(curves: OptionCurves, q1: number, q2: number): Float64Array {
	const { items, offsets, probabilities } = curves;
	const width = offsets[items]!;
	const matching = new Float64Array(items);
	for (let i = 0; i < items; i++) {
		let sum = 0;
		for (let k = offsets[i]!; k < offsets[i + 1]!; k++) {
			sum += probabilities[q1 * width + k]! * probabilities[q2 * width + k]!;
		}
		matching[i] = Math.min(1, sum);
	}
	return matching;
}

/** Mean and deviation of the number of successes in independent trials. */
export function trialMoments(probabilities: Float64Array): Expectation {
	let [mean, variance] = [0, 0];
	for (const p of probabilities) {
		mean += p;
		variance += p * (1 - p);
	}
	return { mean, deviation: Math.sqrt(variance) };
}

/** ln P(matches ≥ m), m = 0 … items; logarithms from the start only where a tail underflows. */
function logTails(matching: Float64Array): Float64Array {
	const tails = generalisedBinomialUpperTails(matching);
	if (tails[matching.length]! <= 1e-300) return generalisedBinomialLogUpperTails(matching);
	return tails.map(Math.log);
}

/**
 * Generalised binomial test (van der Linden & Sotaridona 2006): under independent work the number
 * of identical answers of two persons is a sum of independent trials with p_i = Σ_o P_io(θ₁)P_io(θ₂);
 * p is its upper tail, the observed number included. Abilities are binned to the nodes of the
 * curves, so a session needs at most Q(Q + 1)/2 tables and a pair only its count.
 *
 * Assumes: answers independent given ability, curves that hold for everybody examined, options
 * numbered alike whatever order the screen showed. Conservative where abilities come from the same
 * answers. Says that two answer sheets are more alike than independent work explains; not who
 * copied, nor that anybody did (shared teaching and a leaked key look the same).
 *
 * Checked: null simulations at or under the nominal rate; the power curve is in the benchmark.
 */
export function generalisedBinomialTest(
	options: OptionMatrix,
	theta: Float64Array,
	curves: OptionCurves,
): PairIndex | SimilarityRefusal {
	const fault = faultOf(options, theta) ?? curvesFaultOf(options, curves);
	if (fault !== undefined) return fault;
	const answers = packAnswers(options);
	const bins = nearestNodes(curves.nodes, theta);
	const q = curves.nodes.length;
	const tables: (Float64Array | undefined)[] = new Array<undefined>(q * q);
	const tableOf = (q1: number, q2: number): Float64Array => {
		const at = Math.min(q1, q2) * q + Math.max(q1, q2);
		return (tables[at] ??= logTails(matchProbabilities(curves, q1, q2)));
	};
	return {
		persons: options.persons,
		directional: false,
		against: (source) => (other) =>
			tableOf(bins[source]!, bins[other]!)[matchesOf(answers, source, other)]!,
		matches: (source, other) => matchesOf(answers, source, other),
		expectation: (source, other) =>
			trialMoments(matchProbabilities(curves, bins[source]!, bins[other]!)),
	};
}
