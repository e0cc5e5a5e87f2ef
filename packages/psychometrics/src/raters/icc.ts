import type { Refusal } from '../data/index.ts';
import { fUpperQuantile, fUpperTail } from '../distributions/index.ts';

/** Ratings of targets (rows) by raters (columns), complete. */
export type RatingTable = readonly (readonly number[])[];

export interface IntraclassCorrelation {
	readonly estimate: number;
	/** Limits of the 95 % interval, or of the confidence asked for. */
	readonly low: number;
	readonly high: number;
}

/** The six coefficients of Shrout & Fleiss (1979); in brackets the names of McGraw & Wong (1996). */
export interface IntraclassCorrelations {
	readonly ok: true;
	readonly targets: number;
	readonly raters: number;
	/** One rating; each target has raters of its own. [ICC(1)] */
	readonly icc1: IntraclassCorrelation;
	/** One rating, agreement, raters drawn from a population. [ICC(A,1)] */
	readonly icc2: IntraclassCorrelation;
	/** One rating, consistency, these raters only. [ICC(C,1)] */
	readonly icc3: IntraclassCorrelation;
	/** The mean of all raters, each target with its own. [ICC(k)] */
	readonly icc1k: IntraclassCorrelation;
	/** The mean of all raters, agreement. [ICC(A,k)] */
	readonly icc2k: IntraclassCorrelation;
	/** The mean of all raters, consistency; Cronbach's α of the raters. [ICC(C,k)] */
	readonly icc3k: IntraclassCorrelation;
	/** F of targets against the residual, and its upper tail. */
	readonly f: number;
	readonly p: number;
}

export type IccRefusal =
	| (Refusal & {
			readonly code: 'psychometrics.too_few_targets' | 'psychometrics.too_few_raters';
			readonly found: number;
			readonly needed: number;
	  })
	/** A rating is absent or no number: these coefficients need every rating. */
	| (Refusal & {
			readonly code: 'psychometrics.bad_rating';
			readonly row: number;
			readonly column: number;
	  })
	/** All targets, or all ratings of each target and rater, are alike. */
	| (Refusal & { readonly code: 'psychometrics.no_variance' });

/** Mean squares of the two-way layout without repetition. */
interface MeanSquares {
	/** Of targets, n − 1 degrees of freedom. */
	readonly between: number;
	/** Within targets, n(k − 1). */
	readonly within: number;
	/** Of raters, k − 1. */
	readonly raters: number;
	/** Residual, (n − 1)(k − 1). */
	readonly error: number;
}

/**
 * Intraclass correlations ICC(1), ICC(2), ICC(3) of one rating and of the mean of k, from the mean
 * squares of targets × raters, with F intervals (Shrout & Fleiss 1979; McGraw & Wong 1996, table 7).
 *
 * Which one: 2 for assessors who stand for many and whose severity harms the person assessed; 3 only
 * where every target has the same raters and ranks alone count; k where the mean is what is used.
 *
 * Checked: the 6 × 4 ratings of Shrout & Fleiss. Not for unfinished tables (see Krippendorff's alpha
 * and the many-facet model); an ICC grows with the spread of the targets, so compare only like with
 * like.
 */
export function intraclassCorrelations(
	table: RatingTable,
	{ confidence = 0.95 }: { readonly confidence?: number } = {},
): IntraclassCorrelations | IccRefusal {
	const [n, k] = [table.length, table[0]?.length ?? 0];
	if (n < 2) return tooFew('targets', n);
	if (k < 2) return tooFew('raters', k);
	for (const [row, ratings] of table.entries()) {
		for (let column = 0; column < Math.max(k, ratings.length); column++) {
			if (column >= k || !Number.isFinite(ratings[column])) {
				return { ok: false, code: 'psychometrics.bad_rating', row, column };
			}
		}
	}
	const ms = meanSquares(table, n, k);
	if (ms.between === 0 || ms.error === 0) return { ok: false, code: 'psychometrics.no_variance' };
	const half = (1 - confidence) / 2;
	const [df, dfWithin, dfError] = [n - 1, n * (k - 1), (n - 1) * (k - 1)];
	const one = oneWay(ms.between / ms.within, df, dfWithin, k, half);
	const three = oneWay(ms.between / ms.error, df, dfError, k, half);
	const two = agreement(ms, n, k, half);
	const f = ms.between / ms.error;
	return {
		ok: true,
		targets: n,
		raters: k,
		icc1: one.single,
		icc2: two,
		icc3: three.single,
		icc1k: one.mean,
		icc2k: averaged(two, k),
		icc3k: three.mean,
		f,
		p: fUpperTail(f, df, dfError),
	};
}

function tooFew(what: 'targets' | 'raters', found: number): IccRefusal {
	return { ok: false, code: `psychometrics.too_few_${what}`, found, needed: 2 };
}

function meanSquares(table: RatingTable, n: number, k: number): MeanSquares {
	const rowMeans = table.map((row) => row.reduce((sum, x) => sum + x, 0) / k);
	const grand = rowMeans.reduce((sum, x) => sum + x, 0) / n;
	const columnMeans = table[0]!.map((_, c) => table.reduce((sum, row) => sum + row[c]!, 0) / n);
	const squares = (values: readonly number[], middle: number) =>
		values.reduce((sum, x) => sum + (x - middle) * (x - middle), 0);
	const between = k * squares(rowMeans, grand);
	const raters = n * squares(columnMeans, grand);
	const within = table.reduce((sum, row, r) => sum + squares(row, rowMeans[r]!), 0);
	const error = table.reduce(
		(sum, row, r) =>
			sum + squares(row.map((x, c) => x - rowMeans[r]! - columnMeans[c]! + grand), 0), // prettier-ignore
		0,
	);
	return {
		between: between / (n - 1),
		within: within / (n * (k - 1)),
		raters: raters / (k - 1),
		// Where raters differ by constants alone, rounding leaves a trace of nothing.
		error: error < 1e-20 * (between + within) ? 0 : error / ((n - 1) * (k - 1)),
	};
}

/** Coefficients whose error term is one mean square: of one rating, and of the mean of k. */
function oneWay(f: number, df1: number, df2: number, k: number, half: number) {
	const low = f / fUpperQuantile(half, df1, df2);
	const high = f * fUpperQuantile(half, df2, df1);
	const single = (x: number) => (x - 1) / (x + k - 1);
	const mean = (x: number) => 1 - 1 / x;
	return {
		single: { estimate: single(f), low: single(low), high: single(high) },
		mean: { estimate: mean(f), low: mean(low), high: mean(high) },
	};
}

/** ICC(2,1) with the interval of Shrout & Fleiss (1979), after Satterthwaite. */
function agreement(ms: MeanSquares, n: number, k: number, half: number): IntraclassCorrelation {
	const { between, raters, error } = ms;
	const estimate = (between - error) / (between + (k - 1) * error + (k * (raters - error)) / n);
	const ratio = raters / error;
	const a = k * estimate * ratio;
	const b = n * (1 + (k - 1) * estimate) - k * estimate;
	const df = ((k - 1) * (n - 1) * (a + b) * (a + b)) / ((n - 1) * a * a + b * b);
	const below = fUpperQuantile(half, n - 1, df);
	const above = fUpperQuantile(half, df, n - 1);
	const noise = k * raters + (k * n - k - n) * error;
	return {
		estimate,
		low: (n * (between - below * error)) / (below * noise + n * between),
		high: (n * (above * between - error)) / (noise + n * above * between),
	};
}

/** Spearman (1910) and Brown (1910): from one rating to the mean of k. */
function averaged(single: IntraclassCorrelation, k: number): IntraclassCorrelation {
	const step = (x: number) => (k * x) / (1 + (k - 1) * x);
	return { estimate: step(single.estimate), low: step(single.low), high: step(single.high) };
}
