/**
 * What a version is the result of: a CPNS selection with its seats, the SKD of one (who goes on to
 * the SKB), or a PPPK selection, which has neither SKD nor SKB.
 */
export type ResultKind = 'cpns' | 'skd' | 'pppk';

/** @param pack id of the rule pack, which begins with its kind */
export function resultKind(ranked: { readonly pack: string; readonly stage?: string }): ResultKind {
	if (ranked.pack.startsWith('pppk-')) return 'pppk';
	return ranked.stage === 'skd' ? 'skd' : 'cpns';
}

/** What PPPK is ordered by, in the order of the law: first the group, then the marks. */
export const competenceColumns = [
	'priority',
	'teknis',
	'manajerial',
	'sosiokultural',
	'wawancara',
] as const;

export type Competence = Readonly<Record<(typeof competenceColumns)[number], string>>;

/** @param record a row that has these columns, or lacks them */
export function competenceOf(record: Partial<Competence>): Competence {
	return {
		priority: record.priority ?? '',
		teknis: record.teknis ?? '',
		manajerial: record.manajerial ?? '',
		sosiokultural: record.sosiokultural ?? '',
		wawancara: record.wawancara ?? '',
	};
}

/** A shortlist has no final order yet: it stands in the order of the SKD. */
export function rankedIn<Row extends { readonly rankSkd: string }>(
	kind: ResultKind,
	rows: readonly Row[],
): readonly Row[] {
	return kind === 'skd' ? rows.toSorted((a, b) => Number(a.rankSkd) - Number(b.rankSkd)) : rows;
}
