import type { ErrorMethod, ItemErrors } from './calibration.ts';
import type { Fitted } from './fitted.ts';
import { freeParameters } from './layout.ts';
import { invert } from '../linear/index.ts';
import { crossProducts } from './cross-products.ts';

export interface ParameterErrors {
	readonly items: ItemErrors[];
	readonly covariance: Float64Array | undefined;
}

/** Inverts the information of the free parameters; nulls where it is not positive definite. */
export function parameterErrors(
	method: Exclude<ErrorMethod, 'none'>,
	fitted: Fitted,
): ParameterErrors {
	const { layout, point } = fitted;
	const { of, count } = freeParameters(layout);
	const information =
		method === 'observed' ? observed(fitted, of, count) : crossProducts(fitted, of, count);
	// Priors are scaled with the rest: next to a hundred thousand persons their twenty vanish.
	for (let at = 0; at < information.length; at++) information[at] = information[at]! * fitted.scale;
	const covariance = invert(information, count);
	const error = (place: number): number | null => {
		if (covariance === undefined) return null;
		const free = of[place]!;
		return Math.sqrt(covariance[free * count + free]!);
	};
	const items = layout.families.map((family, item): ItemErrors => {
		const from = layout.offsets[item]!;
		const to = layout.offsets[item + 1]!;
		if (family !== 'guessing') {
			const places = Array.from({ length: to - from - 1 }, (_, v) => from + 1 + v);
			return { slope: error(from), intercepts: places.map(error), guessing: null };
		}
		// The delta method from the logit of c to c.
		const c = 1 / (1 + Math.exp(-point[from + 2]!));
		const ofLogit = error(from + 2);
		const guessing = ofLogit === null ? null : ofLogit * c * (1 - c);
		return { slope: error(from), intercepts: [error(from + 1)], guessing };
	});
	return { items, covariance };
}

/** −∂²/∂φ² of the objective by central differences of the gradient, symmetrised. */
function observed({ engine, point }: Fitted, of: Int32Array, count: number): Float64Array {
	const h = 1e-4;
	const information = new Float64Array(count * count);
	const free = (gradient: Float64Array) => {
		const sums = new Float64Array(count);
		for (const [place, j] of of.entries()) sums[j] = sums[j]! + gradient[place]!;
		return sums;
	};
	for (let j = 0; j < count; j++) {
		const moved = (by: number) => point.map((x, place) => (of[place] === j ? x + by : x));
		const above = free(engine.gradient(moved(h)));
		const below = free(engine.gradient(moved(-h)));
		for (let k = 0; k < count; k++) {
			const value = (below[k]! - above[k]!) / (2 * h);
			information[j * count + k] = information[j * count + k]! + value / 2;
			information[k * count + j] = information[k * count + j]! + value / 2;
		}
	}
	return information;
}
