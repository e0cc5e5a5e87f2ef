import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const season = await locals.services.vacancies.findSeason(params.season);
	if (!season?.announced) error(404);
	return { season, host: season.institution.name };
};
