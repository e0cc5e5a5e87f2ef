import type { Evaluation } from './squarem.ts';
import { divideExpectation, type DivideStatistics } from './divide-expectation.ts';
import { divideMaximisation, itemTerms, makeTerms, reachedCounts } from './divide-maximisation.ts';
import { parametersOf, type Layout } from './layout.ts';
import type { PackedResponses } from './packed.ts';
import { slopePriorTerms, type GuessingPrior, type SlopePrior } from './priors.ts';
import type { Quadrature } from './quadrature.ts';

export interface Priors {
	readonly slope: SlopePrior | undefined;
	readonly guessing: GuessingPrior;
}

/** The marginal likelihood of one data set on one grid, and its EM map. */
export interface Engine {
	/** Objective = log likelihood + log priors. */
	evaluate(flat: Float64Array): Evaluation & { readonly logLikelihood: number };
	/** First derivatives of the objective by every place of the flat vector. */
	gradient(flat: Float64Array): Float64Array;
}

/** For tests of divide-by-total items only. */
export function divideEngine(
	packed: PackedResponses,
	layout: Layout,
	quadrature: Quadrature,
	priors: Priors,
): Engine {
	const reached = packed.counts.map(reachedCounts);
	const slopes = layout.offsets.subarray(0, -1);
	const priorOf = (flat: Float64Array) =>
		priors.slope === undefined
			? 0
			: slopes.reduce((sum, at) => sum + slopePriorTerms(flat[at]!, priors.slope!).value, 0);
	return {
		evaluate(flat) {
			const statistics = divideExpectation(packed, layout, flat, quadrature);
			const { logLikelihood } = statistics;
			const next = divideMaximisation(
				layout,
				flat,
				quadrature.nodes,
				statistics,
				reached,
				priors.slope,
			);
			return { objective: logLikelihood + priorOf(flat), logLikelihood, next };
		},
		gradient(flat) {
			const statistics = divideExpectation(packed, layout, flat, quadrature);
			return divideGradient(layout, flat, quadrature.nodes, statistics, reached, priors.slope);
		},
	};
}

/** By Fisher's identity the gradient of the complete-data part is that of the marginal likelihood. */
function divideGradient(
	layout: Layout,
	flat: Float64Array,
	nodes: Float64Array,
	statistics: DivideStatistics,
	reached: readonly Float64Array[],
	prior: SlopePrior | undefined,
): Float64Array {
	const gradient = new Float64Array(flat.length);
	for (const item of layout.families.keys()) {
		const parameters = parametersOf(layout, flat, item);
		const terms = makeTerms(parameters.length);
		const data = {
			nodes,
			nodeCounts: statistics.nodeCounts[item]!,
			scoreTimesAbility: statistics.scoreTimesAbility[item]!,
			reached: reached[item]!,
		};
		itemTerms(parameters, data, terms);
		gradient.set(terms.gradient, layout.offsets[item]);
		if (prior !== undefined) {
			const at = layout.offsets[item]!;
			gradient[at] = gradient[at]! + slopePriorTerms(parameters[0]!, prior).first;
		}
	}
	return gradient;
}
