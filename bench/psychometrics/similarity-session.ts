/** One session of a multiple-choice test, as the similarity benchmarks need it. */
import {
	abilityNodes,
	nominalCurves,
	type NominalItem,
	type OptionMatrix,
} from '@terang/psychometrics';
import { normalFrom } from './simulate.ts';

export interface Bank {
	readonly items: readonly NominalItem[];
	readonly key: Int8Array;
}

const optionCount = 5;

/**
 * Nominal items with one right option of five: about .6 right at ability 0, distractors of unequal
 * attraction, as a reviewed bank has them.
 */
export function makeBank(count: number, next: () => number): Bank {
	const gauss = normalFrom(next);
	const key = Int8Array.from({ length: count }, () => Math.floor(next() * optionCount));
	const items = Array.from(key, (right) => {
		const slope = Math.exp(0.25 * gauss());
		const difficulty = gauss();
		return {
			slopes: Array.from({ length: optionCount }, (_, o) => (o === right ? slope : 0.15 * gauss())),
			intercepts: Array.from({ length: optionCount }, (_, o) =>
				o === right ? 1.6 - slope * difficulty : 0.6 * gauss(),
			),
		};
	});
	return { items, key };
}

/** Independent answers of persons with standard normal abilities. */
export function makeSession(
	bank: Bank,
	persons: number,
	next: () => number,
): { session: OptionMatrix; abilities: Float64Array } {
	const gauss = normalFrom(next);
	const items = bank.items.length;
	const nodes = abilityNodes(401);
	const curves = nominalCurves(bank.items, nodes);
	const choices = new Int8Array(persons * items);
	const abilities = Float64Array.from({ length: persons }, gauss);
	abilities.forEach((theta, p) => {
		const node = Math.min(400, Math.max(0, Math.round((theta + 4) / 0.02)));
		for (let i = 0; i < items; i++) {
			let left = next();
			let choice = 0;
			const from = (node * items + i) * optionCount;
			while (choice < optionCount - 1) {
				const probability = curves.probabilities[from + choice] ?? 0;
				if (left < probability) break;
				left -= probability;
				choice++;
			}
			choices[p * items + i] = choice;
		}
	});
	const optionCounts = new Int8Array(items).fill(optionCount);
	return { session: { persons, items, choices, optionCounts }, abilities };
}

/** Right answers of each person. */
export function sumScores({ persons, items, choices }: OptionMatrix, key: Int8Array): Int32Array {
	return Int32Array.from({ length: persons }, (_, p) => {
		let sum = 0;
		for (let i = 0; i < items; i++) if (choices[p * items + i] === key[i]) sum++;
		return sum;
	});
}

/** Persons 2c and 2c + 1 for c < `pairs`: the second takes a share of the first's answers over. */
export function copyAnswers(
	session: OptionMatrix,
	pairs: number,
	share: number,
	next: () => number,
): void {
	for (let c = 0; c < pairs; c++) {
		for (let i = 0; i < session.items; i++) {
			if (next() >= share) continue;
			const from = 2 * c * session.items + i;
			session.choices[from + session.items] = session.choices[from] ?? 0;
		}
	}
}
