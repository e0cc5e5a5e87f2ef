import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { areaOf } from './lib/identity/contract.ts';
import { staffPages, tellsOfPeople } from './pages-about-people.ts';

const folder = path.join(import.meta.dirname, 'routes');

/** Ids of the routes that load or answer something. */
const served = new Set(
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((file) => /\+(?:page\.server|server)\.ts$/u.test(file))
		.map((file) => `/${path.dirname(file)}`),
);

it('every staff page says whom it tells of, and none that is not there', () => {
	const staff = [...served].filter((id) => areaOf(id) === 'staff');
	expect(staff.length).toBeGreaterThan(10);
	expect(Object.keys(staffPages).toSorted()).toEqual(staff.toSorted());
});

it('a page outside the staff areas leaves no record', () => {
	expect(tellsOfPeople('/hasil-saya')).toBe(false);
	expect(tellsOfPeople(null)).toBe(false);
	expect(tellsOfPeople('/panitia/impor/[import]/salah')).toBe(true);
});
