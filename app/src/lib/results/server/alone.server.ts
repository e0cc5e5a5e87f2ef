import { sql } from 'kysely';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../platform/database.server.ts';

const pollMs = 50;

/**
 * Runs `work` while no other process or task works on the same selection; undefined where another
 * one does. The lock belongs to a connection, so that a killed process leaves none behind.
 */
export async function aloneWith<Answer>(
	database: Database,
	selectionId: string,
	work: () => Promise<Answer>,
): Promise<{ readonly answer: Answer } | undefined> {
	const key = sql`hashtextextended(${`results/${selectionId}`}, 0)`;
	return database.connection().execute(async (connection) => {
		const { rows } = await sql<{ held: boolean }>`
			select pg_try_advisory_lock(${key}) as held`.execute(connection);
		if (rows[0]?.held !== true) return undefined;
		try {
			return { answer: await work() };
		} finally {
			await sql`select pg_advisory_unlock(${key})`.execute(connection);
		}
	});
}

/**
 * The same, after whoever is at it. It asks again instead of queueing in the database: those who
 * wait must not hold the connections that the one at work needs.
 */
export async function aloneAfterOthers<Answer>(
	database: Database,
	selectionId: string,
	work: () => Promise<Answer>,
): Promise<Answer> {
	for (;;) {
		const done = await aloneWith(database, selectionId, work);
		if (done !== undefined) return done.answer;
		await pause(pollMs);
	}
}
