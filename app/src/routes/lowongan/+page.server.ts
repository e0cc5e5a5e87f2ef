import { parseSearch } from '$lib/vacancies/ui/search-address.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const search = parseSearch(url.searchParams);
	const { vacancies } = locals.services;
	const [found, seasons] = await Promise.all([vacancies.search(search), vacancies.seasons()]);
	const open = seasons.filter(({ schedule }) =>
		schedule.some(({ key, state }) => key === 'registration' && state === 'now'),
	);
	const season =
		open.find(({ institution }) => search.institutions.includes(institution.id)) ?? open[0];
	return { search, found, season };
};
