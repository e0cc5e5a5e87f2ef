import type { PageServerLoad } from './$types';

/** Only what the page shows: a selection carries hundreds of vacancies that home does not need. */
export const load: PageServerLoad = async ({ locals }) => {
	const { vacancies, results } = locals.services;
	const [institutions, seasons, selections] = await Promise.all([
		vacancies.institutions(),
		vacancies.seasons(),
		results.selections(),
	]);
	const [newest] = selections;
	return { institutions, seasons, newest };
};
