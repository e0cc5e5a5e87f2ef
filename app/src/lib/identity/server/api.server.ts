import type { QueryExecutorProvider } from 'kysely';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.server.ts';
import type { Job } from '../../platform/jobs.server.ts';
import type { Actor, IdentityApi } from '../contract.ts';
import { type Address, addressesOf, type WantedAddresses } from './addresses.server.ts';
import { demoActor, type DemoPerson, type DemoSignIn, keepDemoPeople } from './demo.server.ts';
import { placeResets } from './access-resets.server.ts';
import { forgetEnded } from './forgetting.store.server.ts';
import type { IdentityTables } from './identity.tables.server.ts';
import type { Invitations } from './invitations.server.ts';
import { createPeople } from './people.server.ts';
import { settleAll } from './role-changes.server.ts';
import type { RoleLog } from './role-log.server.ts';
import { identityKeys } from './secrets.server.ts';
import { createSessions } from './sessions.server.ts';
import { createSignIn } from './sign-in.server.ts';

export type { DemoPerson, DemoSignIn } from './demo.server.ts';
export type { RoleEntry, RoleLog } from './role-log.server.ts';
export { inviteFirst, type FirstInvitation, type Invitations } from './invitations.server.ts';

export interface IdentityDeps {
	readonly database: Database;
	readonly clock: Clock;
	readonly log: RoleLog;
	/** 32 bytes that only this installation knows and that never enter the database. */
	readonly secret: Uint8Array;
	/** The public origin, where it is known. */
	readonly url: string | undefined;
	readonly invitations: Invitations;
	readonly onError?: (error: unknown) => void;
}

/** Identity for the host: what pages may ask, and what only the process does. */
export interface Identity extends IdentityApi {
	/** Approved changes of roles that a crash or a stopped log left waiting. */
	resume(): Promise<void>;
	readonly jobs: readonly Job[];
	/** For letters, in the transaction that writes them; with two accounts a person has two. */
	addressesOf(trx: QueryExecutorProvider, wanted: WantedAddresses): Promise<readonly Address[]>;
	keepDemoPeople(people: readonly DemoPerson[]): Promise<readonly DemoSignIn[]>;
	/** Only for a demo, which acts in the name of people who exist nowhere else. */
	demoActor(email: string): Promise<Actor>;
}

export function createIdentity(deps: IdentityDeps): Identity {
	const { clock, log, url, onError } = deps;
	const db = deps.database.withTables<IdentityTables>();
	const keys = identityKeys(deps.secret);
	const secure = url?.startsWith('https:') === true;
	const signInDeps = { db, clock, keys, secure, url, onError };
	const auth = createSignIn(signInDeps);
	const roleDeps = { db, clock, log, keys, onError };
	const settle = async () => {
		await settleAll(roleDeps, 1_000);
		await placeResets({ ...roleDeps, invitations: deps.invitations }, 1_000);
	};
	const sessions = createSessions(auth, signInDeps);
	return {
		...sessions,
		...createPeople({ ...roleDeps, invitations: deps.invitations, signIn: sessions.signIn }),
		addressesOf,
		resume: settle,
		jobs: [
			{
				name: 'identity:settle_role_changes',
				schedule: '* * * * *',
				run: settle,
			},
			{
				name: 'identity:forget_ended',
				schedule: '40 * * * *',
				run: () => forgetEnded(db, clock.now()),
			},
		],
		keepDemoPeople: (people) => keepDemoPeople(roleDeps, people),
		demoActor: (email) => demoActor(db, email),
	};
}
