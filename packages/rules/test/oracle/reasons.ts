/** The closed list of reasons, as docs/ranking-spec.md words it. */
import { threeDecimals } from './exact.ts';

/** Whoever was not there: TH, DIS and APS by the stage they missed. */
export function notPresent(status: string, stage: 'skd' | 'skb' | 'kompetensi'): string {
	const codes = new Map([
		['TH', 'absent'],
		['DIS', 'disqualified'],
		['APS', 'withdrew'],
	]);
	return `${codes.get(status) ?? ''};stage=${stage}`;
}

export interface Shortfall {
	part: string;
	got: number;
	need: number;
}

export function belowThreshold(shortfalls: readonly Shortfall[]): string {
	const list = (name: keyof Shortfall) => shortfalls.map((one) => one[name]).join('/');
	return `skd_below;got=${list('got')};need=${list('need')};part=${list('part')}`;
}

export function notInCut(cut: readonly number[], places: number): string {
	return `not_in_cut;cut=${cut.join('/')};place=${places}`;
}

/** Marks in their shortest decimal form. */
export function eliminated(component: string, got: string, need: string): string {
	const shortest = (text: string) =>
		text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
	return `eliminated;component=${component};got=${shortest(got)};need=${shortest(need)}`;
}

/** Keys of the final order after the final mark, which needs no naming. */
const cpnsKeys = ['', 'skd_total', 'tkp', 'tiu', 'twk', 'gpa', 'age'];
const pppkKeys = ['priority', '', 'teknis', 'manajerial_sosiokultural', 'wawancara', 'age'];

/**
 * A finisher without a seat beside `edge`, the one at the last place that has a seat; `keys` and
 * `edge` are their legal keys. Equal in all of them, only a decision can have parted the two.
 */
export function withoutSeat(
	keys: readonly number[],
	edge: readonly number[],
	last: bigint,
	pppk: boolean,
): string {
	const index = keys.findIndex((key, i) => key !== edge[i]);
	if (index < 0) return `no_seat_decided;last=${threeDecimals(last)}`;
	const key = (pppk ? pppkKeys : cpnsKeys)[index] ?? '';
	return `no_seat;${key === '' ? '' : `key=${key};`}last=${threeDecimals(last)}`;
}
