import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const selection = await locals.services.results.findSelection(params.selection);
	if (selection === undefined) error(404);
	const season = await locals.services.vacancies.findSeason(selection.seasonId);
	return { selection, season, host: selection.institution.name };
};
