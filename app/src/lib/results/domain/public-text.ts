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
	if (holdsIdentifier(text)) return true;
	const holds = nameFinder([text]);
	return names.some((name) => holds(name).length > 0);
}

/** A NIK, a NIP or an address of mail, whoever they belong to. */
export function holdsIdentifier(text: string): boolean {
	return longNumber.test(text) || email.test(text);
}

/**
 * Which of the texts hold a name. A million names are looked for in few texts: a name whose first
 * word ends no word of them is none of theirs, which is one look into a set.
 */
export function nameFinder<Text extends string>(texts: readonly Text[]) {
	const folded = texts.map((text) => [text, fold(text)] as const);
	const endings = new Set(
		folded.flatMap(([, text]) =>
			text
				.split(' ')
				.flatMap((word) => Array.from({ length: word.length }, (_, at) => word.slice(at))),
		),
	);
	return (name: string): readonly Text[] => {
		const own = fold(name);
		const blank = own.indexOf(' ');
		if (blank < 0 || !endings.has(own.slice(0, blank))) return [];
		return folded.filter(([, text]) => text.includes(own)).map(([text]) => text);
	};
}

function fold(text: string): string {
	return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}
