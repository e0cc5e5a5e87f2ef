import { fail } from '@sveltejs/kit';
import { formOf } from '$lib/identity/ui/form.ts';
import { readLookUp } from '$lib/results/ui/look-up-form.ts';
import type { Actions, PageServerLoad } from './$types';

/** A page that may show one person's result is kept by no cache, the browser's own included. */
export const load: PageServerLoad = ({ setHeaders }) => {
	setHeaders({ 'cache-control': 'no-store' });
};

export const actions: Actions = {
	default: async ({ locals, request }) => {
		const form = readLookUp(await formOf(request));
		if (form.kind === 'invalid') return fail(400, { form });
		const { results, vacancies } = locals.services;
		const found = await results.lookUpMine(form.number, form.birthDate);
		switch (found.kind) {
			case 'no_match':
				return fail(404, { form: { ...form, kind: 'no_match' as const } });
			case 'slowed':
				return fail(429, {
					form: { ...form, kind: 'slowed' as const, seconds: found.retryAfterSeconds },
				});
			case 'found': {
				const season = await vacancies.findSeason(found.result.selection.seasonId);
				return { result: found.result, season };
			}
		}
	},
};
