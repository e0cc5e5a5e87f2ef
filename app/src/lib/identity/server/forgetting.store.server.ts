import { type Kysely, sql } from 'kysely';
import type { IdentityTables } from './identity.tables.server.ts';
import { forgottenAfterMs } from './slowdown.store.server.ts';

/** A link that ended says who was invited when; of use while people still ask what became of it. */
const invitationMs = 30 * 24 * 3_600_000;

/**
 * Removes what says something of people and serves nobody: sessions that ended, tries that no longer
 * count (also of addresses that somebody made up), links of people who have an account.
 */
export async function forgetEnded(db: Kysely<IdentityTables>, now: Date): Promise<void> {
	const before = (ms: number) => new Date(now.getTime() - ms);
	await db.deleteFrom('identity.session').where('expires_at', '<=', now).execute();
	await db
		.deleteFrom('identity.slowdown')
		.where('last_at', '<', before(forgottenAfterMs))
		.execute();
	await db
		.deleteFrom('identity.invitation')
		.where('expires_at', '<', before(invitationMs))
		.where(
			sql<boolean>`exists (select from identity.account account
				where account.person_id = identity.invitation.person_id)`,
		)
		.execute();
}
