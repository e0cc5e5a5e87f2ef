import type { Kysely } from 'kysely';
import type { IdentityTables } from './identity.tables.server.ts';
import { newId, newPersonId } from './secrets.server.ts';

type Db = Kysely<IdentityTables>;

/** The person with this employee number, made if nobody has it yet. */
export async function personByNumber(trx: Db, numberKey: Uint8Array, now: Date): Promise<string> {
	await trx
		.insertInto('identity.person')
		.values({ id: newPersonId(), employee_number_key: numberKey, created_at: now })
		.onConflict((on) => on.column('employee_number_key').doNothing())
		.execute();
	const { id } = await trx
		.selectFrom('identity.person')
		.select('id')
		.where('employee_number_key', '=', numberKey)
		.executeTakeFirstOrThrow();
	return id;
}

export interface NewAccount {
	readonly personId: string;
	readonly name: string;
	/** In lower case. */
	readonly email: string;
	/** Argon2id. */
	readonly passwordHash: string;
}

/** An account with its password, in the tables of the sign-in library. */
export async function createAccount(trx: Db, account: NewAccount, now: Date): Promise<string> {
	const id = newId();
	const dates = { created_at: now, updated_at: now };
	await trx
		.insertInto('identity.account')
		.values({
			id,
			person_id: account.personId,
			name: account.name,
			email: account.email,
			// Whoever has an account followed a link that was sent to this address.
			email_verified: true,
			...dates,
		})
		.execute();
	await trx
		.insertInto('identity.credential')
		.values({
			id: newId(),
			account_id: id,
			provider_id: 'credential',
			user_id: id,
			password: account.passwordHash,
			...dates,
		})
		.execute();
	return id;
}

/** Whose account has this e-mail. */
export async function findHolder(db: Db, email: string): Promise<string | undefined> {
	const row = await db
		.selectFrom('identity.account')
		.select('person_id')
		.where('email', '=', email)
		.executeTakeFirst();
	return row?.person_id;
}
