import { missing, type ResponseMatrix } from '../data/index.ts';
import { polyserial, type JointCounts } from './polyserial.ts';
import { reliabilityOfSums, type Reliability, type ReliabilityRefusal } from './reliability.ts';
import { moments, scoreSums, type MissingRule, type Moments, type ScoreSums } from './sums.ts';

/** Why a person should look at an item. The limits stand in `flagLimits`. */
export type ItemFlag =
	| 'not_answered'
	| 'constant'
	| 'too_hard'
	| 'too_easy'
	| 'low_discrimination'
	| 'negative_discrimination';

/** Customary limits for items of a selection test: a reason to look, never a verdict. */
export const flagLimits = { hardest: 0.1, easiest: 0.95, lowestItemRest: 0.15 } as const;

export interface ItemStatistics {
	readonly item: number;
	/** Persons who gave an answer. */
	readonly answered: number;
	readonly maxScore: number;
	/** Mean score over the persons who count (missing = 0 under the rule `zero`). */
	readonly mean: number;
	/** Mean as a share of the highest score: for right-or-wrong items the p-value. */
	readonly difficulty: number;
	/** Denominator n − 1; null with one person. */
	readonly sd: number | null;
	/** corr(x, T − x); null where either has no variance. */
	readonly itemRest: number | null;
	/** The same for the variable behind the categories; null where it does not fit. */
	readonly polyserialRest: number | null;
	/** α of the test without this item; null where that is undefined. */
	readonly alphaWithout: number | null;
	readonly flags: readonly ItemFlag[];
}

export interface ItemAnalysis {
	readonly persons: number;
	/** Persons left out because of a missing answer, under the rule `listwise`. */
	readonly excluded: number;
	readonly items: readonly ItemStatistics[];
	readonly reliability: Reliability | ReliabilityRefusal;
}

/**
 * Classical item statistics of one scale: difficulty, corrected item-rest correlation (Pearson and
 * polyserial), α without the item, and flags. Items may have any number of score points. What is
 * undefined (a constant item, one person) is null, never NaN.
 *
 * Checked: LSAT7 p = .828 .658 .772 .606 .843, r_it = .2457 .2467 .3132 .2228 .1748. Not to be used on
 * several scales together (TWK, TIU and TKP are three): the rest score would mix what they measure.
 */
export function analyseItems(
	matrix: ResponseMatrix,
	{ missing: rule = 'zero' }: { readonly missing?: MissingRule } = {},
): ItemAnalysis {
	const sums = scoreSums(matrix, rule);
	const spread = sums.persons > 1 ? moments(sums) : undefined;
	const joint = jointCounts(matrix, sums);
	const items = Array.from({ length: matrix.items }, (_, item) =>
		itemStatistics(matrix, sums, spread, joint[item]!, item),
	);
	return {
		persons: sums.persons,
		excluded: sums.excluded,
		items,
		reliability: reliabilityOfSums(sums),
	};
}

function itemStatistics(
	matrix: ResponseMatrix,
	sums: ScoreSums,
	spread: Moments | undefined,
	joint: JointCounts,
	item: number,
): ItemStatistics {
	const maxScore = matrix.maxScores[item]!;
	const answered = sums.answered[item]!;
	const mean = sums.persons === 0 ? 0 : sums.sum[item]! / sums.persons;
	const correlation = spread === undefined ? null : itemRest(spread, item);
	const row = {
		item,
		answered,
		maxScore,
		mean,
		difficulty: mean / maxScore,
		sd: spread === undefined ? null : Math.sqrt(spread.variance[item]!),
		itemRest: correlation,
		polyserialRest: correlation === null ? null : polyserial(joint),
		alphaWithout: spread === undefined ? null : alphaWithout(spread, item),
	};
	return { ...row, flags: flagsOf(row, spread?.variance[item] === 0) };
}

/** Variance of T − x, from those of T and x; differences of whole numbers, so exactly 0 if none. */
function restVariance({ variance, withTotal, total }: Moments, item: number): number {
	return total - 2 * withTotal[item]! + variance[item]!;
}

const negligible = 1e-12;

function itemRest(spread: Moments, item: number): number | null {
	const variance = spread.variance[item]!;
	const rest = restVariance(spread, item);
	if (variance <= negligible || rest <= negligible) return null;
	return (spread.withTotal[item]! - variance) / Math.sqrt(variance * rest);
}

function alphaWithout(spread: Moments, item: number): number | null {
	const left = spread.variance.length - 1;
	const rest = restVariance(spread, item);
	if (left < 2 || rest <= negligible) return null;
	const within = spread.variance.reduce((a, b) => a + b, 0) - spread.variance[item]!;
	return (left / (left - 1)) * (1 - within / rest);
}

/** For every item how often each pair of item score and rest score occurs, in one pass over persons. */
function jointCounts(matrix: ResponseMatrix, sums: ScoreSums): JointCounts[] {
	const { items, scores, maxScores } = matrix;
	const highestTotal = maxScores.reduce((a, b) => a + b, 0);
	const restScores = Float64Array.from({ length: highestTotal + 1 }, (_, rest) => rest);
	const tables = Array.from(maxScores, (top) =>
		Array.from({ length: top + 1 }, () => new Float64Array(highestTotal + 1)),
	);
	for (const [person, total] of sums.totals.entries()) {
		if (total < 0) continue;
		for (let item = 0; item < items; item++) {
			const score = scores[person * items + item]!;
			const earned = score === missing ? 0 : score;
			const row = tables[item]![earned]!;
			row[total - earned] = row[total - earned]! + 1;
		}
	}
	return tables.map((counts) => ({ restScores, counts }));
}

function flagsOf(row: Omit<ItemStatistics, 'flags'>, constant: boolean): ItemFlag[] {
	if (row.answered === 0) return ['not_answered'];
	const flags: ItemFlag[] = [];
	if (constant) flags.push('constant');
	if (row.difficulty < flagLimits.hardest) flags.push('too_hard');
	if (row.difficulty > flagLimits.easiest) flags.push('too_easy');
	if (row.itemRest !== null && row.itemRest < 0) flags.push('negative_discrimination');
	else if (row.itemRest !== null && row.itemRest < flagLimits.lowestItemRest) {
		flags.push('low_discrimination');
	}
	return flags;
}
