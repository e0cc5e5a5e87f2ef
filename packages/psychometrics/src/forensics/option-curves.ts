import type { OptionMatrix } from '../data/index.ts';
import { categoryCount, categoryProbabilities, type ItemParameters } from '../irt/index.ts';
import type { SimilarityRefusal } from './refusals.ts';

/**
 * Probability of each option at each ability node. What the options of an item leave to 1 is the
 * probability of no answer, which never counts as a match.
 */
export interface OptionCurves {
	/** Equally spaced, ascending. */
	readonly nodes: Float64Array;
	readonly items: number;
	/** Options of item i stand at `offsets[i]` … `offsets[i + 1] − 1`. */
	readonly offsets: Int32Array;
	/** `probabilities[node × offsets[items] + offsets[item] + option]`. */
	readonly probabilities: Float64Array;
}

/** Bock's nominal model: P(option) ∝ exp(slope·θ + intercept), one pair an option. */
export interface NominalItem {
	readonly slopes: ArrayLike<number>;
	readonly intercepts: ArrayLike<number>;
	/** The last pair belongs to no answer at all. */
	readonly omission?: boolean;
}

/** Where the options of each item begin. */
export function offsetsOf(counts: ArrayLike<number>): Int32Array {
	const offsets = new Int32Array(counts.length + 1);
	for (let i = 0; i < counts.length; i++) offsets[i + 1] = offsets[i]! + counts[i]!;
	return offsets;
}

/** Fills `out`, which has one place a category. */
export function nominalProbabilities(item: NominalItem, theta: number, out: Float64Array): void {
	let highest = -Infinity;
	for (let o = 0; o < out.length; o++) {
		out[o] = item.slopes[o]! * theta + item.intercepts[o]!;
		highest = Math.max(highest, out[o]!);
	}
	let total = 0;
	for (let o = 0; o < out.length; o++) total += out[o] = Math.exp(out[o]! - highest);
	for (let o = 0; o < out.length; o++) out[o]! /= total;
}

/**
 * Option curves of calibrated nominal items (Bock 1972): P_o(θ) = exp(a_oθ + c_o) / Σ exp(a_vθ + c_v).
 * Slopes and intercepts need no constraint here, for only differences count.
 */
export function nominalCurves(items: readonly NominalItem[], nodes: Float64Array): OptionCurves {
	const offsets = offsetsOf(
		items.map(({ slopes, omission }) => slopes.length - (omission ? 1 : 0)),
	);
	const width = offsets[items.length]!;
	const probabilities = new Float64Array(nodes.length * width);
	nodes.forEach((theta, q) => {
		items.forEach((item, i) => {
			const all = new Float64Array(item.slopes.length);
			nominalProbabilities(item, theta, all);
			const offered = all.subarray(0, offsets[i + 1]! - offsets[i]!);
			probabilities.set(offered, q * width + offsets[i]!);
		});
	});
	return { nodes, items: items.length, offsets, probabilities };
}

/**
 * Curves of scored items, each score an "option": for answers of which only the score was kept.
 * Two wrong answers then always agree, which costs most of the power.
 */
export function scoreCurves(items: readonly ItemParameters[], nodes: Float64Array): OptionCurves {
	const offsets = offsetsOf(items.map(categoryCount));
	const width = offsets[items.length]!;
	const probabilities = new Float64Array(nodes.length * width);
	nodes.forEach((theta, q) => {
		items.forEach((item, i) => {
			categoryProbabilities(item, theta, probabilities.subarray(q * width + offsets[i]!));
		});
	});
	return { nodes, items: items.length, offsets, probabilities };
}

/** Curves for other items than those answered. */
export function curvesFaultOf(
	{ items, optionCounts }: OptionMatrix,
	curves: OptionCurves,
): SimilarityRefusal | undefined {
	if (curves.items !== items) {
		const found = curves.items;
		return { ok: false, code: 'psychometrics.wrong_length', expected: items, found };
	}
	for (let i = 0; i < items; i++) {
		const found = curves.offsets[i + 1]! - curves.offsets[i]!;
		const expected = optionCounts[i]!;
		if (found !== expected)
			return { ok: false, code: 'psychometrics.wrong_length', expected, found };
	}
	return undefined;
}
