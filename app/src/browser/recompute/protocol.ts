import type { Verdict, VerifyStep } from '@terang/bundle';

/** What the page and its worker say to each other. */

export const steps: readonly VerifyStep[] = ['files', 'proof', 'rank', 'compare'];

export interface StartCheck {
	/** Folder of the bundle, ending in `/`. */
	readonly bundle: string;
	readonly vkey: string;
	/** Rows as the site's interface gives them. */
	readonly rows: string;
}

export interface StepTime {
	readonly step: VerifyStep;
	readonly milliseconds: number;
}

export type WorkerMessage =
	| { readonly kind: 'step'; readonly step: VerifyStep }
	| {
			readonly kind: 'progress';
			readonly unit: 'bytes' | 'people';
			readonly done: number;
			readonly total: number;
	  }
	| { readonly kind: 'verdict'; readonly verdict: Verdict; readonly times: readonly StepTime[] }
	/** Could not be checked: no network, a server that answers with an error. */
	| { readonly kind: 'failed' };
