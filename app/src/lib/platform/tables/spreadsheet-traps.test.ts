import { expect, it } from 'vitest';
import { spreadsheetTrap } from './spreadsheet-traps.ts';

it.each([
	['=1+1', 'formula'],
	['="0012"', 'formula'],
	['3,27101E+15', 'digits_lost'],
	['3.2710123456789E+15', 'digits_lost'],
	['1E+15', 'digits_lost'],
	['#REF!', 'spreadsheet_error'],
	['#N/A', 'spreadsheet_error'],
	[' =1', 'formula'],
	[' 3,3E+15 ', 'digits_lost'],
])('%s is what a spreadsheet left: %s', (text, trap) => {
	expect(spreadsheetTrap(text)).toBe(trap);
});

it.each(['', ' ', 'Ani', '3271012345678901', '12E3', '-5', '+62', '#1', 'E+15', '79,5'])(
	'%j is what a person meant',
	(text) => {
		expect(spreadsheetTrap(text)).toBeUndefined();
	},
);
