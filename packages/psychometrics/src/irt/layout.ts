import type { ItemParameters } from './item.ts';

/** Families with an estimation step of their own. */
export type ItemFamily = 'divide-by-total' | 'graded' | 'guessing';

/**
 * Where each item's parameters stand in one flat vector: slope, intercepts ascending by category, and
 * for `guessing` the logit of c. A shared slope stands in each item's place, equal everywhere.
 */
export interface Layout {
	readonly families: readonly ItemFamily[];
	/** Item i owns `offsets[i]` ≤ j < `offsets[i + 1]`. */
	readonly offsets: Int32Array;
	readonly maxScores: Int8Array;
	readonly sharedSlope: boolean;
}

export function layOutParameters(
	families: readonly ItemFamily[],
	maxScores: Int8Array,
	sharedSlope: boolean,
): Layout {
	const offsets = new Int32Array(families.length + 1);
	for (const [item, family] of families.entries()) {
		const own = family === 'guessing' ? 3 : 1 + maxScores[item]!;
		offsets[item + 1] = offsets[item]! + own;
	}
	return { families, offsets, maxScores, sharedSlope };
}

export function parametersOf(layout: Layout, flat: Float64Array, item: number): Float64Array {
	return flat.subarray(layout.offsets[item], layout.offsets[item + 1]);
}

/** The items that a flat vector describes; two categories of a divide-by-total item are a 2PL. */
export function itemsOf(layout: Layout, flat: Float64Array): ItemParameters[] {
	return layout.families.map((family, item): ItemParameters => {
		const [slope, intercept, guess] = parametersOf(layout, flat, item) as unknown as [
			number,
			number,
			number,
		];
		if (family === 'guessing') {
			return { model: 'logistic', slope, intercept, guessing: 1 / (1 + Math.exp(-guess)) };
		}
		if (family === 'divide-by-total' && layout.maxScores[item] === 1) {
			return { model: 'logistic', slope, intercept, guessing: 0 };
		}
		const intercepts = [...parametersOf(layout, flat, item).subarray(1)];
		const model = family === 'graded' ? 'graded' : 'partial-credit';
		return { model, slope, intercepts };
	});
}

/** Number of the free parameter behind each place of the flat vector: a shared slope is number 0. */
export function freeParameters({ offsets, sharedSlope }: Layout): {
	of: Int32Array;
	count: number;
} {
	const total = offsets.at(-1)!;
	if (!sharedSlope) return { of: Int32Array.from({ length: total }, (_, j) => j), count: total };
	const slopes = new Set(offsets.subarray(0, -1));
	let next = 1;
	const of = Int32Array.from({ length: total }, (_, j) => (slopes.has(j) ? 0 : next++));
	return { of, count: next };
}
