import type { Refusal } from '../data/index.ts';

/** Why answers cannot be compared. */
export type SimilarityRefusal =
	| (Refusal & {
			readonly code: 'psychometrics.wrong_length';
			readonly expected: number;
			readonly found: number;
	  })
	| (Refusal & {
			/** Ability must be a finite number: use EAP, MAP or WLE where ML has none. */
			readonly code: 'psychometrics.ability_missing';
			readonly person: number;
	  })
	| (Refusal & {
			/** A choice that its item does not offer. */
			readonly code: 'psychometrics.bad_score';
			readonly row: number;
			readonly item: number;
			readonly value: number;
	  })
	| (Refusal & {
			readonly code: 'psychometrics.bad_key';
			readonly item: number;
			readonly value: number;
	  })
	| (Refusal & {
			/** Parameters of more than two categories where right or wrong is asked for. */
			readonly code: 'psychometrics.not_right_or_wrong';
			readonly item: number;
	  })
	| (Refusal & { readonly code: 'psychometrics.too_few_persons'; readonly persons: number });
