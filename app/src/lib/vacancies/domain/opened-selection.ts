import type { Bilingual } from './bilingual.ts';
import { type Institution, isName } from './institution.ts';

/** A selection as a committee opens it; texts as they were typed. */
export interface SelectionDraft {
	readonly kind: string;
	readonly year: string;
	/** Tells two of one kind and year apart; empty for the first. */
	readonly suffix: string;
	/** Empty: named after kind, institution and year. */
	readonly title: Bilingual;
}

export type SelectionFault = 'kind' | 'year' | 'suffix' | 'title_id' | 'title_en';

export type ReadSelection =
	| { readonly ok: true; readonly id: string; readonly title: Bilingual }
	| { readonly ok: false; readonly faults: readonly SelectionFault[] };

const kinds = {
	cpns: { id: 'CPNS', en: 'Civil servant selection (CPNS)' },
	pppk: { id: 'PPPK', en: 'Contract staff selection (PPPK)' },
} as const;

function isKind(text: string): text is keyof typeof kinds {
	return Object.hasOwn(kinds, text);
}

/** @param thisYear of the institution's calendar; a selection belongs to it or a year beside it */
export function readSelection(
	draft: SelectionDraft,
	institution: Pick<Institution, 'id' | 'shortName'>,
	thisYear: number,
): ReadSelection {
	const { kind, suffix, title } = draft;
	const year = /^\d{4}$/u.test(draft.year) ? Number(draft.year) : 0;
	const faults: SelectionFault[] = [];
	if (!isKind(kind)) faults.push('kind');
	if (Math.abs(year - thisYear) > 2) faults.push('year');
	if (suffix !== '' && !/^[a-z0-9]{1,12}$/u.test(suffix)) faults.push('suffix');
	if (title.id !== '' && !isName(title.id)) faults.push('title_id');
	if (title.en !== '' && !isName(title.en)) faults.push('title_en');
	if (faults.length > 0 || !isKind(kind)) return { ok: false, faults };
	const ending = suffix === '' ? '' : `-${suffix}`;
	const named = (word: string) => `${word} ${institution.shortName} ${draft.year}`;
	return {
		ok: true,
		id: `${kind}-${draft.year}-${institution.id}${ending}`,
		title: {
			id: title.id === '' ? named(kinds[kind].id) : title.id,
			en: title.en === '' ? named(kinds[kind].en) : title.en,
		},
	};
}
