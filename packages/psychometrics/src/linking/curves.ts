import {
	categoryCount,
	categoryProbabilities,
	expectedTestScore,
	type ItemParameters,
} from '../irt/index.ts';
import { toLinkedScale, type LinkingConstants } from './constants.ts';

/** Abilities and their weights, of equal length. */
export interface AbilityGrid {
	readonly abilities: Float64Array;
	readonly weights: Float64Array;
}

/** −4 (.05) 4 with equal weights. */
export function uniformGrid(): AbilityGrid {
	const count = 161;
	return {
		abilities: Float64Array.from({ length: count }, (_, q) => -4 + q / 20),
		weights: new Float64Array(count).fill(1),
	};
}

const mostRounds = 200;

/**
 * A and B with the least weighted squared difference between curves, by Levenberg & Marquardt over
 * (ln A, B), which keeps A positive; null where that finds no finite answer.
 */
export function curveConstants(
	old: readonly ItemParameters[],
	now: readonly ItemParameters[],
	method: 'haebara' | 'stocking-lord',
	start: LinkingConstants,
	grid: AbilityGrid,
): LinkingConstants | null {
	const curves = method === 'haebara' ? categoryCurvesOf : testCurveOf;
	const target = curves(now, grid);
	const residuals = ([logSlope, intercept]: Point) => {
		const constants = { slope: Math.exp(logSlope), intercept };
		const moved = curves(
			old.map((item) => toLinkedScale(item, constants)),
			grid,
		);
		return target.map((y, at) => y - moved[at]!);
	};
	let point: Point = [Math.log(start.slope), start.intercept];
	let current = residuals(point);
	let loss = sumOfSquares(current);
	let damping = 1e-3;
	for (let round = 0; round < mostRounds; round++) {
		const normal = normalEquations(residuals, point, current);
		const move = solved(normal, damping);
		const next: Point = [point[0] + move[0], point[1] + move[1]];
		const tried = residuals(next);
		const found = sumOfSquares(tried);
		if (!(found <= loss)) {
			damping *= 10;
			if (damping > 1e12) break;
			continue;
		}
		[point, current, loss] = [next, tried, found];
		damping /= 10;
		if (Math.max(Math.abs(move[0]), Math.abs(move[1])) < 1e-11) break;
	}
	const constants = { slope: Math.exp(point[0]), intercept: point[1] };
	return Number.isFinite(constants.slope) && Number.isFinite(constants.intercept)
		? constants
		: null;
}

type Point = readonly [logSlope: number, intercept: number];

/** √weight · P of each category of each item at each ability. */
function categoryCurvesOf(items: readonly ItemParameters[], grid: AbilityGrid): Float64Array {
	const perNode = items.reduce((sum, item) => sum + categoryCount(item), 0);
	const values = new Float64Array(perNode * grid.abilities.length);
	const p = new Float64Array(128);
	let at = 0;
	for (const [q, theta] of grid.abilities.entries()) {
		const scale = Math.sqrt(grid.weights[q]!);
		for (const item of items) {
			categoryProbabilities(item, theta, p);
			for (let k = 0; k < categoryCount(item); k++) values[at++] = scale * p[k]!;
		}
	}
	return values;
}

/** √weight · expected sum score at each ability. */
function testCurveOf(items: readonly ItemParameters[], grid: AbilityGrid): Float64Array {
	return grid.abilities.map(
		(theta, q) => Math.sqrt(grid.weights[q]!) * expectedTestScore(items, theta),
	);
}

function sumOfSquares(values: Float64Array): number {
	return values.reduce((sum, x) => sum + x * x, 0);
}

interface NormalEquations {
	readonly a: number;
	readonly ab: number;
	readonly b: number;
	readonly ra: number;
	readonly rb: number;
}

function normalEquations(
	residuals: (point: Point) => Float64Array,
	[logSlope, intercept]: Point,
	current: Float64Array,
): NormalEquations {
	const h = 1e-5;
	const slopeAbove = residuals([logSlope + h, intercept]);
	const slopeBelow = residuals([logSlope - h, intercept]);
	const above = residuals([logSlope, intercept + h]);
	const below = residuals([logSlope, intercept - h]);
	let [a, ab, b, ra, rb] = [0, 0, 0, 0, 0];
	for (let at = 0; at < current.length; at++) {
		const bySlope = (slopeAbove[at]! - slopeBelow[at]!) / (2 * h);
		const byIntercept = (above[at]! - below[at]!) / (2 * h);
		a += bySlope * bySlope;
		ab += bySlope * byIntercept;
		b += byIntercept * byIntercept;
		ra -= bySlope * current[at]!;
		rb -= byIntercept * current[at]!;
	}
	return { a, ab, b, ra, rb };
}

function solved({ a, ab, b, ra, rb }: NormalEquations, damping: number): Point {
	const [da, db] = [a * (1 + damping) + 1e-300, b * (1 + damping) + 1e-300];
	const determinant = da * db - ab * ab;
	if (!(determinant > 0)) return [0, 0];
	return [(db * ra - ab * rb) / determinant, (da * rb - ab * ra) / determinant];
}
