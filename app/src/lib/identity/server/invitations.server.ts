import { type Kysely, sql } from 'kysely';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.server.ts';
import type { JoinOutcome, OpenInvitation, Slowed } from '../contract.ts';
import { parseEmployeeNumber } from '../domain/employee-number.ts';
import { longestPassword, shortestPassword } from '../domain/password.ts';
import {
	createAccount,
	findHolder,
	type NewAccount,
	personByNumber,
} from './accounts.store.server.ts';
import type { IdentityTables } from './identity.tables.server.ts';
import { grantAlone, type RoleDeps } from './role-changes.server.ts';
import { hashPassword, type IdentityKeys, newId, newToken, tokenKey } from './secrets.server.ts';
import { countTry } from './slowdown.store.server.ts';

type Db = Kysely<IdentityTables>;

/** A link is good for a day: long enough for an office, short enough for a lost mail. */
const validMs = 24 * 60 * 60 * 1000;

/** How an invitation reaches a person; the host passes it on to the outbox. */
export interface Invitations {
	/** In the transaction that invites; `key` names this one mail for ever. */
	send(
		trx: Db,
		mail: {
			readonly key: string;
			readonly kind: 'invitation' | 'password' | 'reset';
			readonly email: string;
			readonly path: string;
		},
	): Promise<void>;
}

/** The address that a token is followed at. */
export function invitationPath(token: string): string {
	return `/masuk/undangan/${token}`;
}

/** @returns the token, which is kept nowhere */
export async function openInvitation(
	trx: Db,
	invitation: {
		readonly email: string;
		readonly personId?: string;
		readonly name?: string;
		readonly invitedBy?: string;
	},
	now: Date,
): Promise<string> {
	const token = newToken();
	await trx
		.insertInto('identity.invitation')
		.values({
			token_key: tokenKey(token),
			email: invitation.email,
			person_id: invitation.personId ?? null,
			name: invitation.name ?? null,
			invited_by: invitation.invitedBy ?? null,
			created_at: now,
			expires_at: new Date(now.getTime() + validMs),
			used_at: null,
		})
		.execute();
	return token;
}

export type FirstInvitation =
	| { readonly ok: true; readonly path: string }
	| {
			readonly ok: false;
			readonly code:
				'identity.administrators_exist' | 'identity.email_malformed' | 'identity.email_in_use';
	  };

/** Fewer could confirm nobody: a change of a role takes a second administrator. */
const fewestAdministrators = 2;

/**
 * The first two administrators of an installation, from its command line: one alone could never
 * bring in a second. It answers again where of two only one is left.
 */
export async function inviteFirst(
	database: Database,
	clock: Clock,
	email: string,
): Promise<FirstInvitation> {
	const address = email.trim().toLowerCase();
	if (!isEmail(address)) return { ok: false, code: 'identity.email_malformed' };
	const db = database.withTables<IdentityTables>();
	return db.transaction().execute(async (trx) => {
		const missing = fewestAdministrators - (await countAdministrators(trx));
		if (missing <= 0) return { ok: false, code: 'identity.administrators_exist' };
		if ((await findHolder(trx, address)) !== undefined) {
			return { ok: false, code: 'identity.email_in_use' };
		}
		await closeLinksBut(trx, missing - 1, address);
		const token = await openInvitation(trx, { email: address }, clock.now());
		return { ok: true, path: invitationPath(token) };
	});
}

/** A newer link replaces that of the same address, and as many more as nobody is missing for. */
async function closeLinksBut(trx: Db, kept: number, address: string): Promise<void> {
	await sql`
		delete from identity.invitation where person_id is null and used_at is null and (
			email = ${address} or token_key not in (
				select token_key from identity.invitation
				where person_id is null and used_at is null and email <> ${address}
				order by created_at desc limit ${kept}))`.execute(trx);
}

/** Persons who reach over the installation; also those whose role waits for the log. */
async function countAdministrators(trx: Db): Promise<number> {
	const { rows } = await sql<{ person_id: string }>`
		select person_id from identity.role_held
			where role = 'administrator' and institution_id is null
		union
		select person_id from identity.role_change
			where role = 'administrator' and institution_id is null and change = 'granted'
				and decision = 'approved' and entry_index is null`.execute(trx);
	return rows.length;
}

function isEmail(text: string): boolean {
	return text.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(text);
}

export async function findInvitation(
	db: Db,
	clock: Clock,
	token: string,
): Promise<OpenInvitation | undefined> {
	const row = await db
		.selectFrom('identity.invitation')
		.select(['email', 'name', 'person_id'])
		.where('token_key', '=', tokenKey(token))
		.where('used_at', 'is', null)
		.where('expires_at', '>', clock.now())
		.executeTakeFirst();
	if (row === undefined) return undefined;
	const holder = await findHolder(db, row.email);
	if (holder !== undefined && holder !== row.person_id) return undefined;
	return {
		email: row.email,
		...(row.name === null ? {} : { name: row.name }),
		asksEmployeeNumber: row.person_id === null,
		forgotten: holder !== undefined,
	};
}

/** A new account, or a new password for the one there is, which then is signed out everywhere. */
async function keepPassword(trx: Db, account: NewAccount, now: Date): Promise<void> {
	const known = await trx
		.selectFrom('identity.account')
		.select('id')
		.where('email', '=', account.email)
		.where('person_id', '=', account.personId)
		.executeTakeFirst();
	if (known === undefined) {
		await createAccount(trx, account, now);
		return;
	}
	await trx
		.updateTable('identity.credential')
		.set({ password: account.passwordHash, updated_at: now })
		.where('user_id', '=', known.id)
		.execute();
	await trx.deleteFrom('identity.session').where('user_id', '=', known.id).execute();
}

/**
 * A link for a new password, to the address of the account and to no other. Asking is slowed like
 * a wrong try, so that nobody's mailbox is filled.
 */
export async function forgot(
	deps: RoleDeps & { readonly keys: IdentityKeys; readonly invitations: Invitations },
	email: string,
): Promise<{ readonly kind: 'asked' } | Slowed> {
	const { db, clock, keys, invitations } = deps;
	const address = email.trim().toLowerCase();
	const seconds = await countTry(db, keys.slowdownKey(`forgot:${address}`), clock.now());
	if (seconds > 0) return { kind: 'slowed', seconds };
	await db.transaction().execute(async (trx) => {
		const account = await trx
			.selectFrom('identity.account')
			.select(['person_id', 'name'])
			.where('email', '=', address)
			.executeTakeFirst();
		if (account === undefined) return;
		const { person_id: personId, name } = account;
		const token = await openInvitation(trx, { email: address, personId, name }, clock.now());
		const path = invitationPath(token);
		await invitations.send(trx, {
			key: `password:${newId()}`,
			kind: 'password',
			email: address,
			path,
		});
	});
	return { kind: 'asked' };
}

export interface JoinForm {
	readonly name: string;
	readonly employeeNumber: string;
	readonly password: string;
}

type JoinRefusal = Extract<JoinOutcome, { kind: 'refused' }>['code'];

type Joined =
	| { readonly ok: true; readonly email: string }
	| { readonly ok: false; readonly code: JoinRefusal };

/** Spends the link and makes the account, in one transaction. */
export async function join(
	deps: RoleDeps & { readonly keys: IdentityKeys },
	token: string,
	form: JoinForm,
): Promise<Joined> {
	const { db, clock, keys } = deps;
	const { length } = form.password;
	if (length < shortestPassword || length > longestPassword) {
		return { ok: false, code: 'identity.password_too_short' };
	}
	const passwordHash = await hashPassword(form.password);
	return db.transaction().execute(async (trx): Promise<Joined> => {
		const row = await trx
			.selectFrom('identity.invitation')
			.selectAll()
			.where('token_key', '=', tokenKey(token))
			.where('used_at', 'is', null)
			.where('expires_at', '>', clock.now())
			.forUpdate()
			.executeTakeFirst();
		if (row === undefined) return { ok: false, code: 'identity.invitation_over' };
		const name = row.name ?? form.name.trim();
		if (name === '') return { ok: false, code: 'identity.name_missing' };
		let personId = row.person_id;
		if (personId === null) {
			// A link may outlive the need for it.
			if ((await countAdministrators(trx)) >= fewestAdministrators)
				return { ok: false, code: 'identity.invitation_over' };
			const digits = parseEmployeeNumber(form.employeeNumber);
			if (digits === undefined) {
				return { ok: false, code: 'identity.employee_number_malformed' };
			}
			personId = await personByNumber(trx, keys.employeeNumberKey(digits), clock.now());
			const first = await grantAlone(
				trx,
				deps,
				personId,
				{ role: 'administrator' },
				'first_invitation',
			);
			if (!first.ok) return { ok: false, code: 'identity.employee_number_in_use' };
		}
		// Two people were invited to one address: it is whose who came first.
		const holder = await findHolder(trx, row.email);
		if (holder !== undefined && holder !== personId) {
			return { ok: false, code: 'identity.invitation_over' };
		}
		await keepPassword(trx, { personId, name, email: row.email, passwordHash }, clock.now());
		await trx
			.updateTable('identity.invitation')
			.set({ used_at: clock.now() })
			.where('token_key', '=', row.token_key)
			.execute();
		return { ok: true, email: row.email };
	});
}
