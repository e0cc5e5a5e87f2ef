import { error, fail, redirect } from '@sveltejs/kit';
import { formOf, typed } from '$lib/identity/ui/form.ts';
import { href } from '$lib/ui/locale.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	// The address is a key that no other site learns; without any referrer the form would lack its origin.
	setHeaders({ 'cache-control': 'no-store', 'referrer-policy': 'same-origin' });
	const invitation = await locals.services.identity.findInvitation(params.kunci);
	if (invitation === undefined) error(404, 'identity.invitation_over');
	return { invitation };
};

export const actions: Actions = {
	default: async ({ locals, params, request }) => {
		const form = await formOf(request);
		const filled = {
			name: typed(form, 'name'),
			employeeNumber: typed(form, 'employee_number'),
		};
		const outcome = await locals.services.identity.join(locals.visitor, params.kunci, {
			...filled,
			password: typed(form, 'password'),
		});
		if (outcome.kind === 'refused') {
			const status = outcome.code === 'identity.log_stopped' ? 503 : 400;
			return fail(status, { code: outcome.code, ...filled });
		}
		locals.keepCookies(outcome.cookies);
		redirect(303, href(outcome.codeNeeded ? '/masuk/kode' : '/akun/autentikator'));
	},
};
