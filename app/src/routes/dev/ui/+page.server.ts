import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** For those who build pages; a production installation has no such address. */
export const load: PageServerLoad = ({ locals }) => {
	if (locals.services.config.mode !== 'demo') error(404);
};
