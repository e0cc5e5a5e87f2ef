import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** Not given means the version in force; anything but a version number is no page. */
function versionOf(text: string | null): number | undefined {
	if (text === null) return undefined;
	if (!/^[1-9]\d{0,5}$/u.test(text)) error(404);
	return Number(text);
}

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { results, vacancies } = locals.services;
	const version = versionOf(url.searchParams.get('versi'));
	const result = await results.findVacancyResult(params.selection, params.vacancy, version);
	if (result === undefined) error(404);
	const season = await vacancies.findSeason(result.selection.seasonId);
	return { result, season, host: result.selection.institution.name };
};
