import * as m from '$lib/paraglide/messages';
import type { Outcome, ResultKind } from '../contract.ts';

/** Every outcome's word; a missing code does not compile. */
const names: Readonly<Record<Outcome | 'MS', () => string>> = {
	MS: m.outcome_MS,
	L: m.outcome_L,
	'P/TL': m.outcome_PTL,
	'P/L': m.outcome_PL,
	P: m.outcome_P,
	TL: m.outcome_TL,
	TMS: m.outcome_TMS,
	TMS1: m.outcome_TMS1,
	TH: m.outcome_TH,
	APS: m.outcome_APS,
	DIS: m.outcome_DIS,
	tie_unresolved: m.outcome_tie_unresolved,
};

/** What a code means, in the order of the list, for those that a ranking can show. */
const meanings: Partial<Readonly<Record<Outcome, () => string>>> = {
	L: m.meaning_L,
	'P/TL': m.meaning_PTL,
	TMS1: m.meaning_TMS1,
	TH: m.meaning_TH,
	APS: m.meaning_APS,
	DIS: m.meaning_DIS,
	tie_unresolved: m.meaning_tie_unresolved,
};

/** Whether a text is a code of the rules; the text of somebody who was not there is empty. */
export function isOutcome(text: string): text is Outcome {
	return text !== 'MS' && Object.hasOwn(names, text);
}

export function outcomeName(code: Outcome | 'MS'): string {
	return names[code]();
}

/** What says more than the stage to which it belongs, in results that have no SKB. */
const otherMeanings: Readonly<Record<ResultKind, typeof meanings>> = {
	cpns: {},
	skd: { 'P/L': m.meaning_PL },
	pppk: {},
};

/** The codes that occur, each with its meaning. */
export function meaningsOf(
	codes: Iterable<Outcome>,
	kind: ResultKind,
): { code: Outcome; meaning: string }[] {
	const present = new Set(codes);
	const known = { ...meanings, ...otherMeanings[kind] };
	return (Object.keys(known) as Outcome[])
		.filter((code) => present.has(code))
		.map((code) => ({ code, meaning: known[code]?.() ?? '' }));
}
