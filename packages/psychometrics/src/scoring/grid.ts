import { missing, type ResponseMatrix } from '../data/index.ts';
import {
	categoryCount,
	categoryCurves,
	isSoundItem,
	makeCurves,
	type ItemParameters,
} from '../irt/index.ts';
import type { ScoringRefusal } from './scores.ts';

/** ln P and its first derivative by ability, for each item, category and node of a grid. */
export interface ItemGrid {
	readonly nodes: Float64Array;
	/** `[item][category][node]`. */
	readonly logP: readonly (readonly Float64Array[])[];
	readonly slope: readonly (readonly Float64Array[])[];
}

export function makeGrid(items: readonly ItemParameters[], nodes: Float64Array): ItemGrid {
	const curves = makeCurves(128);
	const logP: Float64Array[][] = [];
	const slope: Float64Array[][] = [];
	for (const item of items) {
		const categories = categoryCount(item);
		const rows = () => Array.from({ length: categories }, () => new Float64Array(nodes.length));
		const [logs, slopes] = [rows(), rows()];
		for (const [q, theta] of nodes.entries()) {
			categoryCurves(item, theta, curves);
			for (let k = 0; k < categories; k++) {
				const p = Math.max(curves.probability[k]!, Number.MIN_VALUE);
				logs[k]![q] = Math.log(p);
				slopes[k]![q] = curves.first[k]! / p;
			}
		}
		logP.push(logs);
		slope.push(slopes);
	}
	return { nodes, logP, slope };
}

/** Adds up the tables of a person's answers; answers how many there are. */
export function addAnswers(
	tables: readonly (readonly Float64Array[])[],
	answers: Int8Array,
	sum: Float64Array,
): number {
	let answered = 0;
	for (let item = 0; item < answers.length; item++) {
		const score = answers[item]!;
		if (score === missing) continue;
		answered++;
		const row = tables[item]![score]!;
		for (let q = 0; q < sum.length; q++) sum[q] = sum[q]! + row[q]!;
	}
	return answered;
}

/** Whether parameters and matrix belong together. */
export function mismatch(
	items: readonly ItemParameters[],
	{ items: columns, scores }: ResponseMatrix,
): ScoringRefusal | undefined {
	if (items.length !== columns) {
		return {
			ok: false,
			code: 'psychometrics.wrong_length',
			expected: items.length,
			found: columns,
		};
	}
	const item = items.findIndex((own) => !isSoundItem(own));
	if (item >= 0) return { ok: false, code: 'psychometrics.bad_parameters', item };
	const categories = items.map(categoryCount);
	for (let at = 0; at < scores.length; at++) {
		const item = at % columns;
		if (scores[at]! >= categories[item]!) {
			const [score, known] = [scores[at]!, categories[item]!];
			return { ok: false, code: 'psychometrics.category_unknown', item, categories: known, score };
		}
	}
	return undefined;
}
