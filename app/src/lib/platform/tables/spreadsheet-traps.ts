export type SpreadsheetTrap = 'formula' | 'digits_lost' | 'spreadsheet_error';

const errors: ReadonlySet<string> = new Set([
	'#N/A',
	'#REF!',
	'#VALUE!',
	'#DIV/0!',
	'#NAME?',
	'#NUM!',
	'#NULL!',
	'#SPILL!',
	'#CALC!',
]);

/**
 * What a spreadsheet leaves in a cell instead of what a person meant: a formula without its value,
 * a long number as a power of ten (a NIK of 16 digits keeps 15 of them), an error of a sum.
 */
export function spreadsheetTrap(text: string): SpreadsheetTrap | undefined {
	const first = text.charCodeAt(0);
	// Asked of every cell: most begin with a letter and are nothing of the kind.
	if (first > 61) return undefined;
	if (first <= 32) return spreadsheetTrap(text.trimStart());
	if (first === 61) return 'formula';
	if (first === 35) return errors.has(text.trimEnd()) ? 'spreadsheet_error' : undefined;
	const isPower = text.includes('E+') && /^-?\d(?:[.,]\d+)?E\+\d+\s*$/u.test(text);
	return isPower ? 'digits_lost' : undefined;
}
