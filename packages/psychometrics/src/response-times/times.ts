import type { Refusal } from '../data/index.ts';

/** Seconds that persons spent on items. */
export interface TimeMatrix {
	readonly persons: number;
	readonly items: number;
	/** Row-major, persons × items; 0 where no time is known. */
	readonly seconds: Float64Array;
}

export type TimesRefusal =
	| (Refusal & {
			readonly code: 'psychometrics.wrong_length';
			readonly expected: number;
			readonly found: number;
	  })
	| (Refusal & {
			/** A time below 0 or not a finite number. */
			readonly code: 'psychometrics.bad_time';
			readonly row: number;
			readonly item: number;
			readonly value: number;
	  })
	| (Refusal & {
			readonly code: 'psychometrics.too_few_persons' | 'psychometrics.too_few_items';
			readonly found: number;
			readonly needed: number;
	  })
	| (Refusal & {
			/** Fewer than two times, or times that leave nothing to chance. */
			readonly code: 'psychometrics.item_unanswered' | 'psychometrics.item_constant';
			readonly item: number;
	  });

/** The first thing that keeps these times from being read. */
export function timesFault({ persons, items, seconds }: TimeMatrix): TimesRefusal | undefined {
	if (seconds.length !== persons * items) {
		const [expected, found] = [persons * items, seconds.length];
		return { ok: false, code: 'psychometrics.wrong_length', expected, found };
	}
	const at = seconds.findIndex((value) => !(value >= 0 && value < Infinity));
	if (at < 0) return undefined;
	const item = at % items;
	const value = seconds[at]!;
	return { ok: false, code: 'psychometrics.bad_time', row: (at - item) / items, item, value };
}
