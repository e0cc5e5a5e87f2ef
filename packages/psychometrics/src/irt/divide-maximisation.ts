import type { DivideStatistics } from './divide-expectation.ts';
import { parametersOf, type Layout } from './layout.ts';
import { cholesky, solveFactored } from '../linear/index.ts';
import type { SlopePrior } from './priors.ts';
import { slopePriorTerms } from './priors.ts';

/**
 * The item's part of the expected complete-data log likelihood with its derivatives, for item
 * parameters (a, d_1 … d_m): a·T + Σ d_v·N_v − Σ_q n_q ln Z(θ_q), T = Σ x·E(θ), N_v = persons with x ≥ v.
 */
interface ItemTerms {
	objective: number;
	readonly gradient: Float64Array;
	/** Negative second derivatives, row-major, (m + 1)². */
	readonly curvature: Float64Array;
}

interface ItemData {
	readonly nodes: Float64Array;
	readonly nodeCounts: Float64Array;
	readonly scoreTimesAbility: number;
	/** N_1 … N_m. */
	readonly reached: Float64Array;
}

/** Slopes beyond this mean that the likelihood has no peak (an item that splits persons perfectly). */
export const steepest = 12;
export const farthest = 40;
const mostSteps = 25;
const settled = 1e-8;
/** Halving stops here: what is left is rounding. */
const shortestStep = 1e-3;

/** How many persons reached each category above the lowest. */
export function reachedCounts(counts: Float64Array): Float64Array {
	const reached = new Float64Array(counts.length - 1);
	let sum = 0;
	for (let k = counts.length - 1; k >= 1; k--) {
		sum += counts[k]!;
		reached[k - 1] = sum;
	}
	return reached;
}

export function divideMaximisation(
	layout: Layout,
	flat: Float64Array,
	nodes: Float64Array,
	statistics: DivideStatistics,
	reached: readonly Float64Array[],
	prior: SlopePrior | undefined,
): Float64Array {
	const next = flat.slice();
	const data = layout.families.map((_, item) => ({
		nodes,
		nodeCounts: statistics.nodeCounts[item]!,
		scoreTimesAbility: statistics.scoreTimesAbility[item]!,
		reached: reached[item]!,
	}));
	if (layout.sharedSlope) maximiseTogether(layout, next, data);
	else
		for (const [item, own] of data.entries())
			maximiseItem(parametersOf(layout, next, item), own, prior);
	return next;
}

export function makeTerms(size: number): ItemTerms {
	return {
		objective: 0,
		gradient: new Float64Array(size),
		curvature: new Float64Array(size * size),
	};
}

/** Fills `terms` at `parameters`; rooms are used again and again, this is the inner loop of the M-step. */
export function itemTerms(parameters: Float64Array, data: ItemData, terms: ItemTerms): void {
	const { nodes, nodeCounts, reached } = data;
	const { gradient, curvature } = terms;
	const size = parameters.length;
	const top = size - 1;
	const slope = parameters[0]!;
	gradient.fill(0);
	curvature.fill(0);
	gradient[0] = data.scoreTimesAbility;
	let objective = slope * data.scoreTimesAbility;
	for (let v = 1; v <= top; v++) {
		gradient[v] = reached[v - 1]!;
		objective += parameters[v]! * reached[v - 1]!;
	}
	const atLeast = new Float64Array(size + 1);
	const weighted = new Float64Array(size + 1);
	for (let q = 0; q < nodes.length; q++) {
		const n = nodeCounts[q]!;
		if (n === 0) continue;
		const theta = nodes[q]!;
		objective -= n * tailSums(parameters, theta, atLeast, weighted);
		const [mean, square] = [weighted[0]!, weighted[size]!];
		gradient[0] -= n * theta * mean;
		curvature[0] = curvature[0]! + n * theta * theta * (square - mean * mean);
		for (let v = 1; v <= top; v++) {
			const reach = atLeast[v]!;
			gradient[v] = gradient[v]! - n * reach;
			curvature[v * size] = curvature[v * size]! + n * theta * (weighted[v]! - mean * reach);
			for (let w = 1; w <= v; w++) {
				const at = v * size + w;
				curvature[at] = curvature[at]! + n * reach * (1 - atLeast[w]!);
			}
		}
	}
	terms.objective = objective;
}

/**
 * At `theta`: P(x ≥ v) to `atLeast[v]`, Σ_{k ≥ v} k·P_k to `weighted[v]` (its place 0 is the mean, the
 * place after the last is Σ k²·P_k); answers ln Z.
 */
function tailSums(
	parameters: Float64Array,
	theta: number,
	atLeast: Float64Array,
	weighted: Float64Array,
): number {
	const top = parameters.length - 1;
	const slope = parameters[0]! * theta;
	let [logit, highest] = [0, 0];
	for (let k = 1; k <= top; k++) {
		logit += slope + parameters[k]!;
		atLeast[k] = logit;
		if (logit > highest) highest = logit;
	}
	let total = Math.exp(-highest);
	for (let k = 1; k <= top; k++) {
		atLeast[k] = Math.exp(atLeast[k]! - highest);
		total += atLeast[k]!;
	}
	let [reach, mean, square] = [0, 0, 0];
	for (let k = top; k >= 1; k--) {
		const p = atLeast[k]! / total;
		reach += p;
		mean += k * p;
		square += k * k * p;
		atLeast[k] = reach;
		weighted[k] = mean;
	}
	weighted[0] = mean;
	weighted[top + 1] = square;
	return highest + Math.log(total);
}

/** Newton's method with halving; the objective is concave. */
function maximiseItem(
	parameters: Float64Array,
	data: ItemData,
	prior: SlopePrior | undefined,
): void {
	const size = parameters.length;
	const terms = makeTerms(size);
	const evaluate = (at: Float64Array) => {
		itemTerms(at, data, terms);
		if (prior !== undefined) addPrior(terms, at[0]!, prior);
		return terms.objective;
	};
	let objective = evaluate(parameters);
	for (let step = 0; step < mostSteps; step++) {
		holdAtLimit(parameters[0]!, terms);
		const move = terms.gradient.slice();
		if (!factorRidged(terms.curvature, size)) return;
		solveFactored(terms.curvature, size, move);
		const before = parameters.slice();
		let scale = 1;
		let reached: number;
		do {
			for (let j = 0; j < size; j++) parameters[j] = before[j]! + scale * move[j]!;
			clamp(parameters);
			reached = evaluate(parameters);
			scale /= 2;
		} while (reached < objective && scale > shortestStep);
		if (reached < objective) {
			parameters.set(before);
			return;
		}
		const moved = parameters.reduce((most, x, j) => Math.max(most, Math.abs(x - before[j]!)), 0);
		objective = reached;
		if (moved < settled) return;
	}
}

/** A slope at its limit that would go further stays there, so that the intercepts find their place. */
function holdAtLimit(slope: number, { gradient, curvature }: ItemTerms): void {
	const size = gradient.length;
	if (Math.abs(slope) < steepest || slope * gradient[0]! <= 0) return;
	gradient[0] = 0;
	curvature[0] = Math.max(1, curvature[0]!);
	for (let v = 1; v < size; v++) curvature[v * size] = 0;
}

function clamp(parameters: Float64Array): void {
	parameters[0] = Math.max(-steepest, Math.min(steepest, parameters[0]!));
	for (let v = 1; v < parameters.length; v++) {
		parameters[v] = Math.max(-farthest, Math.min(farthest, parameters[v]!));
	}
}

function addPrior(terms: ItemTerms, slope: number, prior: SlopePrior): void {
	const { value, first, second } = slopePriorTerms(slope, prior);
	terms.objective += value;
	terms.gradient[0] = terms.gradient[0]! + first;
	terms.curvature[0] = terms.curvature[0]! - second;
}

/** Factors the lower half in place; a flat direction gets the least ridge that makes it positive. */
function factorRidged(curvature: Float64Array, size: number): boolean {
	const original = curvature.slice();
	let largest = 0;
	for (let j = 0; j < size; j++) largest = Math.max(largest, original[j * size + j]!);
	for (let ridge = 0; ridge <= 1; ridge = ridge === 0 ? 1e-8 : ridge * 100) {
		curvature.set(original);
		for (let j = 0; j < size; j++)
			curvature[j * size + j] = original[j * size + j]! + ridge * largest;
		if (cholesky(curvature, size)) return true;
	}
	return false;
}

/**
 * One slope for all items (1PL, PCM with free variance): the Hessian is an arrow, one border row and a
 * small block per item, and is solved by its Schur complement.
 */
function maximiseTogether(layout: Layout, flat: Float64Array, data: readonly ItemData[]): void {
	const terms = layout.families.map((_, item) =>
		makeTerms(layout.offsets[item + 1]! - layout.offsets[item]!),
	);
	const evaluate = () => {
		let sum = 0;
		for (const [item, own] of data.entries()) {
			itemTerms(parametersOf(layout, flat, item), own, terms[item]!);
			sum += terms[item]!.objective;
		}
		return sum;
	};
	let objective = evaluate();
	for (let step = 0; step < mostSteps; step++) {
		const move = arrowStep(terms, flat[0]!);
		if (move === undefined) return;
		const before = flat.slice();
		let scale = 1;
		let reached: number;
		do {
			for (const [item, own] of move.entries()) {
				const start = layout.offsets[item]!;
				for (let j = 0; j < own.length; j++) flat[start + j] = before[start + j]! + scale * own[j]!;
				clamp(parametersOf(layout, flat, item));
			}
			reached = evaluate();
			scale /= 2;
		} while (reached < objective && scale > shortestStep);
		if (reached < objective) {
			flat.set(before);
			return;
		}
		const moved = flat.reduce((most, x, j) => Math.max(most, Math.abs(x - before[j]!)), 0);
		objective = reached;
		if (moved < settled) return;
	}
}

function arrowStep(terms: readonly ItemTerms[], current: number): Float64Array[] | undefined {
	let [gradient, curvature] = [0, 0];
	const solved: { own: Float64Array; border: Float64Array }[] = [];
	for (const item of terms) {
		const size = item.gradient.length;
		const top = size - 1;
		const block = new Float64Array(top * top);
		const own = item.gradient.slice(1);
		const border = new Float64Array(top);
		for (let v = 0; v < top; v++) {
			border[v] = item.curvature[(v + 1) * size]!;
			for (let w = 0; w <= v; w++) block[v * top + w] = item.curvature[(v + 1) * size + w + 1]!;
		}
		const edge = border.slice();
		if (!factorRidged(block, top)) return undefined;
		solveFactored(block, top, own);
		solveFactored(block, top, border);
		gradient += item.gradient[0]!;
		curvature += item.curvature[0]!;
		for (let v = 0; v < top; v++) {
			gradient -= edge[v]! * own[v]!;
			curvature -= edge[v]! * border[v]!;
		}
		solved.push({ own, border });
	}
	if (!(curvature > 0)) return undefined;
	const atLimit = Math.abs(current) >= steepest && current * gradient > 0;
	const slope = atLimit ? 0 : gradient / curvature;
	return solved.map(({ own, border }) =>
		Float64Array.from([slope, ...own.map((x, v) => x - slope * border[v]!)]),
	);
}
