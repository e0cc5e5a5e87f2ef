import { fail } from '@sveltejs/kit';
import { formOf, typed } from '$lib/identity/ui/form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ setHeaders }) => {
	setHeaders({ 'cache-control': 'no-store' });
};

export const actions: Actions = {
	default: async ({ locals, request }) => {
		const form = await formOf(request);
		const outcome = await locals.services.identity.forgot(typed(form, 'email'));
		return outcome.kind === 'slowed' ? fail(429, outcome) : outcome;
	},
};
