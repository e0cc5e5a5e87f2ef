import type { Refusal } from '../data/index.ts';
import type { ItemParameters } from './item.ts';
import type { GuessingPrior, SlopePrior } from './priors.ts';

/** Model of one item. */
export type ItemModel = '2PL' | '3PL' | 'GRM' | 'GPCM';

/** `1PL` and `PCM`: one slope for all items, which is the Rasch model with free variance of ability. */
export type CalibrationModel = ItemModel | '1PL' | 'PCM';

export interface CalibrationProgress {
	readonly evaluations: number;
	/** With the logarithms of the priors in use. */
	readonly logLikelihood: number;
	/** Largest change of a parameter in the last step. */
	readonly change: number;
	readonly nodes: number;
}

/**
 * Standard errors come from an information matrix, a sum over persons; beyond 100,000 persons it is
 * summed over every k-th and scaled, which moves an error by a few parts in a thousand.
 *
 * `observed`: the negative Hessian of the marginal log likelihood, by central differences of its
 * gradient (what `mirt` gets from Oakes' identity). `cross-product`: Σ of the outer products of the
 * persons' gradients; cheaper for many persons, and too small where the model does not hold.
 */
export type ErrorMethod = 'observed' | 'cross-product' | 'none';

export interface CalibrationOptions {
	/** One for all items or one for each; default 2PL for two categories, GPCM for more. */
	readonly model?: CalibrationModel | readonly ItemModel[];
	/** Nodes on [−6, 6]; by default as many as the items need, 41 at least. */
	readonly nodes?: number;
	/** Converged when a step moves no parameter by more; default 1e−5. */
	readonly tolerance?: number;
	/** Most evaluations of the EM map; default 2000. */
	readonly mostEvaluations?: number;
	readonly slopePrior?: SlopePrior;
	/** Default Beta(5, 17). There is no 3PL without one. */
	readonly guessingPrior?: GuessingPrior;
	/** Default `observed`. */
	readonly standardErrors?: ErrorMethod;
	/** Told after each evaluation; answering false cancels. */
	readonly progress?: (progress: CalibrationProgress) => boolean;
}

/**
 * What a reader of the result should know first. `skd_is_three_scales`: 65 right-or-wrong and 45
 * many-valued items in one call are an SKD form, whose TWK, TIU and TKP are three abilities;
 * `slope_not_positive`: able persons do worse on some item, as with a wrong key.
 */
export type CalibrationRemark =
	'not_converged' | 'skd_is_three_scales' | 'slope_unbounded' | 'slope_not_positive';

/** Standard errors, shaped as the item's parameters; null where the information gives none. */
export interface ItemErrors {
	readonly slope: number | null;
	readonly intercepts: readonly (number | null)[];
	/** Of c; null also for items without it. */
	readonly guessing: number | null;
}

export interface Calibration {
	readonly ok: true;
	readonly items: readonly ItemParameters[];
	readonly logLikelihood: number;
	/** Free parameters. */
	readonly parameters: number;
	readonly aic: number;
	readonly bic: number;
	readonly converged: boolean;
	/** Evaluations of the EM map, all grids together. */
	readonly evaluations: number;
	/** Nodes of the grid that was used in the end. */
	readonly nodes: number;
	readonly errorMethod: ErrorMethod;
	/** Persons over whom the information was summed. */
	readonly errorPersons: number;
	readonly errors: readonly ItemErrors[] | undefined;
	/** Covariance of the free parameters, row-major; a shared slope comes first. */
	readonly covariance: Float64Array | undefined;
	/** Items whose slope ran to the limit: the data hold no finite one. Look at them first. */
	readonly unboundedItems: readonly number[];
	readonly remarks: readonly CalibrationRemark[];
}

export type CalibrationRefusal =
	| (Refusal & { readonly code: 'psychometrics.no_persons' })
	| (Refusal & {
			readonly code: 'psychometrics.too_few_items';
			readonly found: number;
			readonly needed: number;
	  })
	| (Refusal & { readonly code: 'psychometrics.item_not_answered'; readonly item: number })
	/** Everybody who answered has the same score. */
	| (Refusal & { readonly code: 'psychometrics.constant_item'; readonly item: number })
	/** `recodeCategories` closes such gaps. */
	| (Refusal & {
			readonly code: 'psychometrics.category_unused';
			readonly item: number;
			readonly category: number;
	  })
	/** 1PL, 2PL and 3PL need two categories. */
	| (Refusal & { readonly code: 'psychometrics.model_needs_two_categories'; readonly item: number })
	| (Refusal & {
			readonly code: 'psychometrics.wrong_length';
			readonly expected: number;
			readonly found: number;
	  })
	/** The grid asked for is too coarse for these items: whole posteriors fall between nodes. */
	| (Refusal & {
			readonly code: 'psychometrics.nodes_too_coarse';
			readonly nodes: number;
			readonly needed: number;
	  })
	/** A spread that is not positive; shapes of the beta below 1 have no finite mode. */
	| (Refusal & { readonly code: 'psychometrics.bad_prior' })
	| (Refusal & { readonly code: 'psychometrics.cancelled' });
