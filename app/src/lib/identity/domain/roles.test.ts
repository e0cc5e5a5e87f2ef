import { describe, expect, it } from 'vitest';
import { faultOfGrant, faultOfRevocation, type HeldRole, type Role } from './roles.ts';

const at = 'kota-palu';
const held = (role: Role): HeldRole =>
	role === 'national_monitor' ? { role } : { role, institutionId: at };

describe('one person', () => {
	it('may be committee and approving official, who then cannot approve their own work', () => {
		expect(faultOfGrant([held('committee')], held('approving_official'))).toBeUndefined();
	});

	it.each([
		['administrator', 'committee'],
		['administrator', 'approving_official'],
		['committee', 'administrator'],
		['approving_official', 'administrator'],
		['auditor', 'committee'],
		['auditor', 'administrator'],
		['national_monitor', 'approving_official'],
	] as const)('who is %s cannot become %s', (has, wants) => {
		expect(faultOfGrant([held(has)], held(wants))).toBe('identity.duties_exclude_each_other');
	});

	it('is not both in two institutions either', () => {
		const elsewhere = { role: 'administrator', institutionId: 'kabupaten-bungo' } as const;
		expect(faultOfGrant([elsewhere], held('committee'))).toBe('identity.duties_exclude_each_other');
	});

	it('is not given a role twice, and loses only what is held', () => {
		expect(faultOfGrant([held('auditor')], held('auditor'))).toBe('identity.role_already_held');
		expect(faultOfRevocation([held('auditor')], held('auditor'))).toBeUndefined();
		const other = { role: 'auditor', institutionId: 'kabupaten-bungo' } as const;
		expect(faultOfRevocation([held('auditor')], other)).toBe('identity.role_not_held');
	});
});

describe('a role', () => {
	it.each(['committee', 'approving_official', 'auditor'] as const)(
		'of %s belongs to one institution',
		(role) => {
			expect(faultOfGrant([], { role })).toBe('identity.role_needs_institution');
		},
	);

	it('of a national monitor to none', () => {
		const wanted = { role: 'national_monitor', institutionId: at } as const;
		expect(faultOfGrant([], wanted)).toBe('identity.role_is_national');
	});

	it('of an administrator to one or to all', () => {
		expect(faultOfGrant([], { role: 'administrator' })).toBeUndefined();
		expect(faultOfGrant([], held('administrator'))).toBeUndefined();
	});
});
