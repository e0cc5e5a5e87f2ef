import { expect, it } from 'vitest';
import { parseEmployeeNumber } from './employee-number.ts';

it('reads an NIP with or without spaces', () => {
	expect(parseEmployeeNumber('19850101 201001 2 001')).toBe('198501012010012001');
	expect(parseEmployeeNumber('198501012010012001')).toBe('198501012010012001');
});

it.each([
	'',
	'19850101201001200',
	'1985010120100120011',
	'198513012010012001',
	'198501322010012001',
	'198501012010132001',
	'19850101201001200a',
])('refuses %j', (text) => {
	expect(parseEmployeeNumber(text)).toBeUndefined();
});
