import type { EducationLevel, FormationType, VacancySearch } from '../contract.ts';

/** A search is an address that can be shared: the same parameters in both languages. */

const sortWords: Readonly<Record<VacancySearch['sort'], string>> = {
	fewest_applicants: 'pelamar',
	most_seats: 'kursi',
	closing_soon: 'tutup',
};

export const educationLevels: readonly EducationLevel[] = [
	'sma',
	'diploma',
	'sarjana',
	'profesi',
	'magister',
];

export const formationTypes: readonly FormationType[] = [
	'umum',
	'cumlaude',
	'diaspora',
	'disabilitas',
	'papua',
	'kalimantan',
	'daerah_tertinggal',
];

export const sorts = Object.keys(sortWords) as readonly VacancySearch['sort'][];

const longestQuery = 100;
const mostRegions = 20;
const farthestPage = 10_000;

export function sortWord(sort: VacancySearch['sort']): string {
	return sortWords[sort];
}

function known<T extends string>(values: readonly string[], all: readonly T[]): T[] {
	return all.filter((value) => values.includes(value));
}

function pageOf(text: string | null): number {
	const page = /^[1-9]\d{0,4}$/u.test(text ?? '') ? Number(text) : 1;
	return Math.min(page, farthestPage);
}

/** Anything unknown in an address is left out, never an error: old links stay useful. */
export function parseSearch(parameters: URLSearchParams): VacancySearch {
	const word = parameters.get('urut');
	const slugs = parameters.getAll('daerah').filter((slug) => /^[a-z0-9-]{1,60}$/u.test(slug));
	return {
		q: (parameters.get('q') ?? '').trim().slice(0, longestQuery),
		institutions: [...new Set(slugs)].slice(0, mostRegions),
		educationLevels: known(parameters.getAll('didik'), educationLevels),
		formationTypes: known(parameters.getAll('jenis'), formationTypes),
		openOnly: parameters.get('buka') === '1',
		sort: sorts.find((sort) => sortWords[sort] === word) ?? 'fewest_applicants',
		page: pageOf(parameters.get('hal')),
	};
}

/** The address of a search, `''` for the plain list; defaults are left out. */
export function formatSearch(search: VacancySearch): string {
	const parameters = new URLSearchParams();
	if (search.q !== '') parameters.set('q', search.q);
	for (const slug of search.institutions) parameters.append('daerah', slug);
	for (const level of search.educationLevels) parameters.append('didik', level);
	for (const type of search.formationTypes) parameters.append('jenis', type);
	if (search.openOnly) parameters.set('buka', '1');
	if (search.sort !== 'fewest_applicants') parameters.set('urut', sortWords[search.sort]);
	if (search.page > 1) parameters.set('hal', String(search.page));
	const text = parameters.toString();
	return text === '' ? '' : `?${text}`;
}
