import { redirect } from '@sveltejs/kit';
import { href } from '$lib/ui/locale.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	if (locals.actor === undefined) redirect(303, href('/'));
};

export const actions: Actions = {
	default: async ({ locals }) => {
		const { cookies } = await locals.services.identity.signOut(locals.visitor);
		locals.keepCookies(cookies);
		redirect(303, href('/'));
	},
};
