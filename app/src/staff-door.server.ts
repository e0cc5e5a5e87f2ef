import type { RequestEvent } from '@sveltejs/kit';
import { areaOf, type CookieToSet, leavesReading } from '$lib/identity/contract.ts';
import { deLocalizeHref, localizeHref } from '$lib/paraglide/runtime';

/**
 * Who is there, before any page runs. A staff page is not reached without a sign-in and an
 * authenticator, and what those who may read everything read is written down first.
 * @returns the answer for whoever may not pass
 */
export async function openDoor(event: RequestEvent): Promise<Response | undefined> {
	const { identity, config } = event.locals.services;
	event.locals.visitor = {
		cookie: event.request.headers.get('cookie') ?? '',
		userAgent: event.request.headers.get('user-agent') ?? '',
	};
	event.locals.keepCookies = (cookies) => keepCookies(event, cookies, config.secure);
	const { actor, cookies } = await identity.recognise(event.locals.visitor);
	event.locals.keepCookies(cookies);
	if (actor !== undefined) event.locals.actor = actor;
	const area = areaOf(event.route.id);
	if (area === 'public') return undefined;
	event.setHeaders({ 'cache-control': 'no-store' });
	if (actor === undefined) return turnAway(event, '/masuk');
	if (area === 'account') return undefined;
	if (!actor.secondFactor) return turnAway(event, '/akun/autentikator');
	if (actor.roles.some(leavesReading)) {
		await identity.recordReading(
			actor,
			deLocalizeHref(event.url.pathname),
			event.url.searchParams.get('instansi') ?? undefined,
		);
	}
	return undefined;
}

/** A page leads to the sign-in and back; anything else is refused, so that nothing half arrives. */
function turnAway(event: RequestEvent, to: string): Response {
	const { method } = event.request;
	if (method !== 'GET' && method !== 'HEAD') return new Response(null, { status: 401 });
	const next = new URLSearchParams({ lanjut: event.url.pathname + event.url.search });
	const url = new URL(`${to}?${next.toString()}`, event.url);
	return Response.redirect(
		new URL(localizeHref(url.pathname + url.search, localeOf(event)), url),
		303,
	);
}

function localeOf(event: RequestEvent) {
	return { locale: /^\/en(?:\/|$)/u.test(event.url.pathname) ? ('en' as const) : ('id' as const) };
}

function keepCookies(event: RequestEvent, cookies: readonly CookieToSet[], secure: boolean): void {
	for (const { name, value, maxAge } of cookies) {
		event.cookies.set(name, value, {
			path: '/',
			httpOnly: true,
			sameSite: 'lax',
			secure,
			...(maxAge === undefined ? {} : { maxAge }),
		});
	}
}
