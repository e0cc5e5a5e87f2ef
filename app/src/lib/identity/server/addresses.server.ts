import { type QueryExecutorProvider, sql } from 'kysely';
import type { Role } from '../domain/roles.ts';

/** Where a person reads letters. */
export interface Address {
	readonly personId: string;
	readonly email: string;
}

/** Everybody who holds a role of an institution now, and these persons besides. */
export interface WantedAddresses {
	readonly role: Role;
	readonly institutionId: string;
	readonly persons?: readonly string[];
}

export async function addressesOf(
	trx: QueryExecutorProvider,
	{ role, institutionId, persons = [] }: WantedAddresses,
): Promise<readonly Address[]> {
	const { rows } = await sql<Address>`
		select account.person_id as "personId", account.email
		from identity.account account
		where account.person_id = any(${[...persons]}) or exists (
			select from identity.role_held held
			where held.person_id = account.person_id and held.role = ${role}
				and held.institution_id = ${institutionId})
		order by account.email`.execute(trx);
	return rows;
}
