import type { Refusal } from '../data/index.ts';

/** A count that is no whole number, is below 0, or is larger than the number it is out of. */
export type CountRefusal = Refusal & {
	readonly code: 'psychometrics.bad_count';
	readonly count: number;
	readonly of: number;
};

export function badCount(count: number, of: number): CountRefusal | undefined {
	const fits = Number.isInteger(count) && Number.isInteger(of) && count >= 0 && of > 0;
	return fits && count <= of
		? undefined
		: { ok: false, code: 'psychometrics.bad_count', count, of };
}
