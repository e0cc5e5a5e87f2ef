import { expect, it } from 'vitest';
import { areaOf } from './areas.ts';

it.each([
	['/admin', 'staff'],
	['/admin/orang', 'staff'],
	['/panitia', 'staff'],
	['/panitia/[selection]/impor', 'staff'],
	['/akun', 'account'],
	['/akun/autentikator', 'account'],
	['/', 'public'],
	['/masuk', 'public'],
	['/administrasi', 'public'],
	[null, 'public'],
] as const)('%s is %s', (route, area) => {
	expect(areaOf(route)).toBe(area);
});
