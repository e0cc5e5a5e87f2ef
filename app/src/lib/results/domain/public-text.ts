/**
 * Texts that people write for the log (authority and reason) stand there for ever. What plainly
 * tells of a person is refused before anybody signs it; a sentence that paraphrases somebody is
 * beyond any program, and the form says so.
 */

/** NIK have 16 digits and NIP 18; people part them by blanks, dots or hyphens. */
const longNumber = /(?<!\d)\d(?:[ .-]?\d){14,}/u;
const email = /[^\s@]+@[^\s@]+\.[^\s@]+/u;

/** @param names of the people of the selection; a single word may mean anything else */
export function tellsOfPerson(text: string, names: readonly string[]): boolean {
	if (longNumber.test(text) || email.test(text)) return true;
	const folded = fold(text);
	return names.some((name) => {
		const own = fold(name);
		return own.includes(' ') && folded.includes(own);
	});
}

function fold(text: string): string {
	return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}
