import { error, fail, redirect } from '@sveltejs/kit';
import { formOf, typed } from '$lib/identity/ui/form.ts';
import { href } from '$lib/ui/locale.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	if (locals.actor === undefined) error(401);
	return { enrolled: locals.actor.secondFactor };
};

export const actions: Actions = {
	mulai: async ({ locals, request }) => {
		const form = await formOf(request);
		const { identity } = locals.services;
		const begun = await identity.beginAuthenticator(locals.visitor, typed(form, 'password'));
		switch (begun.kind) {
			case 'begun':
				return begun;
			case 'slowed':
				return fail(429, begun);
			case 'refused':
			case 'already_enrolled':
				return fail(401, { kind: begun.kind });
		}
	},
	pastikan: async ({ locals, request }) => {
		const form = await formOf(request);
		const { identity } = locals.services;
		const outcome = await identity.finishAuthenticator(locals.visitor, typed(form, 'code'));
		switch (outcome.kind) {
			case 'signed_in':
				locals.keepCookies(outcome.cookies);
				return redirect(303, href('/akun'));
			case 'slowed':
				return fail(429, { kind: outcome.kind, seconds: outcome.seconds });
			case 'refused':
			case 'expired':
				return fail(401, { kind: 'code_refused' as const });
		}
	},
};
