import { error, fail, redirect } from '@sveltejs/kit';
import { formOf, typed } from '$lib/identity/ui/form.ts';
import { href } from '$lib/ui/locale.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const { identity, vacancies } = locals.services;
	// The door lets nobody in here who is not signed in.
	if (locals.actor === undefined) error(401);
	return {
		actor: locals.actor,
		sessions: await identity.sessions(locals.visitor),
		institutions: await vacancies.institutions(),
	};
};

export const actions: Actions = {
	akhiri: async ({ locals, request }) => {
		const form = await formOf(request);
		await locals.services.identity.endSession(locals.visitor, typed(form, 'sesi'));
		redirect(303, href('/akun'));
	},
	akhiri_lain: async ({ locals }) => {
		await locals.services.identity.endOtherSessions(locals.visitor);
		redirect(303, href('/akun'));
	},
	kode_pemulihan: async ({ locals, request }) => {
		const form = await formOf(request);
		const { identity } = locals.services;
		const made = await identity.newRecoveryCodes(locals.visitor, typed(form, 'password'));
		switch (made.kind) {
			case 'made':
				return { kind: made.kind, recoveryCodes: made.recoveryCodes };
			case 'slowed':
				return fail(429, made);
			case 'refused':
				return fail(401, made);
		}
	},
};
