/** Parameters of a many-facet model; severities and thresholds sum to 0. */
export interface FacetParameters {
	/** Difficulty of each criterion. */
	readonly difficulty: Float64Array;
	/** Severity of each rater. */
	readonly severity: Float64Array;
	/** Threshold of score k + 1 against k, k = 0 … maxScore − 1. */
	readonly thresholds: Float64Array;
	/** Standard deviation of the persons. */
	spread: number;
	/** Mean of each group of persons; that of the first is 0. */
	readonly means: Float64Array;
}

/** Chances of scores for every criterion and rater at every node. */
export interface FacetTables {
	readonly nodes: Float64Array;
	readonly scores: number;
	/** Of cell (criterion · raters + rater), node and score: ((cell · nodes) + node) · scores + score. */
	readonly probability: Float64Array;
	readonly logProbability: Float64Array;
	/** Of cell and node. */
	readonly expected: Float64Array;
	readonly variance: Float64Array;
	/** Fourth central moment of the score. */
	readonly fourth: Float64Array;
}

/** Nodes in equal steps from −`reach` to `reach`. */
export function nodesWithin(reach: number, count: number): Float64Array {
	return Float64Array.from({ length: count }, (_, q) => -reach + (2 * reach * q) / (count - 1));
}

/** ln P(x = k) = k(θ − δ_c − λ_j) − Σ_{v ≤ k} τ_v − ln Σ_h …, for all cells and nodes. */
export function facetTables(parameters: FacetParameters, nodes: Float64Array): FacetTables {
	const { difficulty, severity, thresholds } = parameters;
	const scores = thresholds.length + 1;
	const places = difficulty.length * severity.length * nodes.length;
	const tables: FacetTables = {
		nodes,
		scores,
		probability: new Float64Array(places * scores),
		logProbability: new Float64Array(places * scores),
		expected: new Float64Array(places),
		variance: new Float64Array(places),
		fourth: new Float64Array(places),
	};
	let place = 0;
	for (const delta of difficulty) {
		for (const lambda of severity) {
			for (const theta of nodes) fillPlace(tables, place++, theta - delta - lambda, thresholds);
		}
	}
	return tables;
}

function fillPlace(
	{ scores, probability, logProbability, expected, variance, fourth }: FacetTables,
	place: number,
	eta: number,
	thresholds: Float64Array,
): void {
	const start = place * scores;
	let logit = 0;
	let highest = 0;
	logProbability[start] = 0;
	for (let k = 1; k < scores; k++) {
		logit += eta - thresholds[k - 1]!;
		logProbability[start + k] = logit;
		if (logit > highest) highest = logit;
	}
	let sum = 0;
	for (let k = 0; k < scores; k++) sum += Math.exp(logProbability[start + k]! - highest);
	const logSum = highest + Math.log(sum);
	let mean = 0;
	for (let k = 0; k < scores; k++) {
		const log = logProbability[start + k]! - logSum;
		logProbability[start + k] = log;
		probability[start + k] = Math.exp(log);
		mean += k * probability[start + k]!;
	}
	expected[place] = mean;
	for (let k = 0; k < scores; k++) {
		const square = (k - mean) * (k - mean);
		variance[place]! += probability[start + k]! * square;
		fourth[place]! += probability[start + k]! * square * square;
	}
}
