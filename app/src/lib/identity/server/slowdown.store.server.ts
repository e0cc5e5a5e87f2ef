import { type Kysely, sql } from 'kysely';
import { waitSeconds } from '../domain/slowdown.ts';
import type { IdentityTables } from './identity.tables.server.ts';

type Db = Kysely<IdentityTables>;

/** Rows that nobody has added to for a day say nothing any more. */
export const forgottenAfterMs = 24 * 60 * 60 * 1000;

/**
 * Counts a try as wrong before it is judged, so that a hundred guesses at once are not a hundred free
 * ones; a right one then clears the count.
 * @returns seconds to wait; 0 when the try may be judged
 */
export async function beginTry(db: Db, key: Uint8Array, now: Date): Promise<number> {
	return db.transaction().execute(async (trx) => {
		await sql`select pg_advisory_xact_lock(hashtextextended(${hex(key)}, 0))`.execute(trx);
		const row = await trx
			.selectFrom('identity.slowdown')
			.select(['failures', 'blocked_until', 'last_at'])
			.where('key', '=', key)
			.executeTakeFirst();
		const left = row === undefined ? 0 : row.blocked_until.getTime() - now.getTime();
		if (left > 0) return Math.ceil(left / 1000);
		const forgotten = row === undefined || now.getTime() - row.last_at.getTime() > forgottenAfterMs;
		const failures = forgotten ? 1 : row.failures + 1;
		const values = {
			failures,
			blocked_until: new Date(now.getTime() + waitSeconds(failures) * 1000),
			last_at: now,
		};
		await trx
			.insertInto('identity.slowdown')
			.values({ key, ...values })
			.onConflict((on) => on.column('key').doUpdateSet(values))
			.execute();
		return 0;
	});
}

export async function clearTries(db: Db, key: Uint8Array): Promise<void> {
	await db.deleteFrom('identity.slowdown').where('key', '=', key).execute();
}

function hex(key: Uint8Array): string {
	return Buffer.from(key).toString('hex');
}
