import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../../../launcher/testing.ts';
import {
	type ImportsBench,
	inCodes,
	read,
	startImportsBench,
	vacancyHeader,
} from './testing/imports-bench.server.ts';

let server: TestDatabase;
let bench: ImportsBench;

beforeAll(async () => {
	server = await startTestDatabase();
});

afterAll(() => server.stop());

beforeEach(async () => {
	bench = await startImportsBench(server);
});

afterEach(() => bench.stop());

const rowsOf = (from: number, to: number, row: (n: number) => string) =>
	Array.from({ length: to - from }, (_, at) => row(from + at)).join('\n');

it('every page that can be opened says what stood in the cell, and the download has every row', async () => {
	const wrong = rowsOf(0, 1_200, (n) => `w-${n},a,p,e,u,umum,x${n},,,`);
	const twice = rowsOf(0, 1_100, () => 'v-1,a,p,e,u,umum,1,,,');
	const { id, faultTotal } = await bench.handIn(
		'vacancies',
		`${vacancyHeader}\nv-1,a,p,e,u,umum,1,,,\n${twice}\n${wrong}\n`,
	);
	expect(faultTotal).toBe(2_300);
	for (const code of ['not_an_integer', 'duplicate_id', undefined]) {
		for (const page of [1, 20, 40]) {
			const chosen = code === undefined ? { page } : { page, code };
			const { faults, pages } = await bench.imports.faults(read, id, chosen);
			expect(pages).toBe(40);
			expect(faults).toHaveLength(25);
			expect(faults.map(({ value }) => value)).not.toContain('');
		}
	}
	const numbers = await bench.imports.faults(read, id, { page: 40, code: 'not_an_integer' });
	expect(numbers.faults.at(-1)).toMatchObject({ line: 2_102, value: 'x999' });
	const rows = await bench.imports.faultyRows(read, id, 'csv', inCodes);
	const given = await text(rows!.body);
	expect(given).toContain('x1199');
	expect(given.trim().split('\r\n')).toHaveLength(2_301);
});
