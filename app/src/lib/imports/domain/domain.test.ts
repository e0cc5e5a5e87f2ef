import { describe, expect, it } from 'vitest';
import { belongsTo } from './states.ts';

describe('a selection that nobody announced yet', () => {
	it.each([
		['cpns-2026-kota-palu', true],
		['pppk-2026-kota-palu', true],
		['cpns-2026-kota-palu-lama', false],
		['cpns-2026-kabupaten-bungo', false],
		['kota-palu', false],
		['../cpns-2026-kota-palu', false],
	])('%s is the institution’s own: %s', (scope, own) => {
		expect(belongsTo(scope, 'kota-palu')).toBe(own);
	});
});
