import { solveSymmetric } from '../linear/index.ts';
import {
	byPerson,
	cellOf,
	logPriors,
	posteriorOf,
	type RatingsByPerson,
} from './facet-posterior.ts';
import {
	facetTables,
	nodesWithin,
	type FacetParameters,
	type FacetTables,
} from './facet-tables.ts';
import type { Ratings } from './ratings.ts';

/** Where each free quantity of the model stands in a vector of all. */
export interface FacetLayout {
	readonly criteria: number;
	readonly raters: number;
	readonly steps: number;
	readonly groups: number;
	/** Difficulties, severities, thresholds. */
	readonly facets: number;
	/** ln of the spread stands here, the means of the second and later groups behind it. */
	readonly spreadAt: number;
	readonly size: number;
}

export function layoutOf(ratings: Ratings, groups: number): FacetLayout {
	const { criteria, raters, maxScore: steps } = ratings;
	const facets = criteria + raters + steps;
	return { criteria, raters, steps, groups, facets, spreadAt: facets, size: facets + groups };
}

export interface FacetFit {
	readonly parameters: FacetParameters;
	readonly tables: FacetTables;
	readonly people: RatingsByPerson;
	/** Posterior mean and standard deviation of each person. */
	readonly measure: Float64Array;
	readonly measureSd: Float64Array;
	readonly logLikelihood: number;
	readonly iterations: number;
	readonly converged: boolean;
}

export interface FacetEmOptions {
	readonly tolerance: number;
	readonly maxIterations: number;
	readonly onProgress?: ((iteration: number, change: number) => void) | undefined;
}

const firstNodes = 61;
const mostNodes = 961;

/**
 * Marginal maximum likelihood by EM (Bock & Aitkin 1981). Afterwards the nodes are widened or
 * refined where the persons need it, and the fit goes on: their range must hold five spreads, their
 * distance may not pass 1.5 × the smallest posterior standard deviation.
 */
export function fitFacets(
	ratings: Ratings,
	group: ArrayLike<number>,
	groups: number,
	options: FacetEmOptions,
): FacetFit {
	const parameters: FacetParameters = {
		difficulty: new Float64Array(ratings.criteria),
		severity: new Float64Array(ratings.raters),
		thresholds: new Float64Array(ratings.maxScore),
		spread: 1,
		means: new Float64Array(groups),
	};
	const people = byPerson(ratings);
	let [reach, count] = [6, firstNodes];
	for (let done = 0; ;) {
		const nodes = nodesWithin(reach, count);
		const fit = iterate(ratings, group, people, parameters, nodes, options, done);
		done = fit.iterations;
		const widest = Math.max(...parameters.means.map(Math.abs)) + 5 * parameters.spread;
		const finest = 1.5 * fit.measureSd.reduce((a, b) => Math.min(a, b), Infinity);
		const needed = Math.max(reach, 1.2 * widest);
		const least = Math.ceil((2 * needed) / finest) + 1;
		const settled = widest <= reach && least <= count;
		if (settled || count >= mostNodes || !fit.converged) return fit;
		[reach, count] = [needed, Math.min(mostNodes, Math.max(count, least))];
	}
}

function iterate(
	ratings: Ratings,
	group: ArrayLike<number>,
	people: RatingsByPerson,
	parameters: FacetParameters,
	nodes: Float64Array,
	options: FacetEmOptions,
	before: number,
): FacetFit {
	const measure = new Float64Array(ratings.persons);
	const measureSd = new Float64Array(ratings.persons);
	for (let iterations = before + 1; ; iterations++) {
		const tables = facetTables(parameters, nodes);
		const counts = new Float64Array(tables.probability.length);
		const logLikelihood = expect(ratings, group, people, parameters, tables, counts, {
			measure,
			measureSd,
		});
		const change = Math.max(
			maximiseFacets(parameters, tables, counts),
			maximisePersons(parameters, group, measure, measureSd),
		);
		options.onProgress?.(iterations, change);
		const converged = change < options.tolerance;
		if (converged || iterations - before >= options.maxIterations) {
			return {
				parameters,
				tables,
				people,
				measure,
				measureSd,
				logLikelihood,
				iterations,
				converged,
			};
		}
	}
}

/** Expected counts of scores by cell and node; posterior moments of the persons. */
function expect(
	ratings: Ratings,
	group: ArrayLike<number>,
	people: RatingsByPerson,
	parameters: FacetParameters,
	tables: FacetTables,
	counts: Float64Array,
	{ measure, measureSd }: Pick<FacetFit, 'measure' | 'measureSd'>,
): number {
	const { nodes, scores } = tables;
	const priors = logPriors(parameters, nodes);
	const posterior = new Float64Array(nodes.length);
	let logLikelihood = 0;
	for (let n = 0; n < ratings.persons; n++) {
		logLikelihood += posteriorOf(ratings, people, tables, priors[group[n]!]!, n, posterior);
		let [mean, square] = [0, 0];
		for (let q = 0; q < nodes.length; q++) {
			mean += posterior[q]! * nodes[q]!;
			square += posterior[q]! * nodes[q]! * nodes[q]!;
		}
		measure[n] = mean;
		measureSd[n] = Math.sqrt(Math.max(0, square - mean * mean));
		for (let at = people.start[n]!; at < people.start[n + 1]!; at++) {
			const rating = people.order[at]!;
			let place = cellOf(ratings, rating) * nodes.length * scores + ratings.score[rating]!;
			for (let q = 0; q < nodes.length; q++, place += scores) counts[place]! += posterior[q]!;
		}
	}
	return logLikelihood;
}

/**
 * One Newton step for difficulties, severities and thresholds. The likelihood does not change when
 * all severities, or all thresholds, move against the difficulties; adding 1 to the curvature along
 * each of the two sums makes the system regular, and its solution keeps both sums at 0.
 * @returns the largest change
 */
function maximiseFacets(
	{ difficulty, severity, thresholds }: FacetParameters,
	tables: FacetTables,
	counts: Float64Array,
): number {
	const layout = {
		criteria: difficulty.length,
		raters: severity.length,
		steps: thresholds.length,
		size: difficulty.length + severity.length + thresholds.length,
	};
	const gradient = new Float64Array(layout.size);
	const curvature = new Float64Array(layout.size * layout.size);
	for (let c = 0; c < layout.criteria; c++) {
		for (let j = 0; j < layout.raters; j++) {
			addCell(layout, tables, counts, c, j, gradient, curvature);
		}
	}
	addConstraints(layout, curvature, layout.size);
	const step = solveSymmetric(curvature, gradient);
	if (step === undefined) return Infinity;
	let largest = 0;
	for (const value of step) largest = Math.max(largest, Math.abs(value));
	// A first step from nowhere may be too long; a logit at a time is plenty.
	const scale = Math.min(1, 1 / largest);
	const { criteria, raters } = layout;
	for (const [at, value] of step.entries()) {
		if (at < criteria) difficulty[at]! += scale * value;
		else if (at < criteria + raters) severity[at - criteria]! += scale * value;
		else thresholds[at - criteria - raters]! += scale * value;
	}
	return largest;
}

/** Adds 1 along the sum of the severities and along the sum of the thresholds. */
export function addConstraints(
	{ criteria, raters, steps }: Pick<FacetLayout, 'criteria' | 'raters' | 'steps'>,
	matrix: Float64Array,
	size: number,
): void {
	const spans = [
		[criteria, criteria + raters],
		[criteria + raters, criteria + raters + steps],
	] as const;
	for (const [from, to] of spans) {
		for (let i = from; i < to; i++) for (let j = from; j < to; j++) matrix[i * size + j]! += 1;
	}
}

/** The part of one criterion and rater in gradient and expected curvature. */
function addCell(
	{ criteria, raters, steps, size }: Omit<FacetLayout, 'groups' | 'facets' | 'spreadAt'>,
	{ nodes, scores, probability }: FacetTables,
	counts: Float64Array,
	c: number,
	j: number,
	gradient: Float64Array,
	curvature: Float64Array,
): void {
	const places = [
		c,
		criteria + j,
		...Array.from({ length: steps }, (_, v) => criteria + raters + v),
	];
	const above = new Float64Array(steps);
	const moments = new Float64Array(places.length * places.length);
	for (let q = 0; q < nodes.length; q++) {
		const start = ((c * raters + j) * nodes.length + q) * scores;
		let total = 0;
		for (let k = 0; k < scores; k++) total += counts[start + k]!;
		if (total === 0) continue;
		let [seen, tail] = [0, 0];
		for (let k = scores - 1; k >= 1; k--) {
			seen += counts[start + k]!;
			tail += probability[start + k]!;
			above[k - 1] = tail;
			// A score counts once for each threshold it passed.
			const surplus = seen - total * tail;
			gradient[places[k + 1]!]! -= surplus;
			gradient[places[0]!]! -= surplus;
			gradient[places[1]!]! -= surplus;
		}
		addMoments(above, total, moments);
	}
	for (let a = 0; a < places.length; a++) {
		for (let b = 0; b < places.length; b++) {
			curvature[places[a]! * size + places[b]!]! += moments[a * places.length + b]!;
		}
	}
}

/**
 * Adds `weight` × the covariances of (X, X, 1[X ≥ 1], 1[X ≥ 2], …), X the score, from the chances
 * `above` of passing each threshold.
 */
export function addMoments(above: Float64Array, weight: number, moments: Float64Array): void {
	const steps = above.length;
	const size = steps + 2;
	let variance = 0;
	for (let u = 0; u < steps; u++) {
		let withScore = 0;
		for (let v = 0; v < steps; v++) {
			const covariance = above[Math.max(u, v)]! - above[u]! * above[v]!;
			withScore += covariance;
			moments[(u + 2) * size + v + 2]! += weight * covariance;
		}
		variance += withScore;
		for (const x of [0, 1]) {
			moments[x * size + u + 2]! += weight * withScore;
			moments[(u + 2) * size + x]! += weight * withScore;
		}
	}
	for (const x of [0, 1]) for (const y of [0, 1]) moments[x * size + y]! += weight * variance;
}

/** @returns the largest change of spread and means */
function maximisePersons(
	parameters: FacetParameters,
	group: ArrayLike<number>,
	measure: Float64Array,
	measureSd: Float64Array,
): number {
	const { means } = parameters;
	const before = [parameters.spread, ...means];
	const [sums, sizes] = [new Float64Array(means.length), new Float64Array(means.length)];
	for (const [n, theta] of measure.entries()) {
		sums[group[n]!]! += theta;
		sizes[group[n]!]! += 1;
	}
	for (let g = 1; g < means.length; g++) means[g] = sums[g]! / sizes[g]!;
	let squares = 0;
	for (const [n, theta] of measure.entries()) {
		const distance = theta - means[group[n]!]!;
		squares += distance * distance + measureSd[n]! * measureSd[n]!;
	}
	parameters.spread = Math.sqrt(squares / measure.length);
	return [parameters.spread, ...means].reduce(
		(largest, value, at) => Math.max(largest, Math.abs(value - before[at]!)),
		0,
	);
}
