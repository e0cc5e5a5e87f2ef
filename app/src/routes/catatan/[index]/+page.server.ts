import { error } from '@sveltejs/kit';
import { indexOf } from '$lib/ledger/ui/search.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const index = indexOf(params.index);
	if (index === undefined) error(404);
	const entry = await locals.services.ledger.findEntry(index);
	if (entry === undefined) error(404);
	return { entry };
};
