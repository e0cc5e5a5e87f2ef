import type { Verdict } from '@terang/bundle';
import type { StepTime } from './protocol.ts';

/** What the page remembers when it is left: a check under way, or what the last one found. */
export type Remembered =
	| { readonly kind: 'running'; readonly bundle: string }
	| {
			readonly kind: 'done';
			readonly bundle: string;
			readonly at: string;
			readonly verdict: Verdict;
			readonly times: readonly StepTime[];
	  };

const key = 'terang.hitung-ulang';

/** Storage may be full or forbidden; then the page simply forgets. */
export function remember(state: Remembered): void {
	try {
		sessionStorage.setItem(key, JSON.stringify(state));
	} catch {
		forget();
	}
}

export function forget(): void {
	try {
		sessionStorage.removeItem(key);
	} catch {
		// Nothing was kept, so nothing can be removed.
	}
}

/** Only of the same bundle: another version is another question. */
export function recall(bundle: string): Remembered | undefined {
	try {
		const text = sessionStorage.getItem(key);
		const state = text === null ? undefined : (JSON.parse(text) as Remembered);
		return state?.bundle === bundle ? state : undefined;
	} catch {
		return undefined;
	}
}
