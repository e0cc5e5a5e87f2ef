import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const vacancy = await locals.services.vacancies.findVacancy(params.id);
	if (vacancy === undefined) error(404);
	const season = await locals.services.vacancies.findSeason(vacancy.seasonId);
	return { vacancy, season, host: vacancy.institution.name };
};
