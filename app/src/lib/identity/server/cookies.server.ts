import type { CookieToSet, Visitor } from '../contract.ts';

/** What the sign-in library reads of a request. */
export function headersOf(visitor: Visitor): Headers {
	return new Headers({ cookie: visitor.cookie, 'user-agent': visitor.userAgent });
}

/**
 * Cookies of an answer of the library; of two with one name the last counts, as in a browser. Their
 * other attributes are the same for all and are set where the answer is written.
 */
export function cookiesOf(headers: Headers): readonly CookieToSet[] {
	const cookies = new Map<string, CookieToSet>();
	for (const line of headers.getSetCookie()) {
		const [pair = '', ...attributes] = line.split(';');
		const split = pair.indexOf('=');
		const name = pair.slice(0, split).trim();
		const value = decodeURIComponent(pair.slice(split + 1).trim());
		const maxAge = attributes.map((part) => /^\s*max-age=(\d+)$/iu.exec(part)?.[1]).find(Boolean);
		cookies.set(name, { name, value, ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }) });
	}
	return [...cookies.values()];
}

/** The same visitor a moment later, when the cookies have been kept. */
export function withCookies(visitor: Visitor, cookies: readonly CookieToSet[]): Visitor {
	const changed = new Set(cookies.map(({ name }) => name));
	const kept = visitor.cookie
		.split(';')
		.map((part) => part.trim())
		.filter((part) => part !== '' && !changed.has(part.split('=', 1)[0] ?? ''));
	const added = cookies
		.filter(({ maxAge }) => maxAge !== 0)
		.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`);
	return { ...visitor, cookie: [...kept, ...added].join('; ') };
}
