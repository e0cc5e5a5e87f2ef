import * as m from '$lib/paraglide/messages';
import type { PublicResultRow, ResultKind } from '../contract.ts';

/** What stands beside a person in a ranking: the marks by which it was ordered. */

interface MarkColumn {
	readonly title: string;
	readonly num: boolean;
	/** The mark that counts most. */
	readonly strong?: true;
	readonly valueOf: (row: PublicResultRow) => string;
}

const mark = (title: string, valueOf: MarkColumn['valueOf']): MarkColumn => ({
	title,
	num: true,
	valueOf,
});

export function markColumns(kind: ResultKind): readonly MarkColumn[] {
	const skd = mark('SKD', (row) => row.skdTotal);
	if (kind === 'skd') return [{ ...skd, strong: true }];
	const final = mark(m.result_column_final(), (row) => row.final);
	if (kind === 'cpns') {
		return [skd, mark('SKB', (row) => row.skb100), { ...final, strong: true }];
	}
	return [
		{
			title: m.result_column_priority(),
			num: false,
			valueOf: (row) => row.competence?.priority ?? '',
		},
		mark(m.result_column_technical(), (row) => row.competence?.teknis ?? ''),
		mark(m.result_column_managerial(), (row) => row.competence?.manajerial ?? ''),
		mark(m.result_column_sociocultural(), (row) => row.competence?.sosiokultural ?? ''),
		mark(m.result_column_interview(), (row) => row.competence?.wawancara ?? ''),
		{ ...final, strong: true },
	];
}

/** How the order came about, in a sentence. */
export function captionOf(kind: ResultKind): string {
	const captions = {
		cpns: m.result_ranking_caption,
		skd: m.result_ranking_caption_skd,
		pppk: m.result_ranking_caption_pppk,
	};
	return captions[kind]();
}
