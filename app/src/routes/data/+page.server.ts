import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { results } = locals.services;
	const [versions, selections] = await Promise.all([
		results.publishedIndex(),
		results.selections(),
	]);
	const titles = Object.fromEntries(
		selections.map(({ id, title, institution }) => [id, { title, zone: institution.zone }]),
	);
	return { versions, titles, origin: url.origin };
};
