import { symmetricEncrypt } from 'better-auth/crypto';
import type { Kysely } from 'kysely';
import type { Actor } from '../domain/policy.ts';
import type { HeldRole } from '../domain/roles.ts';
import { createAccount, personByNumber } from './accounts.store.server.ts';
import type { IdentityTables } from './identity.tables.server.ts';
import { rolesOf } from './roles.store.server.ts';
import { grantAlone, type RoleDeps, settleAll } from './role-changes.server.ts';
import { hashPassword, type IdentityKeys, newId } from './secrets.server.ts';

/** Somebody of the demo, who exists only there. */
export interface DemoPerson extends HeldRole {
	readonly name: string;
	readonly email: string;
	readonly employeeNumber: string;
}

/** One line of `sign-ins.json`. */
export interface DemoSignIn {
	readonly role: string;
	readonly institution: string | null;
	readonly email: string;
	readonly password: string;
	/** Base32, as an authenticator app takes it. */
	readonly totpSecret: string;
}

/**
 * Makes the demo's people where they are missing. Passwords and secrets are derived from the
 * installation's own secret, so that the file can be written again at any start.
 */
export async function keepDemoPeople(
	deps: RoleDeps & { readonly keys: IdentityKeys },
	people: readonly DemoPerson[],
): Promise<readonly DemoSignIn[]> {
	const known = await deps.db.selectFrom('identity.account').select('email').execute();
	const emails = new Set(known.map(({ email }) => email));
	const missing = people.filter(({ email }) => !emails.has(email));
	const hashes = await Promise.all(
		missing.map(({ email }) => hashPassword(passwordOf(deps.keys, email))),
	);
	for (const [place, person] of missing.entries()) {
		await deps.db.transaction().execute((trx) => addPerson(trx, deps, person, hashes[place] ?? ''));
	}
	await settleAll(deps, 10_000);
	return people.map(({ role, institutionId, email }) => ({
		role,
		institution: institutionId ?? null,
		email,
		password: passwordOf(deps.keys, email),
		totpSecret: base32(secretOf(deps.keys, email)),
	}));
}

/** Somebody of the demo as they stand before the policy, for what the demo does in their name. */
export async function demoActor(db: Kysely<IdentityTables>, email: string): Promise<Actor> {
	const account = await db
		.selectFrom('identity.account')
		.select(['id', 'person_id', 'name'])
		.where('email', '=', email)
		.executeTakeFirstOrThrow();
	const { id: accountId, person_id: personId, name } = account;
	return { accountId, personId, name, roles: await rolesOf(db, personId), secondFactor: true };
}

async function addPerson(
	trx: Kysely<IdentityTables>,
	deps: RoleDeps & { readonly keys: IdentityKeys },
	person: DemoPerson,
	passwordHash: string,
): Promise<void> {
	const { keys, clock } = deps;
	const now = clock.now();
	const { name, email } = person;
	const personId = await personByNumber(trx, keys.employeeNumberKey(person.employeeNumber), now);
	const accountId = await createAccount(trx, { personId, name, email, passwordHash }, now);
	await trx
		.insertInto('identity.authenticator')
		.values({
			id: newId(),
			user_id: accountId,
			secret: await symmetricEncrypt({ key: keys.signing, data: secretOf(keys, email) }),
			backup_codes: await symmetricEncrypt({ key: keys.signing, data: '[]' }),
			verified: true,
		})
		.execute();
	await trx
		.updateTable('identity.account')
		.set({ two_factor_enabled: true })
		.where('id', '=', accountId)
		.execute();
	const role = { role: person.role, ...only(person.institutionId) };
	const granted = await grantAlone(trx, deps, personId, role, 'demo');
	if (!granted.ok) throw new Error(`demo role refused: ${granted.code}`);
}

function only(institutionId: string | undefined) {
	return institutionId === undefined ? {} : { institutionId };
}

function passwordOf(keys: IdentityKeys, email: string): string {
	return Buffer.from(keys.derived(`demo-password:${email}`))
		.toString('base64url')
		.slice(0, 20);
}

/** 32 characters, the form in which the library keeps a secret of its own making. */
function secretOf(keys: IdentityKeys, email: string): string {
	return Buffer.from(keys.derived(`demo-authenticator:${email}`))
		.toString('hex')
		.slice(0, 32);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 without padding. */
function base32(text: string): string {
	let bits = '';
	for (const byte of Buffer.from(text)) bits += byte.toString(2).padStart(8, '0');
	return (bits.match(/.{1,5}/gu) ?? [])
		.map((five) => alphabet[parseInt(five.padEnd(5, '0'), 2)])
		.join('');
}
