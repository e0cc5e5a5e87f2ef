import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** The letters of a demo, which reach nobody; a production installation has no such address. */
export const load: PageServerLoad = async ({ locals, setHeaders }) => {
	const { config, notifications } = locals.services;
	if (config.mode !== 'demo') error(404);
	setHeaders({ 'cache-control': 'no-store' });
	return { letters: await notifications.posted() };
};
