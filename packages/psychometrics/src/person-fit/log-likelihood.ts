import { missing } from '../data/index.ts';
import {
	categoryCount,
	categoryCurves,
	type CategoryCurves,
	type ItemParameters,
} from '../irt/index.ts';

/** A person's log-likelihood beside what the model expects of it, and what estimating θ takes away. */
export interface FitSums {
	/** Σ (ln P(x) − E ln P) and the variance of that sum at the θ used, as if it were known. */
	readonly surplus: number;
	readonly variance: number;
	/** Snijders' c_n and the moments of Σ w̃, w̃ = ln P − c_n·P′/P. */
	readonly projection: number;
	readonly projectedVariance: number;
	readonly projectedThird: number;
	/** J/2I, which balances the likelihood equation of Warm's estimate. */
	readonly warm: number;
	readonly answered: number;
}

interface Totals {
	/** Σ P′ ln P and Σ P′²/P: their quotient is c_n. */
	cross: number;
	information: number;
	bias: number;
	surplus: number;
	variance: number;
	answered: number;
}

/** Sums that need no c_n. */
function totalsOf(
	items: readonly ItemParameters[],
	answers: Int8Array,
	theta: number,
	curves: CategoryCurves,
): Totals {
	const sums = { cross: 0, information: 0, bias: 0, surplus: 0, variance: 0, answered: 0 };
	items.forEach((item, i) => {
		const answer = answers[i]!;
		if (answer === missing) return;
		categoryCurves(item, theta, curves);
		let [mean, square] = [0, 0];
		for (let k = 0; k < categoryCount(item); k++) {
			const p = curves.probability[k]!;
			if (p <= 0) continue;
			const log = Math.log(p);
			const slope = curves.first[k]!;
			mean += p * log;
			square += p * log * log;
			sums.cross += slope * log;
			sums.information += (slope * slope) / p;
			sums.bias += (slope * curves.second[k]!) / p;
		}
		// An answer whose probability underflows counts as the rarest number there is.
		sums.surplus += Math.log(Math.max(curves.probability[answer]!, Number.MIN_VALUE)) - mean;
		sums.variance += Math.max(0, square - mean * mean);
		sums.answered++;
	});
	return sums;
}

/** Second and third central moments of Σ w̃. */
function projectedMoments(
	items: readonly ItemParameters[],
	answers: Int8Array,
	theta: number,
	projection: number,
	curves: CategoryCurves,
): { second: number; third: number } {
	let [second, third] = [0, 0];
	items.forEach((item, i) => {
		if (answers[i] === missing) return;
		categoryCurves(item, theta, curves);
		const count = categoryCount(item);
		const weight = (k: number) =>
			Math.log(curves.probability[k]!) - (projection * curves.first[k]!) / curves.probability[k]!;
		let mean = 0;
		for (let k = 0; k < count; k++) {
			if (curves.probability[k]! > 0) mean += curves.probability[k]! * weight(k);
		}
		for (let k = 0; k < count; k++) {
			const p = curves.probability[k]!;
			if (p <= 0) continue;
			const distance = weight(k) - mean;
			second += p * distance * distance;
			third += p * distance * distance * distance;
		}
	});
	return { second, third };
}

/** Everything that lz and lz* are made of, for one person's answers at `theta`. */
export function fitSums(
	items: readonly ItemParameters[],
	answers: Int8Array,
	theta: number,
	curves: CategoryCurves,
): FitSums {
	const totals = totalsOf(items, answers, theta, curves);
	const projection = totals.information > 0 ? totals.cross / totals.information : 0;
	const { second, third } = projectedMoments(items, answers, theta, projection, curves);
	return {
		surplus: totals.surplus,
		variance: totals.variance,
		projection,
		projectedVariance: second,
		projectedThird: third,
		warm: totals.information > 0 ? totals.bias / (2 * totals.information) : 0,
		answered: totals.answered,
	};
}
