import type { Refusal } from '../data/index.ts';

/** How an ability is estimated from answers and known item parameters. */
export type ScoreMethod = 'EAP' | 'MAP' | 'ML' | 'WLE';

/**
 * Why an ability may have no number: everything at the lowest or the highest category leaves a
 * likelihood without a peak (ML), and no answer leaves nothing to estimate from.
 */
export type ScoreStatus = 'estimated' | 'no_lower_bound' | 'no_upper_bound' | 'unanswered';

export interface AbilityScore {
	readonly status: ScoreStatus;
	/** Null where the status says why. */
	readonly ability: number | null;
	/** Standard error (ML, WLE) or posterior standard deviation (EAP, MAP). */
	readonly error: number | null;
}

export interface AbilityScores {
	readonly ok: true;
	readonly method: ScoreMethod;
	/** In the order of the matrix. */
	readonly persons: readonly AbilityScore[];
	/**
	 * var(θ̂) / (var(θ̂) + mean error²), over the persons that have an estimate: the empirical
	 * reliability of EAP and MAP scores; null with fewer than two.
	 */
	readonly empiricalReliability: number | null;
}

export type ScoringRefusal =
	| (Refusal & {
			/** The matrix has another number of items than there are parameters. */
			readonly code: 'psychometrics.wrong_length';
			readonly expected: number;
			readonly found: number;
	  })
	| (Refusal & {
			/** An answer in a category that the item's parameters do not have. */
			readonly code: 'psychometrics.category_unknown';
			readonly item: number;
			readonly categories: number;
			readonly score: number;
	  })
	/** A slope or intercept that is not a finite number, or c outside [0, 1). */
	| (Refusal & { readonly code: 'psychometrics.bad_parameters'; readonly item: number })
	/** A mean that is no number, or a standard deviation that is not positive. */
	| (Refusal & { readonly code: 'psychometrics.bad_prior' })
	/** A grid too fine for these items would be needed. */
	| (Refusal & { readonly code: 'psychometrics.nodes_too_coarse'; readonly needed: number });

export interface ScoreOptions {
	/** Prior of EAP and MAP: N(mean, sd²); default N(0, 1). */
	readonly prior?: { readonly mean: number; readonly sd: number };
}
