import type { OptionMatrix } from '../data/index.ts';
import { categoryProbabilities, type ItemParameters } from '../irt/index.ts';
import { faultOf, keyFaultOf } from './answers.ts';
import { nearestNodes } from './nodes.ts';
import { offsetsOf, type OptionCurves } from './option-curves.ts';
import type { SimilarityRefusal } from './refusals.ts';

export interface KernelOptions {
	/** Standard deviation of the Gaussian kernel; 1.1·N^(−1/5) by default (Ramsay 1991, p. 618). */
	readonly bandwidth?: number;
}

/** Wrong answers by bin: `counts[bin × width + offsets[item] + option]`. */
function wrongAnswers(
	{ persons, items, choices }: OptionMatrix,
	key: ArrayLike<number>,
	bins: Uint16Array,
	nodeCount: number,
	offsets: Int32Array,
): Float64Array {
	const width = offsets[items]!;
	const counts = new Float64Array(nodeCount * width);
	for (let p = 0; p < persons; p++) {
		for (let i = 0; i < items; i++) {
			const choice = choices[p * items + i]!;
			if (choice >= 0 && choice !== key[i]) counts[bins[p]! * width + offsets[i]! + choice]!++;
		}
	}
	return counts;
}

function itemsFaultOf(
	options: OptionMatrix,
	items: readonly ItemParameters[],
): SimilarityRefusal | undefined {
	if (items.length !== options.items) {
		const [expected, found] = [options.items, items.length];
		return { ok: false, code: 'psychometrics.wrong_length', expected, found };
	}
	const item = items.findIndex(({ model }) => model !== 'logistic');
	return item < 0 ? undefined : { ok: false, code: 'psychometrics.not_right_or_wrong', item };
}

/**
 * Option curves of calibrated right-or-wrong items: the right option by its item model, the wrong
 * ones shared out as those near in ability who answered wrong chose among them, smoothed by a
 * Gaussian kernel (Ramsay 1991). Half an answer is given to every distractor beforehand, so none is
 * impossible for being unseen. Omissions are taken as missing at random.
 *
 * Only the distractors are smoothed: a kernel over right answers too is biased at the ends of the
 * scale, where the best persons then look like each other's copies (15 and 47 false flags in two
 * null sessions of 1,000; with these curves none in four).
 *
 * @param theta persons; abilities on the scale of `items`
 */
export function distractorCurves(
	options: OptionMatrix,
	key: ArrayLike<number>,
	items: readonly ItemParameters[],
	theta: Float64Array,
	nodes: Float64Array,
	{ bandwidth = 1.1 * Math.pow(options.persons, -0.2) }: KernelOptions = {},
): OptionCurves | SimilarityRefusal {
	const fault = faultOf(options, theta) ?? keyFaultOf(options, key) ?? itemsFaultOf(options, items);
	if (fault !== undefined) return fault;
	const offsets = offsetsOf(options.optionCounts);
	const width = offsets[options.items]!;
	const bins = nearestNodes(nodes, theta);
	const counts = wrongAnswers(options, key, bins, nodes.length, offsets);
	const probabilities = new Float64Array(nodes.length * width);
	const model = new Float64Array(2);
	nodes.forEach((target, q) => {
		const row = probabilities.subarray(q * width, (q + 1) * width).fill(0.5);
		nodes.forEach((node, b) => {
			const weight = Math.exp(-0.5 * ((node - target) / bandwidth) * ((node - target) / bandwidth));
			for (let k = 0; k < width; k++) row[k]! += weight * counts[b * width + k]!;
		});
		items.forEach((item, i) => {
			categoryProbabilities(item, target, model);
			const own = row.subarray(offsets[i], offsets[i + 1]);
			own[key[i]!] = 0;
			const wrong = own.reduce((sum, value) => sum + value, 0);
			for (let o = 0; o < own.length; o++) own[o] = (model[0]! * own[o]!) / wrong;
			own[key[i]!] = model[1]!;
		});
	});
	return { nodes, items: options.items, offsets, probabilities };
}
