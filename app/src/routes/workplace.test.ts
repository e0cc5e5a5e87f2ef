import { expect, it } from 'vitest';
import type { Actor, Role } from '../lib/identity/contract.ts';
import { homeOf, workplaceOf } from './workplace.ts';

function actorOf(role: Role, secondFactor = true): Actor {
	const roles = [role === 'national_monitor' ? { role } : { role, institutionId: 'kota-palu' }];
	return { accountId: 'a', personId: 'p', name: 'Sri', roles, secondFactor };
}

const pagesOf = (role: Role, secondFactor = true): readonly string[] =>
	workplaceOf(actorOf(role, secondFactor)).pages;

it('leads a committee member along the selection, from import to approval', () => {
	expect(pagesOf('committee')).toEqual([
		'/panitia',
		'/panitia/impor',
		'/panitia/persetujuan',
		'/catatan',
	]);
});

it('offers an administrator no page on which results are decided', () => {
	expect(pagesOf('administrator')).toEqual(['/admin', '/catatan']);
});

it('offers no import to those who only look or approve', () => {
	for (const role of ['approving_official', 'auditor', 'national_monitor'] as const) {
		expect(pagesOf(role)).toContain('/panitia/persetujuan');
		expect(pagesOf(role)).not.toContain('/panitia/impor');
	}
});

it('offers nothing that needs an authenticator to someone without one', () => {
	expect(pagesOf('committee', false)).toEqual(['/catatan']);
});

it('begins the work of everybody at their own place, and of a newcomer at the account', () => {
	expect(homeOf(actorOf('committee'))).toBe('/panitia');
	expect(homeOf(actorOf('auditor'))).toBe('/panitia');
	expect(homeOf(actorOf('administrator'))).toBe('/admin');
	expect(homeOf(actorOf('committee', false))).toBe('/akun');
	expect(homeOf({ ...actorOf('committee'), roles: [] })).toBe('/akun');
});
