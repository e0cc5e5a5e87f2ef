/**
 * Item response functions in slope–intercept form: logit = aθ + d, so difficulty is b = −d/a. There
 * is no constant 1.7: a published slope on the normal metric is multiplied by 1.7 first.
 */
export type ItemParameters = LogisticItem | GradedItem | PartialCreditItem;

/** 1PL, 2PL, 3PL: P(1) = c + (1 − c) / (1 + exp(−(aθ + d))); c = `guessing`, 0 up to 3PL. */
export interface LogisticItem {
	readonly model: 'logistic';
	readonly slope: number;
	readonly intercept: number;
	readonly guessing: number;
}

/**
 * Graded response model (Samejima 1969): P(X ≥ k) = 1 / (1 + exp(−(aθ + d_k))), k = 1 … m, the
 * intercepts strictly descending.
 */
export interface GradedItem {
	readonly model: 'graded';
	readonly slope: number;
	readonly intercepts: readonly number[];
}

/**
 * Generalised partial credit model (Muraki 1992), with slope 1 the partial credit model (Masters
 * 1982): the logit of category k is Σ_{v ≤ k} (aθ + d_v), that of category 0 is 0.
 */
export interface PartialCreditItem {
	readonly model: 'partial-credit';
	readonly slope: number;
	readonly intercepts: readonly number[];
}

/** Finite numbers, c in [0, 1), boundaries of a graded item in their order, and within 128 categories. */
export function isSoundItem(item: ItemParameters): boolean {
	if (!Number.isFinite(item.slope)) return false;
	if (item.model === 'logistic') {
		return Number.isFinite(item.intercept) && item.guessing >= 0 && item.guessing < 1;
	}
	const { intercepts } = item;
	const ordered = intercepts.every((d, k) => k === 0 || d < intercepts[k - 1]!);
	return (
		intercepts.length > 0 &&
		intercepts.length < mostCategories &&
		intercepts.every(Number.isFinite) &&
		(item.model === 'partial-credit' || ordered)
	);
}

/** Scores are kept in one signed byte. */
const mostCategories = 128;

/** Number of categories, the lowest included: 2 for a right-or-wrong item. */
export function categoryCount(item: ItemParameters): number {
	return item.model === 'logistic' ? 2 : item.intercepts.length + 1;
}

/** 1 / (1 + e^−x) without overflow on either side. */
export function logistic(x: number): number {
	if (x >= 0) return 1 / (1 + Math.exp(-x));
	const e = Math.exp(x);
	return e / (1 + e);
}

/**
 * Probabilities of the categories 0 … m at ability `theta`, written to the front of `out` (which
 * holds at least `categoryCount` numbers). Checked: sums to 1, and by hand for each model.
 */
export function categoryProbabilities(
	item: ItemParameters,
	theta: number,
	out: Float64Array,
): void {
	switch (item.model) {
		case 'logistic': {
			// Both from the same side, so that the smaller one keeps its digits.
			const wrong = (1 - item.guessing) * logistic(-(item.slope * theta + item.intercept));
			const known = logistic(item.slope * theta + item.intercept);
			out[0] = wrong;
			out[1] = item.guessing + (1 - item.guessing) * known;
			return;
		}
		case 'graded':
			gradedProbabilities(item, theta, out);
			return;
		case 'partial-credit':
			partialCreditProbabilities(item, theta, out);
	}
}

function gradedProbabilities(item: GradedItem, theta: number, out: Float64Array): void {
	const { slope, intercepts } = item;
	const top = intercepts.length;
	out[0] = logistic(-(slope * theta + intercepts[0]!));
	for (let k = 1; k < top; k++) {
		// A difference of two logistics, written so that neither tail cancels.
		const upper = slope * theta + intercepts[k - 1]!;
		const lower = slope * theta + intercepts[k]!;
		out[k] = -logistic(upper) * logistic(-lower) * Math.expm1(lower - upper);
	}
	out[top] = logistic(slope * theta + intercepts[top - 1]!);
}

function partialCreditProbabilities(
	item: PartialCreditItem,
	theta: number,
	out: Float64Array,
): void {
	const { slope, intercepts } = item;
	let logit = 0;
	let highest = 0;
	out[0] = 0;
	for (let k = 1; k <= intercepts.length; k++) {
		logit += slope * theta + intercepts[k - 1]!;
		out[k] = logit;
		if (logit > highest) highest = logit;
	}
	let total = 0;
	for (let k = 0; k <= intercepts.length; k++) {
		out[k] = Math.exp(out[k]! - highest);
		total += out[k]!;
	}
	for (let k = 0; k <= intercepts.length; k++) out[k] = out[k]! / total;
}

/** First and second derivatives of the category probabilities with respect to ability. */
export interface CategoryCurves {
	readonly probability: Float64Array;
	readonly first: Float64Array;
	readonly second: Float64Array;
}

/** Room for the curves of items with up to `categories` categories, to be used again and again. */
export function makeCurves(categories: number): CategoryCurves {
	const numbers = () => new Float64Array(categories);
	return { probability: numbers(), first: numbers(), second: numbers() };
}

/** Fills `curves` for `item` at `theta`. Checked against finite differences for every model. */
export function categoryCurves(item: ItemParameters, theta: number, curves: CategoryCurves): void {
	const { probability, first, second } = curves;
	categoryProbabilities(item, theta, probability);
	const a = item.slope;
	switch (item.model) {
		case 'logistic': {
			const p = logistic(a * theta + item.intercept);
			const slope = (1 - item.guessing) * a * p * (1 - p);
			first[0] = -slope;
			first[1] = slope;
			second[1] = slope * a * (1 - 2 * p);
			second[0] = -second[1];
			return;
		}
		case 'graded': {
			const top = item.intercepts.length;
			let [above, bend] = [0, 0];
			for (let k = top; k >= 1; k--) {
				const p = logistic(a * theta + item.intercepts[k - 1]!);
				const slope = a * p * (1 - p);
				const curve = slope * a * (1 - 2 * p);
				first[k] = slope - above;
				second[k] = curve - bend;
				[above, bend] = [slope, curve];
			}
			first[0] = -above;
			second[0] = -bend;
			return;
		}
		case 'partial-credit': {
			const top = item.intercepts.length;
			let [mean, square] = [0, 0];
			for (let k = 1; k <= top; k++) {
				mean += k * probability[k]!;
				square += k * k * probability[k]!;
			}
			const variance = square - mean * mean;
			for (let k = 0; k <= top; k++) {
				first[k] = a * probability[k]! * (k - mean);
				second[k] = a * a * probability[k]! * ((k - mean) * (k - mean) - variance);
			}
		}
	}
}

const shared = makeCurves(mostCategories);

/** Expected score Σ k·P_k(θ), in category units from 0 to m. */
export function expectedScore(item: ItemParameters, theta: number): number {
	categoryProbabilities(item, theta, shared.probability);
	let expected = 0;
	for (let k = 1; k < categoryCount(item); k++) expected += k * shared.probability[k]!;
	return expected;
}

/**
 * Fisher information Σ P′_k² / P_k at `theta`; for the 3PL a²·(Q/P)·((P − c)/(1 − c))² (Lord 1980,
 * eq. 5-4), for the partial credit model a²·Var(k) (Muraki 1993). Categories whose probability
 * underflows carry none.
 */
export function information(item: ItemParameters, theta: number): number {
	categoryCurves(item, theta, shared);
	let total = 0;
	for (let k = 0; k < categoryCount(item); k++) {
		const p = shared.probability[k]!;
		if (p > 0) total += (shared.first[k]! * shared.first[k]!) / p;
	}
	return total;
}

/** Test information Σ I_i(θ): 1/√ of it is the standard error of the ML estimate. */
export function testInformation(items: readonly ItemParameters[], theta: number): number {
	let total = 0;
	for (const item of items) total += information(item, theta);
	return total;
}

/** Test characteristic curve: the expected sum of category scores at `theta`. */
export function expectedTestScore(items: readonly ItemParameters[], theta: number): number {
	let total = 0;
	for (const item of items) total += expectedScore(item, theta);
	return total;
}

/** Difficulties on the ability scale: −d/a for each intercept (thresholds or steps). */
export function difficulties(item: ItemParameters): number[] {
	const intercepts = item.model === 'logistic' ? [item.intercept] : item.intercepts;
	return intercepts.map((d) => -d / item.slope);
}
