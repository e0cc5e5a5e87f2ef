import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** The address of the folder, below which its files stand. */
export const trailingSlash = 'always';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { results } = locals.services;
	const address = `/data/${params.selection}/${params.version}/`;
	const version = (await results.publishedIndex()).find((one) => one.url === address);
	if (version === undefined) error(404);
	const [files, selection] = await Promise.all([
		results.publishedFiles(version),
		results.findSelection(version.selectionId),
	]);
	if (selection === undefined) error(404);
	return { version, files, selection, origin: url.origin };
};
