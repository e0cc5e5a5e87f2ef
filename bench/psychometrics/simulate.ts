/** Simulated responses, written row by row into a packer so that no matrix stands in memory. */
import {
	categoryCount,
	categoryProbabilities,
	responsePacker,
	type ItemParameters,
	type PackedResponses,
} from '@terang/psychometrics';

/** Standard normal by the polar method (Marsaglia & Bray 1964). */
export function normalFrom(random: () => number): () => number {
	let spare: number | undefined;
	return () => {
		if (spare !== undefined) {
			const kept = spare;
			spare = undefined;
			return kept;
		}
		for (;;) {
			const u = 2 * random() - 1;
			const v = 2 * random() - 1;
			const s = u * u + v * v;
			if (s === 0 || s >= 1) continue;
			const scale = Math.sqrt((-2 * Math.log(s)) / s);
			spare = v * scale;
			return u * scale;
		}
	};
}

/** Right-or-wrong items: ln a ~ N(0, .25²), b ~ N(0, 1). */
export function dichotomousItems(count: number, random: () => number): ItemParameters[] {
	const normal = normalFrom(random);
	return Array.from({ length: count }, () => {
		const slope = Math.exp(0.25 * normal());
		return { model: 'logistic', slope, intercept: -slope * normal(), guessing: 0 };
	});
}

/** The same with a chance of .2 to guess right. */
export function guessedItems(count: number, random: () => number): ItemParameters[] {
	return dichotomousItems(count, random).map(
		(item) => ({ ...item, guessing: 0.2 }) as ItemParameters,
	);
}

/** Items of five categories as in TKP: ln a ~ N(−.4, .25²), steps around −1.2 … 1.2. */
export function gradedChoiceItems(count: number, random: () => number): ItemParameters[] {
	const normal = normalFrom(random);
	return Array.from({ length: count }, () => {
		const slope = Math.exp(-0.4 + 0.25 * normal());
		const shift = 0.6 * normal();
		const intercepts = [-1.2, -0.4, 0.4, 1.2].map((b) => -slope * (b + shift + 0.2 * normal()));
		return { model: 'partial-credit', slope, intercepts };
	});
}

export function simulate(
	items: readonly ItemParameters[],
	persons: number,
	random: () => number,
): PackedResponses {
	const normal = normalFrom(random);
	const maxScores = Int8Array.from(items, (item) => categoryCount(item) - 1);
	const packer = responsePacker(maxScores, { mayBeMissing: false, expectedPersons: persons });
	const row = new Int8Array(items.length);
	const probabilities = new Float64Array(16);
	for (let person = 0; person < persons; person++) {
		const theta = normal();
		for (const [i, item] of items.entries()) {
			categoryProbabilities(item, theta, probabilities);
			row[i] = drawn(probabilities, categoryCount(item), random());
		}
		packer.add(row);
	}
	return packer.finish();
}

function drawn(probabilities: Float64Array, categories: number, u: number): number {
	let below = 0;
	for (let k = 0; k < categories - 1; k++) {
		below += probabilities[k] ?? 0;
		if (u < below) return k;
	}
	return categories - 1;
}
