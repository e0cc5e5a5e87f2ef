/** What a person may type into the search of the log. */
export type LogSearch =
	| { readonly kind: 'none' }
	| { readonly kind: 'index'; readonly index: number }
	| { readonly kind: 'digest'; readonly text: string };

const longestDigest = 200;

/** `48.207`, `48207` and `#48207` are entry numbers; anything else may be a digest. */
export function parseLogSearch(query: string): LogSearch {
	const text = query.trim().slice(0, longestDigest);
	if (text === '') return { kind: 'none' };
	const number = /^#?(\d{1,3}(?:[.,]\d{3})*|\d{1,15})$/u.exec(text)?.[1];
	if (number !== undefined) return { kind: 'index', index: Number(number.replace(/[.,]/gu, '')) };
	return { kind: 'digest', text: text.replace(/\s+/gu, '') };
}

/** An entry number in an address, or nothing. */
export function indexOf(text: string | null): number | undefined {
	return text !== null && /^(?:0|[1-9]\d{0,14})$/u.test(text) ? Number(text) : undefined;
}
