import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	type Action,
	actions,
	type Actor,
	institutionsWithin,
	leavesReading,
	permit,
	resourceFor,
	samePerson,
} from './policy.ts';
import { type HeldRole, type Role, roles } from './roles.ts';

const palu = 'kota-palu';
const bungo = 'kabupaten-bungo';

function actorWith(...held: HeldRole[]): Actor {
	return { accountId: 'a', personId: 'p', name: 'N', roles: held, secondFactor: true };
}

function holder(role: Role): Actor {
	return actorWith(role === 'national_monitor' ? { role } : { role, institutionId: palu });
}

/**
 * Who may do what in their own institution, written down by hand: a change of the policy that is not
 * also made here fails. c committee, p approving official, u auditor, a administrator, m monitor.
 */
const expected: Readonly<Record<Action, string>> = {
	'workspace.enter': 'cpum',
	'selection.read': 'cpum',
	'selection.prepare': 'c',
	'vacancies.import': 'c',
	'participants.import': 'c',
	'ranking.run': 'c',
	'tie.propose': 'c',
	'tie.confirm': 'cp',
	'publication.ask': 'c',
	'publication.approve': 'p',
	'publication.refuse': 'p',
	'correction.prepare': 'c',
	'person.erase': 'c',
	'administration.enter': 'uam',
	'people.read': 'uam',
	'people.invite': 'a',
	'role.request': 'a',
	'role.decide': 'a',
	'access.request_reset': 'a',
	'access.decide_reset': 'a',
	'readings.read': 'uam',
	'operations.read': 'a',
	'institution.name': 'a',
};

const letters: Readonly<Record<Role, string>> = {
	committee: 'c',
	approving_official: 'p',
	auditor: 'u',
	administrator: 'a',
	national_monitor: 'm',
};

describe('the policy', () => {
	it.each(actions)('allows %s to exactly the roles of the table', (action) => {
		const allowed = roles
			.filter((role) => permit(holder(role), action, { institutionId: palu }).ok)
			.map((role) => letters[role])
			.join('');
		expect(allowed).toBe(expected[action]);
	});

	it('gives nobody of one institution anything of another', () => {
		const everywhere: readonly Action[] = ['workspace.enter', 'administration.enter'];
		for (const role of roles.filter((one) => one !== 'national_monitor')) {
			for (const action of actions.filter((one) => !everywhere.includes(one))) {
				expect(permit(holder(role), action, { institutionId: bungo }).ok).toBe(false);
				expect(permit(holder(role), action, {}).ok).toBe(false);
			}
		}
	});

	it('lets an administrator of the installation act in every institution', () => {
		const actor = actorWith({ role: 'administrator' });
		expect(permit(actor, 'role.decide', { institutionId: bungo }).ok).toBe(true);
		expect(permit(actor, 'role.decide', {}).ok).toBe(true);
		expect(permit(actor, 'publication.approve', { institutionId: bungo })).toEqual({
			ok: false,
			code: 'identity.role_missing',
		});
	});

	it('refuses everything without a sign-in, an authenticator or a role', () => {
		const bare = { ...holder('committee'), secondFactor: false };
		for (const action of actions) {
			const at = { institutionId: palu };
			expect(permit(undefined, action, at)).toMatchObject({ code: 'identity.not_signed_in' });
			expect(permit(bare, action, at)).toMatchObject({ code: 'identity.second_factor_needed' });
			expect(permit(actorWith(), action, at)).toMatchObject({ code: 'identity.role_missing' });
		}
	});

	it.each(['tie.confirm', 'publication.approve', 'role.decide'] as const)(
		'refuses %s to the person who prepared it',
		(action) => {
			const actor = holder(action === 'role.decide' ? 'administrator' : 'approving_official');
			const resource = { institutionId: palu, preparedBy: ['somebody', actor.personId] };
			expect(permit(actor, action, resource)).toMatchObject({ code: 'identity.same_person' });
			expect(permit(actor, action, { ...resource, preparedBy: ['somebody'] }).ok).toBe(true);
		},
	);

	it('never allows by one role what another institution’s role would', () => {
		const heldRole = fc.record({
			role: fc.constantFrom(...roles),
			institutionId: fc.constantFrom(palu, bungo),
		});
		fc.assert(
			fc.property(
				fc.array(heldRole, { maxLength: 4 }),
				fc.constantFrom(...actions),
				fc.constantFrom(palu, bungo),
				(held, action, institutionId) => {
					const answer = permit(actorWith(...held), action, { institutionId });
					if (!answer.ok) return;
					expect(held).toContainEqual(answer.by);
					expect(expected[action]).toContain(letters[answer.by.role]);
				},
			),
		);
	});
});

describe('what an actor sees', () => {
	it('is the institutions of the fitting roles, or all of them', () => {
		const two = actorWith(
			{ role: 'committee', institutionId: palu },
			{ role: 'approving_official', institutionId: bungo },
		);
		expect(institutionsWithin(two, 'selection.read')).toEqual([palu, bungo]);
		expect(institutionsWithin(two, 'publication.approve')).toEqual([bungo]);
		expect(institutionsWithin(holder('national_monitor'), 'selection.read')).toBe('all');
		expect(institutionsWithin(holder('administrator'), 'selection.read')).toEqual([]);
	});

	it('is by default the own institution', () => {
		expect(resourceFor(holder('auditor'), 'people.read', null)).toEqual({ institutionId: palu });
		expect(resourceFor(holder('auditor'), 'people.read', bungo)).toEqual({ institutionId: bungo });
		expect(resourceFor(holder('national_monitor'), 'people.read', '')).toEqual({});
		expect(resourceFor(undefined, 'people.read', null)).toEqual({});
	});
});

it('two accounts of one person are one person', () => {
	expect(samePerson(holder('committee'), { personId: 'p' })).toBe(true);
	expect(samePerson(holder('committee'), { personId: 'q' })).toBe(false);
});

it('only those who may read everything leave a record of reading', () => {
	expect(roles.filter((role) => leavesReading({ role }))).toEqual(['auditor', 'national_monitor']);
});
