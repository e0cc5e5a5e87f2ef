import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const page = Number(url.searchParams.get('halaman') ?? '1');
	const selection = await locals.services.results.findSelection(
		params.selection,
		Number.isSafeInteger(page) ? page : 1,
	);
	if (selection === undefined) error(404);
	const season = await locals.services.vacancies.findSeason(selection.seasonId);
	return { selection, season, host: selection.institution.name };
};
