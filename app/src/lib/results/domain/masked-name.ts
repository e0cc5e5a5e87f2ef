/**
 * First letter of each word and three asterisks, whatever the length: the number of letters would
 * narrow the guess. A combining mark stays with its letter. What is no letter or digit shows as an
 * asterisk only, so that a name cannot smuggle markup or punctuation through.
 */
export function maskName(name: string): string {
	return name
		.normalize('NFC')
		.split(/\s+/u)
		.filter((word) => word !== '')
		.map((word) => `${/^[\p{L}\p{N}]\p{M}*/u.exec(word)?.[0].toUpperCase() ?? ''}***`)
		.join(' ');
}

/**
 * Special formations reveal something about a person (a disability, an origin). Where fewer than
 * ten applied, initials would single them out: only the number is shown.
 */
export function showsName(formationType: string, applicants: number): boolean {
	return formationType === 'umum' || applicants >= smallestGroup;
}

const smallestGroup = 10;
