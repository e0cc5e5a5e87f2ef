import { setTimeout as pause } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Clock } from '../../platform/clock.ts';
import { waitSeconds } from '../domain/slowdown.ts';
import type { IdentityTables } from './identity.tables.server.ts';

type Db = Kysely<IdentityTables>;

/** Rows that nobody has added to for a day say nothing any more. */
export const forgottenAfterMs = 24 * 60 * 60 * 1000;

/** A try whose process ended is never judged; nobody waits for it longer. */
const judgedWithinMs = 10_000;
const lookAgainMs = 100;

/**
 * Counts a try as wrong before it is judged, so that a hundred guesses at once are not a hundred free
 * ones. Where only tries that are being judged stand in the way, it waits for them: of several right
 * ones in one instant none may be refused because of the others.
 * @returns seconds to wait; 0 when the try may be judged, and must be told to {@link endTry}
 */
export async function beginTry(db: Db, key: Uint8Array, clock: Clock): Promise<number> {
	for (let waited = 0; ; waited += lookAgainMs) {
		const counted = await count(db, key, clock.now(), 1);
		if (!counted.undecided || waited >= judgedWithinMs) return counted.seconds;
		await pause(lookAgainMs);
	}
}

/** A right try clears the count, a wrong one leaves it as it is. */
export async function endTry(db: Db, key: Uint8Array, outcome: 'right' | 'wrong'): Promise<void> {
	if (outcome === 'right') {
		await db.deleteFrom('identity.slowdown').where('key', '=', key).execute();
		return;
	}
	await db
		.updateTable('identity.slowdown')
		.set((expression) => ({ unjudged: expression('unjudged', '-', 1) }))
		.where('key', '=', key)
		.where('unjudged', '>', 0)
		.execute();
}

/**
 * Counts what is slowed but neither right nor wrong.
 * @returns seconds to wait; 0 when it may be done
 */
export async function countTry(db: Db, key: Uint8Array, now: Date): Promise<number> {
	return (await count(db, key, now, 0)).seconds;
}

interface Counted {
	readonly seconds: number;
	/** It has to wait because of tries that may still turn out right. */
	readonly undecided: boolean;
}

async function count(db: Db, key: Uint8Array, now: Date, unjudged: 0 | 1): Promise<Counted> {
	return db.transaction().execute(async (trx): Promise<Counted> => {
		await sql`select pg_advisory_xact_lock(hashtextextended(${hex(key)}, 0))`.execute(trx);
		const row = await trx
			.selectFrom('identity.slowdown')
			.select(['failures', 'unjudged', 'blocked_until', 'last_at'])
			.where('key', '=', key)
			.executeTakeFirst();
		const age = row === undefined ? Infinity : now.getTime() - row.last_at.getTime();
		const undecided = row !== undefined && row.unjudged > 0 && age < judgedWithinMs;
		const left = row === undefined ? 0 : row.blocked_until.getTime() - now.getTime();
		if (left > 0) return { seconds: Math.ceil(left / 1000), undecided };
		const known = row === undefined || age > forgottenAfterMs ? undefined : row;
		const failures = (known?.failures ?? 0) + 1;
		const values = {
			failures,
			unjudged: (undecided ? row.unjudged : 0) + unjudged,
			blocked_until: new Date(now.getTime() + waitSeconds(failures) * 1000),
			last_at: now,
		};
		await trx
			.insertInto('identity.slowdown')
			.values({ key, ...values })
			.onConflict((on) => on.column('key').doUpdateSet(values))
			.execute();
		return { seconds: 0, undecided: false };
	});
}

function hex(key: Uint8Array): string {
	return Buffer.from(key).toString('hex');
}
