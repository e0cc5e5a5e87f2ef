import { categoryProbabilities, logistic } from './item.ts';
import type { ItemFamily } from './layout.ts';

/** Probabilities of the categories and their derivatives, `gradient[k · parameters + j]`. */
export interface GradientRoom {
	readonly probability: Float64Array;
	readonly gradient: Float64Array;
}

/** Fills `room` for flat item parameters (slope, intercepts, logit of c). Checked by differences. */
export function categoryGradients(
	family: ItemFamily,
	parameters: Float64Array,
	theta: number,
	room: GradientRoom,
): void {
	switch (family) {
		case 'divide-by-total':
			divideGradients(parameters, theta, room);
			return;
		case 'graded':
			gradedGradients(parameters, theta, room);
			return;
		case 'guessing':
			guessingGradients(parameters, theta, room);
	}
}

function divideGradients(parameters: Float64Array, theta: number, room: GradientRoom): void {
	const { probability, gradient } = room;
	const size = parameters.length;
	const item = {
		model: 'partial-credit' as const,
		slope: parameters[0]!,
		intercepts: parameters.subarray(1) as unknown as readonly number[],
	};
	categoryProbabilities(item, theta, probability);
	let mean = 0;
	for (let k = 1; k < size; k++) mean += k * probability[k]!;
	let reach = 1;
	for (let v = 1; v < size; v++) {
		reach -= probability[v - 1]!;
		for (let k = 0; k < size; k++) {
			gradient[k * size + v] = probability[k]! * ((k >= v ? 1 : 0) - reach);
		}
	}
	for (let k = 0; k < size; k++) gradient[k * size] = probability[k]! * theta * (k - mean);
}

function gradedGradients(parameters: Float64Array, theta: number, room: GradientRoom): void {
	const { probability, gradient } = room;
	const size = parameters.length;
	const item = {
		model: 'graded' as const,
		slope: parameters[0]!,
		intercepts: parameters.subarray(1) as unknown as readonly number[],
	};
	categoryProbabilities(item, theta, probability);
	gradient.fill(0, 0, size * size);
	for (let v = 1; v < size; v++) {
		// The boundary between v − 1 and v moves probability from one to the other.
		const p = logistic(parameters[0]! * theta + parameters[v]!);
		const density = p * (1 - p);
		gradient[v * size + v] = gradient[v * size + v]! + density;
		gradient[(v - 1) * size + v] = gradient[(v - 1) * size + v]! - density;
		gradient[v * size] = gradient[v * size]! + density * theta;
		gradient[(v - 1) * size] = gradient[(v - 1) * size]! - density * theta;
	}
}

function guessingGradients(parameters: Float64Array, theta: number, room: GradientRoom): void {
	const { probability, gradient } = room;
	const [slope, intercept, guess] = parameters as unknown as [number, number, number];
	const known = logistic(slope * theta + intercept);
	const unknown = logistic(-(slope * theta + intercept));
	const c = logistic(guess);
	const density = (1 - c) * known * unknown;
	probability[0] = (1 - c) * unknown;
	probability[1] = c + (1 - c) * known;
	gradient[3] = density * theta;
	gradient[4] = density;
	gradient[5] = c * (1 - c) * unknown;
	for (let j = 0; j < 3; j++) gradient[j] = -gradient[3 + j]!;
}
