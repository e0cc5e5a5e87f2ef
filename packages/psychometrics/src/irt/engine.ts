import type { Evaluation } from './squarem.ts';
import { divideExpectation, type DivideStatistics } from './divide-expectation.ts';
import { divideMaximisation, itemTerms, makeTerms, reachedCounts } from './divide-maximisation.ts';
import { generalExpectation } from './general-expectation.ts';
import {
	generalMaximisation,
	generalTerms,
	isOrdered,
	type Priors,
} from './general-maximisation.ts';
import { parametersOf, type Layout } from './layout.ts';
import type { PackedResponses } from './packed.ts';
import { guessingPriorTerms, slopePriorTerms, type SlopePrior } from './priors.ts';
import type { Quadrature } from './quadrature.ts';

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
			return { objective: logLikelihood + logPrior(layout, flat, priors), logLikelihood, next };
		},
		gradient(flat) {
			const statistics = divideExpectation(packed, layout, flat, quadrature);
			return divideGradient(layout, flat, quadrature.nodes, statistics, reached, priors.slope);
		},
	};
}

/** For any mixture of models. */
export function generalEngine(
	packed: PackedResponses,
	layout: Layout,
	quadrature: Quadrature,
	priors: Priors,
): Engine {
	const { nodes } = quadrature;
	return {
		evaluate(flat) {
			const ordered = layout.families.every((family, item) =>
				isOrdered(family, parametersOf(layout, flat, item)),
			);
			// An extrapolated point may be none; it loses against the plain steps.
			if (!ordered) return { objective: -Infinity, logLikelihood: -Infinity, next: flat };
			const statistics = generalExpectation(packed, layout, flat, quadrature);
			const { logLikelihood } = statistics;
			const next = generalMaximisation(layout, flat, nodes, statistics, priors);
			return { objective: logLikelihood + logPrior(layout, flat, priors), logLikelihood, next };
		},
		gradient(flat) {
			const { counts } = generalExpectation(packed, layout, flat, quadrature);
			const gradient = new Float64Array(flat.length);
			for (const [item, family] of layout.families.entries()) {
				const parameters = parametersOf(layout, flat, item);
				const terms = generalTerms(family, parameters, nodes, counts[item]!, priors);
				gradient.set(terms.gradient, layout.offsets[item]);
			}
			return gradient;
		},
	};
}

/** Sum of the log densities of the priors in use. */
function logPrior(layout: Layout, flat: Float64Array, priors: Priors): number {
	let sum = 0;
	for (const [item, family] of layout.families.entries()) {
		const at = layout.offsets[item]!;
		if (priors.slope !== undefined) sum += slopePriorTerms(flat[at]!, priors.slope).value;
		if (family === 'guessing') sum += guessingPriorTerms(flat[at + 2]!, priors.guessing).value;
	}
	return sum;
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
