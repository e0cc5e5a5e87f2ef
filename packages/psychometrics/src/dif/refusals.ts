import type { Refusal } from '../data/index.ts';

/** Why an item, or a whole analysis, has no honest DIF statistic. */
export type DifRefusal =
	| (Refusal & {
			readonly code: 'psychometrics.item_unanswered' | 'psychometrics.item_constant';
			readonly item: number;
	  })
	| (Refusal & {
			/** Matching scores are whole numbers from 0 to 65,535. */
			readonly code: 'psychometrics.matching_out_of_range';
			readonly highest: number;
	  })
	| (Refusal & {
			readonly code: 'psychometrics.wrong_length';
			readonly expected: number;
			readonly found: number;
	  })
	| (Refusal & {
			/** A group without persons, or fewer than two groups. */
			readonly code: 'psychometrics.group_empty';
			readonly group: number;
	  })
	| (Refusal & {
			readonly code: 'psychometrics.not_two_by_two';
			readonly categories: number;
			readonly groups: number;
	  })
	| (Refusal & { readonly code: 'psychometrics.not_two_groups'; readonly groups: number })
	| (Refusal & {
			/** Σ AD/T or Σ BC/T is 0: the odds ratio would be infinite or 0. */
			readonly code: 'psychometrics.odds_ratio_unbounded';
			readonly concordant: number;
			readonly discordant: number;
	  })
	| (Refusal & {
			readonly code:
				| 'psychometrics.no_comparable_stratum'
				| 'psychometrics.separated'
				| 'psychometrics.covariates_collinear';
	  });
