import type { ResponseMatrix } from '../data/index.ts';
import type {
	Calibration,
	CalibrationModel,
	CalibrationOptions,
	CalibrationRefusal,
	CalibrationRemark,
	ItemModel,
} from './calibration.ts';
import { steepest } from './divide-maximisation.ts';
import { divideEngine, generalEngine, type Engine } from './engine.ts';
import { parameterErrors } from './errors.ts';
import {
	freeParameters,
	itemsOf,
	layOutParameters,
	type ItemFamily,
	type Layout,
} from './layout.ts';
import { packResponses, thinned, type PackedResponses } from './packed.ts';
import { guessingPrior } from './priors.ts';
import { mostNodes, nodesNeeded, normalQuadrature } from './quadrature.ts';
import { squarem, type FixedPoint } from './squarem.ts';

const defaultNodes = 41;
const defaultTolerance = 1e-5;
const defaultEvaluations = 2000;

/**
 * Item parameters by marginal maximum likelihood with abilities N(0, 1): EM of Bock & Aitkin (1981),
 * accelerated by SQUAREM, on equally spaced nodes whose spacing is at most 1.5 × the smallest posterior
 * standard deviation. Missing answers are left out of the likelihood (missing at random).
 *
 * One call is one scale. SKD is three: calibrate TWK, TIU and TKP each by itself (`selectItems`), TKP
 * with `GPCM` or `GRM`, and a blank of TKP as missing or by `recodeCategories`, for its score 0 is no
 * option. One scale of all 110 items would treat what the law keeps apart as one ability.
 *
 * Checked: LSAT7 against R `ltm`, recovery simulations; figures in docs/irt.md. Not for a few dozen
 * persons without priors, for speeded tests, or where answers depend on each other beyond ability.
 */
export function calibrate(
	matrix: ResponseMatrix,
	options: CalibrationOptions = {},
): Calibration | CalibrationRefusal {
	return calibratePacked(packResponses(matrix), options);
}

/** The same for responses already packed: a million persons need not exist as a matrix. */
export function calibratePacked(
	packed: PackedResponses,
	options: CalibrationOptions = {},
): Calibration | CalibrationRefusal {
	const layout = planned(packed, options.model);
	if ('ok' in layout) return layout;
	const fault = unusable(packed, layout) ?? unusableOptions(options);
	if (fault !== undefined) return fault;
	let nodes = Math.min(mostNodes, Math.max(fewestNodes, Math.round(options.nodes ?? defaultNodes)));
	let point = startingPoint(packed, layout);
	let evaluations = 0;
	for (;;) {
		const engine = engineFor(packed, layout, nodes, options);
		const fit = fitOn(engine, point, nodes, evaluations, options);
		if (fit === undefined) return { ok: false, code: 'psychometrics.cancelled' };
		({ point } = fit);
		evaluations += fit.evaluations;
		const needed = nodesNeeded(itemsOf(layout, point));
		if (needed <= nodes) {
			return report(packed, layout, engine, { ...fit, evaluations }, nodes, options);
		}
		if (options.nodes !== undefined || nodes === mostNodes) {
			return { ok: false, code: 'psychometrics.nodes_too_coarse', nodes, needed };
		}
		// A little finer than asked, for parameters still move on the finer grid.
		nodes = Math.min(mostNodes, needed + 2 * Math.ceil(needed / 20));
	}
}

function engineFor(
	packed: PackedResponses,
	layout: Layout,
	nodes: number,
	options: CalibrationOptions,
): Engine {
	const priors = {
		slope: options.slopePrior,
		guessing: options.guessingPrior ?? guessingPrior,
	};
	const onlyDivide = layout.families.every((family) => family === 'divide-by-total');
	const engine = onlyDivide ? divideEngine : generalEngine;
	return engine(packed, layout, normalQuadrature(nodes), priors);
}

function fitOn(
	engine: Engine,
	start: Float64Array,
	nodes: number,
	evaluationsBefore: number,
	options: CalibrationOptions,
): FixedPoint | undefined {
	const asked = { cancelled: false };
	const { progress } = options;
	const most = options.mostEvaluations ?? defaultEvaluations;
	const fit = squarem(start, (flat) => engine.evaluate(flat), {
		tolerance: options.tolerance ?? defaultTolerance,
		mostEvaluations: Math.max(1, most - evaluationsBefore),
		progress:
			progress === undefined
				? undefined
				: (done, logLikelihood, change) => {
						const evaluations = evaluationsBefore + done;
						asked.cancelled = !progress({ evaluations, logLikelihood, change, nodes });
						return !asked.cancelled;
					},
	});
	return asked.cancelled ? undefined : fit;
}

function report(
	packed: PackedResponses,
	layout: Layout,
	engine: Engine,
	fit: FixedPoint,
	nodes: number,
	options: CalibrationOptions,
): Calibration {
	const { point } = fit;
	const { logLikelihood } = engine.evaluate(point);
	const { count } = freeParameters(layout);
	const errorMethod = options.standardErrors ?? 'observed';
	const sample = errorSample(packed);
	const errors =
		errorMethod === 'none'
			? undefined
			: parameterErrors(errorMethod, {
					packed: sample,
					layout,
					// On all persons the engine is the one at hand.
					engine: sample === packed ? engine : engineFor(sample, layout, nodes, options),
					point,
					nodes,
					scale: packed.persons / sample.persons,
				});
	const slopes = Float64Array.from(layout.offsets.subarray(0, -1), (at) => point[at]!);
	return {
		ok: true,
		items: itemsOf(layout, point),
		logLikelihood,
		parameters: count,
		aic: 2 * count - 2 * logLikelihood,
		bic: count * Math.log(packed.persons) - 2 * logLikelihood,
		converged: fit.converged,
		evaluations: fit.evaluations,
		nodes,
		errorMethod,
		errorPersons: errorMethod === 'none' ? 0 : sample.persons,
		errors: errors?.items,
		covariance: errors?.covariance,
		unboundedItems: [...slopes.keys()].filter((item) => Math.abs(slopes[item]!) >= steepest),
		remarks: remarksOn(packed, slopes, fit.converged),
	};
}

const mostErrorPersons = 100_000;

function errorSample(packed: PackedResponses): PackedResponses {
	const step = Math.ceil(packed.persons / mostErrorPersons);
	return step === 1 ? packed : thinned(packed, step);
}

/** TWK 30 and TIU 35, right or wrong; TKP 45, one to five points (KepmenPANRB 321/2024). */
const skdForm = { binary: 65, graded: 45 } as const;

function remarksOn(
	{ maxScores }: PackedResponses,
	slopes: Float64Array,
	converged: boolean,
): CalibrationRemark[] {
	const remarks: CalibrationRemark[] = [];
	const binary = maxScores.reduce((n, top) => n + (top === 1 ? 1 : 0), 0);
	const isSkd = binary === skdForm.binary && maxScores.length - binary === skdForm.graded;
	if (isSkd) remarks.push('skd_is_three_scales');
	if (!converged) remarks.push('not_converged');
	if (slopes.some((a) => Math.abs(a) >= steepest)) remarks.push('slope_unbounded');
	if (slopes.some((a) => a <= 0)) remarks.push('slope_not_positive');
	return remarks;
}

const familyOf: Readonly<Record<CalibrationModel, ItemFamily>> = {
	'1PL': 'divide-by-total',
	'2PL': 'divide-by-total',
	PCM: 'divide-by-total',
	GPCM: 'divide-by-total',
	GRM: 'graded',
	'3PL': 'guessing',
};

function planned(
	{ items, maxScores }: PackedResponses,
	model: CalibrationOptions['model'],
): Layout | CalibrationRefusal {
	const sharedSlope = model === '1PL' || model === 'PCM';
	const models: readonly (CalibrationModel | undefined)[] =
		model === undefined || typeof model === 'string'
			? Array.from({ length: items }, () => model as ItemModel | undefined)
			: model;
	if (models.length !== items) {
		return { ok: false, code: 'psychometrics.wrong_length', expected: items, found: models.length };
	}
	const item = models.findIndex((own, i) => own?.endsWith('PL') === true && maxScores[i] !== 1);
	if (item >= 0) return { ok: false, code: 'psychometrics.model_needs_two_categories', item };
	const families = models.map((own) => familyOf[own ?? 'GPCM']);
	return layOutParameters(families, maxScores, sharedSlope);
}

function unusable(
	packed: PackedResponses,
	{ sharedSlope }: Layout,
): CalibrationRefusal | undefined {
	if (packed.persons === 0) return { ok: false, code: 'psychometrics.no_persons' };
	// With fewer, slopes and intercepts outnumber what the table of answers can say.
	const needed = sharedSlope ? 2 : 3;
	if (packed.items < needed) {
		return { ok: false, code: 'psychometrics.too_few_items', found: packed.items, needed };
	}
	for (const [item, counts] of packed.counts.entries()) {
		const used = counts.reduce((n, persons) => n + (persons > 0 ? 1 : 0), 0);
		if (used === 0) return { ok: false, code: 'psychometrics.item_not_answered', item };
		if (used === 1) return { ok: false, code: 'psychometrics.constant_item', item };
		const category = counts.indexOf(0);
		if (category >= 0) return { ok: false, code: 'psychometrics.category_unused', item, category };
	}
	return undefined;
}

/** Three nodes hold a mean and a spread; fewer are no grid. */
const fewestNodes = 3;

function unusableOptions({
	nodes,
	slopePrior,
	guessingPrior: ofGuessing,
}: CalibrationOptions): CalibrationRefusal | undefined {
	if (nodes !== undefined && !(nodes >= fewestNodes)) {
		return { ok: false, code: 'psychometrics.nodes_too_coarse', nodes, needed: defaultNodes };
	}
	const { mean, sd } = slopePrior ?? { mean: 0, sd: 1 };
	const { alpha, beta } = ofGuessing ?? guessingPrior;
	const sound = Number.isFinite(mean) && sd > 0 && sd < Infinity && alpha >= 1 && beta >= 1;
	return sound && Number.isFinite(alpha + beta)
		? undefined
		: { ok: false, code: 'psychometrics.bad_prior' };
}

const startingGuess = Math.log(0.15 / 0.85);

/** Slope 1 and intercepts from the shares of categories. */
function startingPoint(packed: PackedResponses, layout: Layout): Float64Array {
	const flat = new Float64Array(layout.offsets.at(-1)!);
	// A logit seen through a standard normal ability is about this much too small.
	const widened = 1.2;
	for (const [item, counts] of packed.counts.entries()) {
		const at = layout.offsets[item]!;
		flat[at] = 1;
		const answered = counts.reduce((a, b) => a + b, 0);
		let above = answered;
		for (let k = 1; k < counts.length; k++) {
			above -= counts[k - 1]!;
			const odds =
				layout.families[item] === 'divide-by-total'
					? counts[k]! / counts[k - 1]!
					: above / (answered - above);
			flat[at + k] = widened * Math.log(odds);
		}
		if (layout.families[item] === 'guessing') flat[at + 2] = startingGuess;
	}
	return flat;
}
