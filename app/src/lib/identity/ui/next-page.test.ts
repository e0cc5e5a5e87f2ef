import { expect, it } from 'vitest';
import { nextPage } from './next-page.ts';

it('leads to a page of this site', () => {
	expect(nextPage('/panitia/impor?langkah=2')).toBe('/panitia/impor?langkah=2');
	expect(nextPage('/en/admin')).toBe('/en/admin');
});

it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'akun', '', '/a b', null])(
	'does not follow %j',
	(address) => {
		expect(nextPage(address)).toBeUndefined();
	},
);
