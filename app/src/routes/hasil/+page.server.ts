import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
	selections: await locals.services.results.selections(),
});
