import type { RequestEvent } from '@sveltejs/kit';
import {
	type Actor,
	areaOf,
	type CookieToSet,
	leavesReading,
	unsentTo,
} from '$lib/identity/contract.ts';
import { deLocalizeHref, localizeHref } from '$lib/paraglide/runtime';
import { tellsOfPeople } from './pages-about-people.ts';

/**
 * Who is there, before any page runs. A staff page is not reached without a sign-in and an
 * authenticator, and what those who may read everything ask for is written down first.
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
	if (actor.roles.some(leavesReading)) await record(event, actor);
	return undefined;
}

/**
 * Whoever was shown people on a staff page leaves a record as well, before the page leaves the house.
 * A refusal and a redirect show nobody; a form that is handed back with its faults shows the page.
 */
export async function recordShown(event: RequestEvent, status: number): Promise<void> {
	const { actor } = event.locals;
	if (actor === undefined || actor.roles.some(leavesReading)) return;
	const shown =
		status < 300 || (status >= 400 && status < 500 && ![401, 403, 404].includes(status));
	if (shown && tellsOfPeople(event.route.id)) await record(event, actor);
}

async function record(event: RequestEvent, actor: Actor): Promise<void> {
	await event.locals.services.identity.recordReading(
		actor,
		deLocalizeHref(event.url.pathname),
		await institutionOf(event),
	);
}

/** Whose people a page shows: its own institution's administrators see the record. */
async function institutionOf({ locals, params, url }: RequestEvent): Promise<string | undefined> {
	const { committee } = locals.services;
	const [run, approval] = [Number(params['run']), Number(params['approval'])];
	const resource = Number.isSafeInteger(run)
		? await committee.resourceOfRun(run)
		: Number.isSafeInteger(approval)
			? await committee.resourceOfApproval(approval)
			: params['selection'] === undefined
				? undefined
				: await committee.resourceOfSelection(params['selection']);
	return resource?.institutionId ?? url.searchParams.get('instansi') ?? undefined;
}

/**
 * Everything leads to the sign-in and back. A form is not taken: its sender reads there that nothing
 * of it was kept.
 */
function turnAway({ request, url }: RequestEvent, to: '/masuk' | '/akun/autentikator'): Response {
	const reads = request.method === 'GET' || request.method === 'HEAD';
	const page = url.pathname + url.search.replace(/^\?\/\w+&?/u, '?').replace(/^\?$/u, '');
	const address = reads ? `${to}?${new URLSearchParams({ lanjut: page })}` : unsentTo(to, page);
	return Response.redirect(new URL(localizeHref(address, localeOf(url)), url), 303);
}

function localeOf({ pathname }: URL) {
	return { locale: /^\/en(?:\/|$)/u.test(pathname) ? ('en' as const) : ('id' as const) };
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
