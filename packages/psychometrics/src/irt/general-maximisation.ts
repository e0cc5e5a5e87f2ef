import { farthest, steepest } from './divide-maximisation.ts';
import type { GeneralStatistics } from './general-expectation.ts';
import { categoryGradients } from './item-gradients.ts';
import type { ItemFamily, Layout } from './layout.ts';
import { parametersOf } from './layout.ts';
import { cholesky, solveFactored } from '../linear/index.ts';
import {
	guessingPriorTerms,
	slopePriorTerms,
	type GuessingPrior,
	type SlopePrior,
} from './priors.ts';

export interface Priors {
	readonly slope: SlopePrior | undefined;
	readonly guessing: GuessingPrior;
}

const mostSteps = 15;
const settled = 1e-7;
const shortestStep = 1e-3;
const smallestRidge = 1e-9;

interface Terms {
	objective: number;
	readonly gradient: Float64Array;
	readonly information: Float64Array;
}

/** M-step by Fisher scoring, item by item, for any family; steps that lower the objective are halved. */
export function generalMaximisation(
	layout: Layout,
	flat: Float64Array,
	nodes: Float64Array,
	{ counts }: GeneralStatistics,
	priors: Priors,
): Float64Array {
	const next = flat.slice();
	for (const [item, family] of layout.families.entries()) {
		maximise(family, parametersOf(layout, next, item), nodes, counts[item]!, priors);
	}
	return next;
}

function maximise(
	family: ItemFamily,
	parameters: Float64Array,
	nodes: Float64Array,
	counts: readonly Float64Array[],
	priors: Priors,
): void {
	const size = parameters.length;
	let terms = generalTerms(family, parameters, nodes, counts, priors);
	for (let step = 0; step < mostSteps; step++) {
		const move = terms.gradient.slice();
		if (!factor(terms.information, size)) return;
		solveFactored(terms.information, size, move);
		const before = parameters.slice();
		let scale = 1;
		let reached: Terms | undefined;
		for (; scale > shortestStep; scale /= 2) {
			for (let j = 0; j < size; j++) parameters[j] = before[j]! + scale * move[j]!;
			clamp(family, parameters);
			if (!isOrdered(family, parameters)) continue;
			reached = generalTerms(family, parameters, nodes, counts, priors);
			if (reached.objective >= terms.objective) break;
		}
		if (reached === undefined || scale <= shortestStep) {
			parameters.set(before);
			return;
		}
		terms = reached;
		const moved = parameters.reduce((most, x, j) => Math.max(most, Math.abs(x - before[j]!)), 0);
		if (moved < settled) return;
	}
}

/** Objective, gradient and expected information of one item's part with its priors. */
export function generalTerms(
	family: ItemFamily,
	parameters: Float64Array,
	nodes: Float64Array,
	counts: readonly Float64Array[],
	priors: Priors,
): Terms {
	const size = parameters.length;
	const categories = counts.length;
	const gradient = new Float64Array(size);
	const information = new Float64Array(size * size);
	const room = {
		probability: new Float64Array(categories),
		gradient: new Float64Array(categories * size),
	};
	let objective = 0;
	for (let q = 0; q < nodes.length; q++) {
		let persons = 0;
		for (const ofCategory of counts) persons += ofCategory[q]!;
		if (persons < 1e-12) continue;
		categoryGradients(family, parameters, nodes[q]!, room);
		for (let k = 0; k < categories; k++) {
			const p = Math.max(room.probability[k]!, 1e-300);
			const r = counts[k]![q]!;
			objective += r * Math.log(p);
			for (let j = 0; j < size; j++) {
				const slope = room.gradient[k * size + j]!;
				gradient[j] = gradient[j]! + (r * slope) / p;
				const weight = (persons * slope) / p;
				for (let l = 0; l <= j; l++) {
					const at = j * size + l;
					information[at] = information[at]! + weight * room.gradient[k * size + l]!;
				}
			}
		}
	}
	const terms = { objective, gradient, information };
	addPriors(family, parameters, priors, terms);
	return terms;
}

function addPriors(
	family: ItemFamily,
	parameters: Float64Array,
	priors: Priors,
	terms: Terms,
): void {
	const add = (j: number, own: { value: number; first: number; second: number }) => {
		const diagonal = j * parameters.length + j;
		terms.objective += own.value;
		terms.gradient[j] = terms.gradient[j]! + own.first;
		terms.information[diagonal] = terms.information[diagonal]! - own.second;
	};
	if (priors.slope !== undefined) add(0, slopePriorTerms(parameters[0]!, priors.slope));
	if (family === 'guessing') add(2, guessingPriorTerms(parameters[2]!, priors.guessing));
}

/** Whether boundaries of a graded item stand in their order; other families have none. */
export function isOrdered(family: ItemFamily, parameters: Float64Array): boolean {
	if (family !== 'graded') return true;
	for (let v = 2; v < parameters.length; v++) {
		if (!(parameters[v]! < parameters[v - 1]!)) return false;
	}
	return true;
}

/** Logits of c outside this range are 0 or 1 for any number of persons. */
const guessRange = { low: -9, high: 4 };

function clamp(family: ItemFamily, parameters: Float64Array): void {
	parameters[0] = Math.max(-steepest, Math.min(steepest, parameters[0]!));
	const intercepts = family === 'guessing' ? 2 : parameters.length;
	for (let v = 1; v < intercepts; v++) {
		parameters[v] = Math.max(-farthest, Math.min(farthest, parameters[v]!));
	}
	if (family === 'guessing') {
		parameters[2] = Math.max(guessRange.low, Math.min(guessRange.high, parameters[2]!));
	}
}

function factor(information: Float64Array, size: number): boolean {
	const original = information.slice();
	let largest = 0;
	for (let j = 0; j < size; j++) largest = Math.max(largest, original[j * size + j]!);
	for (let ridge = smallestRidge; ridge <= 1; ridge *= 100) {
		information.set(original);
		for (let j = 0; j < size; j++) {
			information[j * size + j] = original[j * size + j]! + ridge * largest;
		}
		if (cholesky(information, size)) return true;
	}
	return false;
}
