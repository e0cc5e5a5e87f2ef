import { logistic } from '../irt/index.ts';
import { solveSymmetric } from '../linear/index.ts';
import type { DifRefusal } from './refusals.ts';

/** Persons who share their covariates, counted by category. */
export interface Cell {
	readonly covariates: Float64Array;
	readonly counts: Float64Array;
}

export interface OrdinalFit {
	readonly ok: true;
	readonly logLikelihood: number;
	/** Coefficients of the covariates; above 0 shifts answers to higher categories. */
	readonly coefficients: Float64Array;
}

const iterationLimit = 100;
/** Covariates are standardised: a logit this steep is separation, not an estimate. */
const steepest = 25;

interface State {
	readonly thresholds: Float64Array;
	readonly coefficients: Float64Array;
}

/** P(Y ≥ c) for c = 0 … categories, 1 and 0 at the ends. */
function cumulative(state: State, cell: Cell, out: Float64Array): void {
	let linear = 0;
	for (let j = 0; j < state.coefficients.length; j++) {
		linear += state.coefficients[j]! * cell.covariates[j]!;
	}
	const last = state.thresholds.length;
	out[0] = 1;
	for (let c = 1; c <= last; c++) out[c] = logistic(state.thresholds[c - 1]! + linear);
	out[last + 1] = 0;
}

/** −∞ where thresholds have lost their order: a step that went too far. */
function logLikelihoodOf(state: State, cells: readonly Cell[], gamma: Float64Array): number {
	let sum = 0;
	for (const cell of cells) {
		cumulative(state, cell, gamma);
		for (let c = 0; c < cell.counts.length; c++) {
			const count = cell.counts[c]!;
			if (count === 0) continue;
			const probability = gamma[c]! - gamma[c + 1]!;
			if (probability <= 0) return -Infinity;
			sum += count * Math.log(probability);
		}
	}
	return sum;
}

/** Score vector and Fisher information of thresholds, then coefficients. */
function derivatives(
	state: State,
	cells: readonly Cell[],
	gamma: Float64Array,
): { score: Float64Array; information: Float64Array } {
	const cuts = state.thresholds.length;
	const size = cuts + state.coefficients.length;
	const score = new Float64Array(size);
	const information = new Float64Array(size * size);
	const slope = new Float64Array(size);
	for (const cell of cells) {
		cumulative(state, cell, gamma);
		const persons = cell.counts.reduce((sum, count) => sum + count, 0);
		for (let c = 0; c <= cuts; c++) {
			const probability = Math.max(gamma[c]! - gamma[c + 1]!, 1e-300);
			const below = gamma[c]! * (1 - gamma[c]!);
			const above = gamma[c + 1]! * (1 - gamma[c + 1]!);
			slope.fill(0);
			if (c > 0) slope[c - 1] = below;
			if (c < cuts) slope[c] = -above;
			for (let j = cuts; j < size; j++) slope[j] = (below - above) * cell.covariates[j - cuts]!;
			for (let i = 0; i < size; i++) {
				score[i]! += (cell.counts[c]! * slope[i]!) / probability;
				const weight = (persons * slope[i]!) / probability;
				if (weight === 0) continue;
				for (let j = 0; j < size; j++) information[i * size + j]! += weight * slope[j]!;
			}
		}
	}
	return { score, information };
}

/** Thresholds that reproduce the margins, no covariate at work. */
function start(cells: readonly Cell[], categories: number, covariates: number): State {
	const margin = new Float64Array(categories);
	for (const { counts } of cells) counts.forEach((count, c) => (margin[c]! += count));
	const total = margin.reduce((sum, count) => sum + count, 0);
	const thresholds = new Float64Array(categories - 1);
	let below = 0;
	for (let c = 1; c < categories; c++) {
		below += margin[c - 1]!;
		thresholds[c - 1] = Math.log((total - below) / below);
	}
	return { thresholds, coefficients: new Float64Array(covariates) };
}

function moved(state: State, step: Float64Array, share: number): State {
	const cuts = state.thresholds.length;
	return {
		thresholds: state.thresholds.map((value, i) => value + share * step[i]!),
		coefficients: state.coefficients.map((value, j) => value + share * step[cuts + j]!),
	};
}

/**
 * Cumulative (proportional odds) logit by Fisher scoring with step halving: logit P(Y ≥ c) =
 * α_c + x'β (McCullagh 1980); binary logistic regression where there are two categories.
 *
 * @param cells covariates already centred and scaled; every category used by somebody
 *
 * Refused: `psychometrics.separated` where covariates foretell the answer perfectly and the
 * maximum lies at infinity, `psychometrics.covariates_collinear` where they cannot be told apart.
 */
export function fitOrdinal(
	cells: readonly Cell[],
	categories: number,
	covariates: number,
): OrdinalFit | DifRefusal {
	const gamma = new Float64Array(categories + 1);
	let state = start(cells, categories, covariates);
	let logLikelihood = logLikelihoodOf(state, cells, gamma);
	for (let iteration = 0; iteration < iterationLimit; iteration++) {
		const { score, information } = derivatives(state, cells, gamma);
		const step = solveSymmetric(information, score);
		if (step === undefined) return { ok: false, code: 'psychometrics.covariates_collinear' };
		let share = 1;
		let next = moved(state, step, share);
		let reached = logLikelihoodOf(next, cells, gamma);
		while (reached < logLikelihood && share > 1e-6) {
			share /= 2;
			next = moved(state, step, share);
			reached = logLikelihoodOf(next, cells, gamma);
		}
		const gain = reached - logLikelihood;
		if (gain > 0) {
			state = next;
			logLikelihood = reached;
		}
		if (state.coefficients.some((value) => Math.abs(value) > steepest)) break;
		if (gain <= 1e-10 * (1 + Math.abs(logLikelihood))) {
			return { ok: true, logLikelihood, coefficients: state.coefficients };
		}
	}
	return { ok: false, code: 'psychometrics.separated' };
}
