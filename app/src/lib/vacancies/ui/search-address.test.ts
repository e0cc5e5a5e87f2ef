import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	educationLevels,
	formationTypes,
	formatSearch,
	parseSearch,
	sorts,
} from './search-address.ts';

const search = fc.record({
	q: fc.string({ maxLength: 100 }).map((text) => text.trim()),
	institutions: fc.uniqueArray(fc.constantFrom('kota-palu', 'kabupaten-bungo', 'andir')),
	educationLevels: fc.subarray([...educationLevels]),
	formationTypes: fc.subarray([...formationTypes]),
	openOnly: fc.boolean(),
	sort: fc.constantFrom(...sorts),
	page: fc.integer({ min: 1, max: 9_999 }),
});

describe('address of a search', () => {
	it('brings back the search it was made from', () => {
		fc.assert(
			fc.property(search, (wanted) => {
				expect(parseSearch(new URLSearchParams(formatSearch(wanted)))).toEqual(wanted);
			}),
		);
	});

	it('is empty for the plain list', () => {
		expect(formatSearch(parseSearch(new URLSearchParams()))).toBe('');
	});

	it('leaves out what it does not know instead of failing', () => {
		const odd = new URLSearchParams('didik=s9&jenis=x&urut=y&hal=-3&daerah=../etc&buka=ya');
		expect(formatSearch(parseSearch(odd))).toBe('');
	});

	it('cuts a query that is too long', () => {
		expect(parseSearch(new URLSearchParams({ q: 'a'.repeat(500) })).q).toHaveLength(100);
	});
});
