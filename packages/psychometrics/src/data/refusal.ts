/**
 * An input that has no honest answer is refused as a value: a closed code and the data that a reader
 * needs to find the place. Nothing in this package answers NaN or throws because of its input.
 */
export interface Refusal {
	readonly ok: false;
	readonly code: `psychometrics.${string}`;
}

/** Faults of a table of scores or options; positions count from 0. */
export type TableFault =
	| (Refusal & { readonly code: 'psychometrics.no_persons' })
	| (Refusal & { readonly code: 'psychometrics.no_items' })
	| (Refusal & {
			readonly code: 'psychometrics.ragged_row';
			readonly row: number;
			readonly expected: number;
			readonly found: number;
	  })
	| (Refusal & {
			/** Not a whole number from 0 to the item's maximum; −1 and null mean missing. */
			readonly code: 'psychometrics.bad_score';
			readonly row: number;
			readonly item: number;
			readonly value: number;
	  })
	| (Refusal & {
			readonly code: 'psychometrics.bad_maximum';
			readonly item: number;
			readonly value: number;
	  })
	| (Refusal & {
			readonly code: 'psychometrics.wrong_length';
			readonly expected: number;
			readonly found: number;
	  })
	| (Refusal & {
			/** A key that names an option the item does not have, or no option at all. */
			readonly code: 'psychometrics.bad_key';
			readonly item: number;
			readonly value: number;
	  });
