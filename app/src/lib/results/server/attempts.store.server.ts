import { type Kysely, sql } from 'kysely';
import { createHmac } from 'node:crypto';
import type { Database } from '../../platform/database.server.ts';
import { delaySeconds } from '../domain/delay.ts';
import type { ResultsTables } from './results.tables.server.ts';

export interface Attempts {
	readonly database: Database;
	/** Secret of 32 bytes: whoever copies the table learns no participant number from it. */
	readonly lookupKey: Uint8Array;
}

export type Admission =
	{ readonly kind: 'admitted' } | { readonly kind: 'slowed'; readonly retryAfterSeconds: number };

const forgottenAfterHours = 24;
const prunedAtOnce = 20;

function keyOf({ lookupKey }: Attempts, participantId: string): Buffer {
	return createHmac('sha256', lookupKey).update(participantId).digest();
}

/**
 * Counts an attempt as failed before it is judged: guesses sent at once cannot all be first. A
 * number that exists and one that does not are counted alike.
 */
export async function admit(
	attempts: Attempts,
	participantId: string,
	now: Date,
): Promise<Admission> {
	const key = keyOf(attempts, participantId);
	return attempts.database.transaction().execute(async (trx) => {
		const db = trx.withTables<ResultsTables>();
		// The update changes nothing but holds the row until this transaction ends.
		const known = await db
			.insertInto('results.lookup_attempt')
			.values({ number_key: key, failures: 0, blocked_until: now, last_at: now })
			.onConflict((conflict) =>
				conflict
					.column('number_key')
					.doUpdateSet((row) => ({ last_at: row.ref('results.lookup_attempt.last_at') })),
			)
			.returningAll()
			.executeTakeFirstOrThrow();
		const wait = known.blocked_until.getTime() - now.getTime();
		if (wait > 0) return { kind: 'slowed', retryAfterSeconds: Math.ceil(wait / 1000) };
		const forgotten = now.getTime() - known.last_at.getTime() > forgottenAfterHours * 3_600_000;
		const failures = (forgotten ? 0 : known.failures) + 1;
		await db
			.updateTable('results.lookup_attempt')
			.set({
				failures,
				blocked_until: new Date(now.getTime() + delaySeconds(failures) * 1000),
				last_at: now,
			})
			.where('number_key', '=', key)
			.execute();
		await prune(db, now);
		return { kind: 'admitted' };
	});
}

/** The right birth date ends the count. */
export async function forgive(attempts: Attempts, participantId: string, now: Date): Promise<void> {
	await attempts.database
		.withTables<ResultsTables>()
		.updateTable('results.lookup_attempt')
		.set({ failures: 0, blocked_until: now })
		.where('number_key', '=', keyOf(attempts, participantId))
		.execute();
}

/** Old counts of other numbers go a few at a time: invented numbers must not fill the table. */
async function prune(db: Kysely<ResultsTables>, now: Date): Promise<void> {
	const oldest = new Date(now.getTime() - forgottenAfterHours * 3_600_000);
	await sql`
		delete from results.lookup_attempt where number_key in (
			select number_key from results.lookup_attempt
			where last_at < ${oldest} order by last_at limit ${prunedAtOnce} for update skip locked
		)`.execute(db);
}
