import {
	type Action,
	type Actor,
	type InvitationOutcome,
	permit,
	type Permission,
	type Refusal,
	type DecisionOutcome,
} from '../../contract.ts';
import type { DemoPerson } from '../api.server.ts';
import { type IdentityBench, openBench } from './identity-bench.server.ts';

/** The staff of two institutions, for tests of people and their roles. */
export const palu = 'kota-palu';
export const bungo = 'kabupaten-bungo';
export const password = 'a password of many words';

function staff(role: DemoPerson['role'], at: string, number: number): DemoPerson {
	return {
		role,
		institutionId: at,
		name: `${role} ${at} ${number}`,
		email: `${role}${number}@${at}.example`,
		employeeNumber: `1985010120100110${String(number).padStart(2, '0')}`,
	};
}

export const people = [
	staff('administrator', palu, 1),
	staff('administrator', palu, 2),
	staff('committee', palu, 3),
	staff('administrator', bungo, 4),
	staff('committee', bungo, 5),
	staff('auditor', palu, 6),
	staff('committee', palu, 7),
];

interface Newcomer {
	readonly email: string;
	readonly outcome: InvitationOutcome;
	readonly token?: string;
	readonly changeId?: string;
}

export interface Office extends IdentityBench {
	/** As a session of that account would make it. */
	actor(email: string): Promise<Actor>;
	/** The two administrators of Palu. */
	one(): Promise<Actor>;
	two(): Promise<Actor>;
	/** A colleague of Palu who has been invited; the role waits. */
	newcomer(employeeNumber?: string): Promise<Newcomer>;
	decide(by: Actor, id: string, institutionId?: string): Promise<DecisionOutcome>;
	rolesOf(email: string): Promise<Actor['roles']>;
}

export function granted<A extends Action>(permission: Permission<A> | Refusal): Permission<A> {
	if (!permission.ok) throw new Error(permission.code);
	return permission;
}

export async function openOffice(): Promise<Office> {
	const bench = await openBench();
	await bench.identity.keepDemoPeople(people);
	let invitations = 0;
	const office: Office = {
		...bench,
		actor: (email) => actorOf(bench, email),
		one: () => office.actor(`administrator1@${palu}.example`),
		two: () => office.actor(`administrator2@${palu}.example`),
		async newcomer(employeeNumber = `198601012011011${String(100 + invitations)}`) {
			invitations += 1;
			const email = `rekan${invitations}@palu.example`;
			const outcome = await bench.identity.invite(
				granted(permit(await office.one(), 'people.invite', { institutionId: palu })),
				{ name: 'Rekan', email, employeeNumber, role: 'committee', institutionId: palu },
			);
			if (outcome.kind !== 'invited') return { email, outcome };
			const token = bench.links.at(-1)?.split('/').at(-1) ?? '';
			return { email, outcome, token, changeId: outcome.changeId };
		},
		decide(by, id, institutionId = palu) {
			const permission = granted(permit(by, 'role.decide', { institutionId }));
			return bench.identity.decideRole(permission, id, 'approved');
		},
		rolesOf: async (email) => (await office.actor(email)).roles,
	};
	return office;
}

async function actorOf({ db }: IdentityBench, email: string): Promise<Actor> {
	const account = await db
		.selectFrom('identity.account')
		.select(['id', 'person_id', 'name'])
		.where('email', '=', email)
		.executeTakeFirstOrThrow();
	const roles = await db
		.selectFrom('identity.role_held')
		.select(['role', 'institution_id'])
		.where('person_id', '=', account.person_id)
		.execute();
	return {
		accountId: account.id,
		personId: account.person_id,
		name: account.name,
		secondFactor: true,
		roles: roles.map(({ role, institution_id: id }) =>
			id === null ? { role } : { role, institutionId: id },
		),
	};
}
