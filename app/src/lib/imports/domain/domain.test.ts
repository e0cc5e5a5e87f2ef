import { describe, expect, it } from 'vitest';
import { FaultsOfFile } from './faults-of-file.ts';
import { belongsTo } from './states.ts';

describe('faults of a file', () => {
	it('keep the first thousand in the order of the file, however they came', () => {
		const faults = new FaultsOfFile<{ readonly line: number }>();
		for (let line = 5_000; line > 0; line -= 1) faults.add({ line });
		faults.add({ line: 1 });
		faults.countFurther(9);
		expect(faults.total).toBe(5_010);
		expect(faults.lines()).toHaveLength(5_000);
		expect(faults.first()).toHaveLength(1_000);
		expect(faults.first().map(({ line }) => line)).toEqual([
			1,
			...Array.from({ length: 999 }, (_, at) => at + 1),
		]);
	});
});

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
