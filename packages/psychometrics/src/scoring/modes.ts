import { missing } from '../data/index.ts';
import { categoryCount, categoryCurves, makeCurves, type ItemParameters } from '../irt/index.ts';
import { addAnswers, makeGrid, type ItemGrid } from './grid.ts';
import type { AbilityScore } from './scores.ts';

/** Estimates beyond this are no longer about the test. */
const limit = 12;
const step = 0.25;
const closeEnough = 1e-9;

export interface ModeScorer {
	score(answers: Int8Array): AbilityScore;
}

/**
 * Roots of a person's estimating equation: L′(θ) = 0 for ML, L′(θ) − (θ − μ)/σ² = 0 for MAP, and
 * L′(θ) + J(θ)/2I(θ) = 0 for WLE (Warm 1989), J = Σ P′P″/P. A grid finds the brackets where it falls
 * through 0; among several (3PL) the one of highest likelihood counts; bisection with secant steps
 * ends it.
 */
export function modeScorer(
	items: readonly ItemParameters[],
	method: 'ML' | 'MAP' | 'WLE',
	prior: { readonly mean: number; readonly sd: number },
): ModeScorer {
	const count = (2 * limit) / step + 1;
	const nodes = Float64Array.from({ length: count }, (_, q) => -limit + q * step);
	const grid = makeGrid(items, nodes);
	const logs = new Float64Array(count);
	const slopes = new Float64Array(count);
	const room = makeCurves(128);
	const correction = method === 'WLE' ? warmTables(items, grid) : undefined;
	return {
		score(answers) {
			logs.fill(0);
			slopes.fill(0);
			if (addAnswers(grid.logP, answers, logs) === 0) {
				return { status: 'unanswered', ability: null, error: null };
			}
			addAnswers(grid.slope, answers, slopes);
			if (method === 'MAP') addPrior(nodes, prior, logs, slopes);
			if (correction !== undefined) addWarm(correction, answers, logs, slopes);
			const bracket = bestBracket(logs, slopes);
			if (bracket === 'no_lower_bound' || bracket === 'no_upper_bound') {
				return { status: bracket, ability: null, error: null };
			}
			const at = (theta: number) => equation(items, answers, theta, method, prior, room);
			const theta = root((x) => at(x).value, nodes[bracket]!, nodes[bracket + 1]!);
			const { information } = at(theta);
			const precision = method === 'MAP' ? information + 1 / (prior.sd * prior.sd) : information;
			return { status: 'estimated', ability: theta, error: 1 / Math.sqrt(precision) };
		},
	};
}

function addPrior(
	nodes: Float64Array,
	{ mean, sd }: { readonly mean: number; readonly sd: number },
	logs: Float64Array,
	slopes: Float64Array,
): void {
	for (let q = 0; q < nodes.length; q++) {
		const z = (nodes[q]! - mean) / sd;
		logs[q] = logs[q]! - 0.5 * z * z;
		slopes[q] = slopes[q]! - z / sd;
	}
}

/** I and J of each item at each node, and of all items together. */
interface WarmTables {
	readonly information: readonly Float64Array[];
	readonly bias: readonly Float64Array[];
	readonly allInformation: Float64Array;
	readonly allBias: Float64Array;
}

function warmTables(items: readonly ItemParameters[], { nodes }: ItemGrid): WarmTables {
	const curves = makeCurves(128);
	const information = items.map(() => new Float64Array(nodes.length));
	const bias = items.map(() => new Float64Array(nodes.length));
	for (const [i, item] of items.entries()) {
		for (const [q, theta] of nodes.entries()) {
			categoryCurves(item, theta, curves);
			for (let k = 0; k < categoryCount(item); k++) {
				const p = curves.probability[k]!;
				if (p <= 0) continue;
				const first = curves.first[k]!;
				information[i]![q] = information[i]![q]! + (first * first) / p;
				bias[i]![q] = bias[i]![q]! + (first * curves.second[k]!) / p;
			}
		}
	}
	const together = (tables: readonly Float64Array[]) =>
		nodes.map((_, q) => tables.reduce((sum, own) => sum + own[q]!, 0));
	return { information, bias, allInformation: together(information), allBias: together(bias) };
}

function addWarm(
	{ information, bias, allInformation, allBias }: WarmTables,
	answers: Int8Array,
	logs: Float64Array,
	slopes: Float64Array,
): void {
	// Most persons answered everything: what is missing is taken out of the sums of all.
	const gaps = [...answers.keys()].filter((item) => answers[item] === missing);
	for (let q = 0; q < slopes.length; q++) {
		let [i, j] = [allInformation[q]!, allBias[q]!];
		for (const item of gaps) {
			i -= information[item]![q]!;
			j -= bias[item]![q]!;
		}
		if (i <= 1e-12 * allInformation[q]!) continue;
		slopes[q] = slopes[q]! + j / (2 * i);
		// For a ranking of several roots only: exact for items without guessing.
		logs[q] = logs[q]! + 0.5 * Math.log(i);
	}
}

/** The interval where the equation falls through 0, the likeliest if there are several. */
function bestBracket(
	logs: Float64Array,
	slopes: Float64Array,
): number | 'no_lower_bound' | 'no_upper_bound' {
	let best = -1;
	for (let q = 0; q + 1 < slopes.length; q++) {
		if (!(slopes[q]! > 0 && slopes[q + 1]! <= 0)) continue;
		if (best < 0 || Math.max(logs[q]!, logs[q + 1]!) > Math.max(logs[best]!, logs[best + 1]!))
			best = q;
	}
	// A likelihood that is higher still at an edge of the grid has its peak beyond it (3PL: at −∞).
	const [first, last] = [logs[0]!, logs.at(-1)!];
	const peak = best < 0 ? -Infinity : Math.max(logs[best]!, logs[best + 1]!);
	if (first > peak && first >= last) return 'no_lower_bound';
	if (last > peak) return 'no_upper_bound';
	return best;
}

function equation(
	items: readonly ItemParameters[],
	answers: Int8Array,
	theta: number,
	method: 'ML' | 'MAP' | 'WLE',
	prior: { readonly mean: number; readonly sd: number },
	curves: ReturnType<typeof makeCurves>,
): { value: number; information: number } {
	let [value, information, bias] = [0, 0, 0];
	for (const [i, item] of items.entries()) {
		const score = answers[i]!;
		if (score === missing) continue;
		categoryCurves(item, theta, curves);
		value += curves.first[score]! / Math.max(curves.probability[score]!, Number.MIN_VALUE);
		for (let k = 0; k < categoryCount(item); k++) {
			const p = curves.probability[k]!;
			if (p <= 0) continue;
			const first = curves.first[k]!;
			information += (first * first) / p;
			bias += (first * curves.second[k]!) / p;
		}
	}
	if (method === 'MAP') value -= (theta - prior.mean) / (prior.sd * prior.sd);
	if (method === 'WLE' && information > 0) value += bias / (2 * information);
	return { value, information };
}

/** The root of a function that falls from `low` to `high`: Illinois' regula falsi. */
function root(f: (x: number) => number, from: number, to: number): number {
	let [low, high] = [from, to];
	let [fLow, fHigh] = [f(low), f(high)];
	for (let round = 0; round < 100 && high - low > closeEnough; round++) {
		const secant = low + ((high - low) * fLow) / (fLow - fHigh);
		const x = secant > low && secant < high ? secant : (low + high) / 2;
		const value = f(x);
		if (value === 0) return x;
		if (value > 0) {
			[low, fLow] = [x, value];
			fHigh /= 2;
		} else {
			[high, fHigh] = [x, value];
			fLow /= 2;
		}
		if (Math.abs(value) < 1e-12) return x;
	}
	return (low + high) / 2;
}
