/** Simulated answers for tests of recovery. */
import {
	categoryCount,
	categoryProbabilities,
	type ItemParameters,
	type ResponseMatrix,
} from '../src/index.ts';
import { normal, uniform } from './chance.ts';

/** Answers of persons of these abilities; `missing` is the chance that an answer is absent. */
export function simulate(
	items: readonly ItemParameters[],
	abilities: ArrayLike<number>,
	random: () => number,
	missing = 0,
): ResponseMatrix {
	const persons = abilities.length;
	const scores = new Int8Array(persons * items.length);
	const probabilities = new Float64Array(32);
	for (let person = 0; person < persons; person++) {
		for (const [i, item] of items.entries()) {
			categoryProbabilities(item, abilities[person] ?? 0, probabilities);
			const score = drawn(probabilities, categoryCount(item), random());
			scores[person * items.length + i] = missing > 0 && random() < missing ? -1 : score;
		}
	}
	const maxScores = Int8Array.from(items, (item) => categoryCount(item) - 1);
	return { persons, items: items.length, scores, maxScores };
}

function drawn(probabilities: Float64Array, categories: number, u: number): number {
	let below = 0;
	for (let k = 0; k < categories - 1; k++) {
		below += probabilities[k] ?? 0;
		if (u < below) return k;
	}
	return categories - 1;
}

/** A standard normal sample answering these items. */
export function simulated(
	items: readonly ItemParameters[],
	persons: number,
	seed: number,
	missing = 0,
): ResponseMatrix {
	const random = uniform(seed);
	const gauss = normal(random);
	return simulate(items, Float64Array.from({ length: persons }, gauss), random, missing);
}

export function bias(errors: readonly number[]): number {
	return errors.reduce((a, b) => a + b, 0) / errors.length;
}

export function rmse(errors: readonly number[]): number {
	return Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
}
