import type { Layout } from './layout.ts';
import type { AnsweredSet, PackedResponses } from './packed.ts';
import { makePosterior, makeWalk, walkPosterior, type Posterior, type Walk } from './posterior.ts';
import type { Quadrature } from './quadrature.ts';

/**
 * Expected statistics of divide-by-total items under the posteriors. The family is exponential, so
 * the complete-data likelihood needs no counts of categories at nodes: only how many persons stand at
 * each node, and Σ_p x_pi·E(θ_p) (Bock & Aitkin's r_iq summed against the nodes).
 */
export interface DivideStatistics {
	readonly logLikelihood: number;
	/** Expected persons at each node who answered the item; items of one set share the array. */
	readonly nodeCounts: readonly Float64Array[];
	/** Σ_p x_pi·E(θ_p | x_p). */
	readonly scoreTimesAbility: Float64Array;
}

const patternsInByte = 256;

export function divideExpectation(
	packed: PackedResponses,
	layout: Layout,
	flat: Float64Array,
	quadrature: Quadrature,
): DivideStatistics {
	const sums = scoreSumTables(packed, layout, flat);
	const logTotals = logTotalsAtNodes(layout, flat, quadrature.nodes);
	const abilities = new Float64Array(packed.columns.length * patternsInByte);
	const posterior = makePosterior(quadrature.nodes.length);
	let nodeCounts: Float64Array[] | undefined;
	let logLikelihood = interceptPart(packed, layout, flat);
	for (const set of packed.sets) {
		const walk = walkOf(set, logTotals, quadrature);
		const atNodes = new Float64Array(quadrature.nodes.length);
		logLikelihood += expectSet(packed, set, walk, sums, posterior, abilities, atNodes);
		if (packed.sets.length === 1) {
			nodeCounts = Array.from({ length: packed.items }, () => atNodes);
			continue;
		}
		nodeCounts ??= Array.from({ length: packed.items }, () => new Float64Array(atNodes.length));
		for (const item of set.answered) {
			const counts = nodeCounts[item]!;
			for (let q = 0; q < counts.length; q++) counts[q] = counts[q]! + atNodes[q]!;
		}
	}
	const scoreTimesAbility = fromColumns(packed, abilities);
	return { logLikelihood, nodeCounts: nodeCounts ?? [], scoreTimesAbility };
}

/** The hot loop: posterior of each person of a set. Answers Σ ln of the marginal, intercepts apart. */
function expectSet(
	packed: PackedResponses,
	{ from, to }: AnsweredSet,
	walk: Walk,
	sums: Float64Array,
	posterior: Posterior,
	abilities: Float64Array,
	atNodes: Float64Array,
): number {
	const { bytes } = packed;
	const width = packed.columns.length;
	const { weights } = posterior;
	let logSum = 0;
	// Logarithms are taken of products of many totals, each at least 1 and at most the node count.
	let product = 1;
	for (let person = from; person < to; person++) {
		const start = person * width;
		let sum = 0;
		for (let c = 0; c < width; c++) sum += sums[c * patternsInByte + bytes[start + c]!]!;
		walkPosterior(walk, sum, posterior);
		const share = 1 / posterior.total;
		const end = posterior.to;
		for (let q = posterior.from; q <= end; q++) atNodes[q] = atNodes[q]! + weights[q]! * share;
		const { mean, peak } = posterior;
		for (let c = 0; c < width; c++) {
			const at = c * patternsInByte + bytes[start + c]!;
			abilities[at] = abilities[at]! + mean;
		}
		logSum += walk.nodes[peak]! * sum + walk.constants[peak]!;
		product *= posterior.total;
		if (product > 1e250) {
			logSum += Math.log(product);
			product = 1;
		}
	}
	return logSum + Math.log(product);
}

/** For each column and byte Σ a_i x_i of its items; missing adds nothing. */
function scoreSumTables(
	{ columns }: PackedResponses,
	{ offsets }: Layout,
	flat: Float64Array,
): Float64Array {
	const tables = new Float64Array(columns.length * patternsInByte);
	for (const [c, { items, patterns, digits }] of columns.entries()) {
		for (let pattern = 0; pattern < patterns; pattern++) {
			let sum = 0;
			for (let at = 0; at < items.length; at++) {
				const score = digits[at]![pattern]!;
				if (score > 0) sum += score * flat[offsets[items[at]!]!]!;
			}
			tables[c * patternsInByte + pattern] = sum;
		}
	}
	return tables;
}

/** ln Z_i(θ_q) for every item: `[item][q]`. */
function logTotalsAtNodes(
	{ offsets, maxScores }: Layout,
	flat: Float64Array,
	nodes: Float64Array,
): Float64Array[] {
	return Array.from(maxScores, (top, item) => {
		const slope = flat[offsets[item]!]!;
		const first = offsets[item]! + 1;
		return nodes.map((theta) => {
			let [logit, highest] = [0, 0];
			for (let k = 0; k < top; k++) {
				logit += slope * theta + flat[first + k]!;
				if (logit > highest) highest = logit;
			}
			let total = Math.exp(-highest);
			logit = 0;
			for (let k = 0; k < top; k++) {
				logit += slope * theta + flat[first + k]!;
				total += Math.exp(logit - highest);
			}
			return highest + Math.log(total);
		});
	});
}

function walkOf(
	set: AnsweredSet,
	logTotals: readonly Float64Array[],
	{ nodes, logWeights, spacing }: Quadrature,
): Walk {
	const constants = logWeights.slice();
	for (const item of set.answered) {
		const own = logTotals[item]!;
		for (let q = 0; q < constants.length; q++) constants[q] = constants[q]! - own[q]!;
	}
	return makeWalk(constants, nodes, spacing);
}

/** Σ_p Σ_i Σ_{v ≤ x_pi} d_iv, from the counts of categories alone. */
function interceptPart({ counts }: PackedResponses, { offsets }: Layout, flat: Float64Array) {
	let sum = 0;
	for (const [item, ofCategory] of counts.entries()) {
		let logit = 0;
		for (let k = 1; k < ofCategory.length; k++) {
			logit += flat[offsets[item]! + k]!;
			sum += ofCategory[k]! * logit;
		}
	}
	return sum;
}

/** Σ over patterns of score × collected abilities, for each item. */
function fromColumns(packed: PackedResponses, abilities: Float64Array): Float64Array {
	const sums = new Float64Array(packed.items);
	for (const [c, { items, patterns, digits }] of packed.columns.entries()) {
		for (const [at, item] of items.entries()) {
			let sum = 0;
			for (let pattern = 0; pattern < patterns; pattern++) {
				const score = digits[at]![pattern]!;
				if (score > 0) sum += score * abilities[c * patternsInByte + pattern]!;
			}
			sums[item] = sum;
		}
	}
	return sums;
}
