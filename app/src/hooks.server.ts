import type { Handle, HandleServerError, RequestEvent } from '@sveltejs/kit';
import * as m from '$lib/paraglide/messages';
import { localizeHref } from '$lib/paraglide/runtime';
import { paraglideMiddleware } from '$lib/paraglide/server';
import { describeError } from '$lib/platform/described-error.ts';
import { errorPage, prefersJson } from '$lib/platform/error-page.ts';
import { errorWords } from './routes/error-words.ts';
import { openDoor, recordShown } from './staff-door.server.ts';

/**
 * The host made the services before this handler ran; without them no page can be answered. The
 * locale comes from the address alone, so that a shared link opens in the language it was sent in.
 */
export const handle: Handle = async ({ event, resolve }) => {
	const terang = event.platform?.req.terang;
	if (terang === undefined) throw new Error('The host did not pass its services to the pages.');
	event.locals.services = terang.services;
	event.locals.requestId = terang.requestId;
	const turnedAway = await openDoor(event);
	if (turnedAway !== undefined) return turnedAway;
	return paraglideMiddleware(event.request, async ({ request, locale }) => {
		event.request = request;
		const response = await resolve(event, {
			transformPageChunk: ({ html }) => html.replace('%lang%', locale),
			preload: ({ type }) => type === 'css' || type === 'font',
		});
		await recordShown(event, response.status);
		return inWords(response, event, locale);
	});
};

/**
 * A download that is refused has no page around it: the framework gives the page of last resort,
 * which speaks of a trouble on our side. Whoever asked reads the reason instead.
 */
async function inWords(
	response: Response,
	event: RequestEvent,
	lang: 'id' | 'en',
): Promise<Response> {
	const { status, headers } = response;
	if (status === 405) return methodRefused(response, event, lang);
	const isPage = headers.get('content-type')?.startsWith('text/html') === true;
	if (status < 400 || status >= 500 || !isPage) return response;
	const html = await response.clone().text();
	if (!html.includes('data-last-resort')) return response;
	const code = /Kode \/ code: ([\w.]+)/u.exec(html)?.[1];
	const page = errorPage(status, event.locals.requestId, said(lang, status, code));
	return new Response(page, { status, headers });
}

/** The framework names the method in bare text; which ones an address takes, it says in a header. */
function methodRefused(
	{ status, headers: given }: Response,
	{ request, locals: { requestId: id } }: RequestEvent,
	lang: 'id' | 'en',
): Response {
	const headers = new Headers({ 'cache-control': 'no-store' });
	const allow = given.get('allow');
	if (allow !== null) headers.set('allow', allow);
	if (prefersJson(request.headers.get('accept'))) {
		return Response.json({ code: 'http.method_not_allowed', id }, { status, headers });
	}
	headers.set('content-type', 'text/html; charset=utf-8');
	return new Response(errorPage(status, id, said(lang, status)), { status, headers });
}

function said(lang: 'id' | 'en', status: number, code?: string) {
	const home = { address: localizeHref('/', { locale: lang }), name: m.error_home() };
	return { lang, home, ...errorWords(status, code) };
}

/** The visitor gets a short id and nothing else; the id leads to the whole story in the log. */
export const handleError: HandleServerError = ({ error, event, status, message }) => {
	const id = event.locals.requestId;
	if (status >= 500) {
		const line = { level: 'error', id, route: event.route.id, err: describeError(error) };
		process.stderr.write(`${JSON.stringify(line)}\n`);
	}
	// The page of last resort, shown when not even the frame could be made, knows only this text.
	return { message: status >= 500 ? id : message };
};
