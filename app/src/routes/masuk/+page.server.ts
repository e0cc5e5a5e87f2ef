import { fail, redirect } from '@sveltejs/kit';
import { formOf, typed } from '$lib/identity/ui/form.ts';
import { nextPage } from '$lib/identity/ui/next-page.ts';
import { href } from '$lib/ui/locale.ts';
import { homeOf } from '../workplace.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url, setHeaders }) => {
	setHeaders({ 'cache-control': 'no-store' });
	const next = nextPage(url.searchParams.get('lanjut'));
	if (locals.actor !== undefined) redirect(303, next ?? href(homeOf(locals.actor)));
	return { next, unsent: url.searchParams.has('belum_terkirim') };
};

export const actions: Actions = {
	default: async ({ locals, request }) => {
		const form = await formOf(request);
		const email = typed(form, 'email');
		const next = nextPage(form.get('lanjut'));
		const outcome = await locals.services.identity.signIn(
			locals.visitor,
			email,
			typed(form, 'password'),
		);
		switch (outcome.kind) {
			case 'refused':
				return fail(401, { kind: outcome.kind, email, next });
			case 'slowed':
				return fail(429, { kind: outcome.kind, seconds: outcome.seconds, email, next });
			case 'code_needed': {
				locals.keepCookies(outcome.cookies);
				const query = next === undefined ? '' : `?${new URLSearchParams({ lanjut: next })}`;
				return redirect(303, href('/masuk/kode') + query);
			}
			case 'signed_in':
				// Without an authenticator nothing but the own account opens.
				locals.keepCookies(outcome.cookies);
				return redirect(303, href('/akun/autentikator'));
		}
	},
};
