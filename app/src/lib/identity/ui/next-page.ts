/**
 * Where to go after signing in: a page of this site or nothing. An address that a browser would read
 * as another host is refused, so that a link cannot lead from our form to somebody else's.
 */
export function nextPage(text: FormDataEntryValue | string | null): string | undefined {
	if (typeof text !== 'string' || !/^\/(?![/\\])[^\s\\]*$/u.test(text)) return undefined;
	return text;
}
