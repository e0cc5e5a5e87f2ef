import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { formOf, typed } from '$lib/identity/ui/form.ts';
import { nextPage } from '$lib/identity/ui/next-page.ts';
import { href } from '$lib/ui/locale.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url, setHeaders }) => {
	setHeaders({ 'cache-control': 'no-store' });
	return { next: nextPage(url.searchParams.get('lanjut')) };
};

async function confirm({ locals, request }: RequestEvent, from: 'authenticator' | 'recovery') {
	const form = await formOf(request);
	const next = nextPage(form.get('lanjut'));
	const code = typed(form, 'code');
	const outcome = await locals.services.identity.confirmCode(locals.visitor, code, from);
	switch (outcome.kind) {
		case 'signed_in':
			locals.keepCookies(outcome.cookies);
			// The sign-in page knows then who it is, and leads on to their work.
			return redirect(303, next ?? href('/masuk'));
		case 'slowed':
			return fail(429, { kind: outcome.kind, seconds: outcome.seconds, from, next });
		case 'refused':
		case 'expired':
			return fail(401, { kind: outcome.kind, from, next });
	}
}

export const actions: Actions = {
	autentikator: (event) => confirm(event, 'authenticator'),
	pulih: (event) => confirm(event, 'recovery'),
};
