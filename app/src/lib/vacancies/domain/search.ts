import type { SeasonDraft, VacancyDraft } from '../contract.ts';

/** What a search looks through, in lower case. */
export function searchText(
	season: Pick<SeasonDraft, 'institution'>,
	vacancy: VacancyDraft,
): string {
	const { title, unit, location, education } = vacancy;
	const { name, shortName } = season.institution;
	return [title, unit, location, education, name, shortName].join(' ').toLowerCase();
}

const mostWords = 8;

/** The words of a query that must all occur; `%`, `_` and `\` are letters here, not patterns. */
export function searchPatterns(query: string): readonly string[] {
	return query
		.toLowerCase()
		.split(/\s+/u)
		.filter((word) => word !== '')
		.slice(0, mostWords)
		.map((word) => `%${word.replaceAll(/[\\%_]/gu, (letter) => `\\${letter}`)}%`);
}

export const pageSize = 10;

/** Number of pages and the page that is shown; a page beyond the last shows the last. */
export function pageOf(total: number, wanted: number): { page: number; pages: number } {
	const pages = Math.max(1, Math.ceil(total / pageSize));
	const page = Number.isSafeInteger(wanted) ? Math.min(Math.max(1, wanted), pages) : 1;
	return { page, pages };
}
