/** What the form of "my result" sends. The birth date is never sent back into the page. */

export type LookUpForm =
	| { readonly kind: 'valid'; readonly number: string; readonly birthDate: string }
	| {
			readonly kind: 'invalid';
			readonly number: string;
			readonly numberMissing: boolean;
			readonly birthDateMissing: boolean;
	  };

const longestNumber = 40;

function textOf(value: FormDataEntryValue | null): string {
	return typeof value === 'string' ? value.trim() : '';
}

/** A real calendar day, `1998-02-28`. */
function isDay(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return false;
	const moment = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

/** A browser without a date control sends what was typed: `28-02-1998` and `28/2/1998` are understood. */
function dayOf(text: string): string | undefined {
	const typed = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$/u.exec(text);
	const [, day = '', month = '', year = ''] = typed ?? [];
	const iso = typed === null ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
	return isDay(iso) ? iso : undefined;
}

export function readLookUp(data: FormData): LookUpForm {
	const number = textOf(data.get('nomor')).toUpperCase().replaceAll(/\s+/gu, '');
	const birthDate = dayOf(textOf(data.get('lahir')));
	const numberMissing = number === '' || number.length > longestNumber;
	if (birthDate !== undefined && !numberMissing) return { kind: 'valid', number, birthDate };
	return {
		kind: 'invalid',
		number: number.slice(0, longestNumber),
		numberMissing,
		birthDateMissing: birthDate === undefined,
	};
}
