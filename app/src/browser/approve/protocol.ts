/** What the page of an approval and its worker say to each other. */

export interface ComputeApproval {
	/** Address under which the data files are found. */
	readonly folder: string;
}

export type ComputedApproval =
	| {
			readonly kind: 'computed';
			/** SHA-256 in hexadecimal. */
			readonly results: string;
			readonly report: string;
			/** The rules are those of this program, byte for byte. */
			readonly packIsOurs: boolean;
	  }
	/** The files could not be fetched or ranked: the server's own computation stays. */
	| { readonly kind: 'failed' };
