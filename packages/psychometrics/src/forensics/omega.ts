import type { OptionMatrix } from '../data/index.ts';
import { normalLogUpperTail } from '../distributions/index.ts';
import { faultOf, matchesOf, packAnswers } from './answers.ts';
import { nearestNodes } from './nodes.ts';
import { curvesFaultOf, type OptionCurves } from './option-curves.ts';
import type { PairIndex } from './pairs.ts';
import type { SimilarityRefusal } from './refusals.ts';

/** Mean and variance of the matches that persons at each node owe to one source's answers. */
function momentsAgainst(
	options: OptionMatrix,
	source: number,
	curves: OptionCurves,
): { means: Float64Array; deviations: Float64Array } {
	const { nodes, items, offsets, probabilities } = curves;
	const width = offsets[items]!;
	const means = new Float64Array(nodes.length);
	const deviations = new Float64Array(nodes.length);
	for (let q = 0; q < nodes.length; q++) {
		let [mean, variance] = [0, 0];
		for (let i = 0; i < items; i++) {
			const choice = options.choices[source * items + i]!;
			if (choice < 0) continue;
			const p = probabilities[q * width + offsets[i]! + choice]!;
			mean += p;
			variance += p * (1 - p);
		}
		means[q] = mean;
		deviations[q] = Math.sqrt(variance);
	}
	return { means, deviations };
}

/**
 * ω (Wollack 1997), directional: (h − Σp_i) / √Σp_i(1 − p_i), h the items on which copier and source
 * agree and p_i the probability that somebody of the copier's ability chooses the source's option;
 * p is the normal upper tail of ω with a half taken from h for continuity. Without that half the
 * far tail, where corrections over all pairs look, is too small.
 *
 * Assumes what `generalisedBinomialTest` does, the source's answers taken as given, and enough
 * items for the normal distribution (some 40). A source without answers gives p = 1.
 */
export function wollackOmega(
	options: OptionMatrix,
	theta: Float64Array,
	curves: OptionCurves,
): PairIndex | SimilarityRefusal {
	const fault = faultOf(options, theta) ?? curvesFaultOf(options, curves);
	if (fault !== undefined) return fault;
	const answers = packAnswers(options);
	const bins = nearestNodes(curves.nodes, theta);
	return {
		persons: options.persons,
		directional: true,
		against: (source) => {
			const { means, deviations } = momentsAgainst(options, source, curves);
			return (copier) => {
				const q = bins[copier]!;
				if (deviations[q] === 0) return 0;
				const matches = matchesOf(answers, source, copier);
				return normalLogUpperTail((matches - 0.5 - means[q]!) / deviations[q]!);
			};
		},
		matches: (source, copier) => matchesOf(answers, source, copier),
		expectation: (source, copier) => {
			const { means, deviations } = momentsAgainst(options, source, curves);
			return { mean: means[bins[copier]!]!, deviation: deviations[bins[copier]!]! };
		},
	};
}
