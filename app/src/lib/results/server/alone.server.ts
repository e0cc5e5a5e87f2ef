import { type RawBuilder, sql } from 'kysely';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../platform/database.server.ts';
import { takingTurns } from './turns.server.ts';

const pollMs = 50;

/**
 * Of all selections together. Each piece of work holds a connection for its lock and most of the
 * time another one; pages and sign-ins need those that are left.
 */
const mostAtOnce = 3;

type InTurn = ReturnType<typeof takingTurns>;

const turns = new WeakMap<Database, InTurn>();

function turnsOf(database: Database): InTurn {
	const known = turns.get(database) ?? takingTurns(mostAtOnce);
	turns.set(database, known);
	return known;
}

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
	const holding = (connection: Database) => workHolding(connection, key, work);
	return turnsOf(database)(() => database.connection().execute(holding));
}

async function workHolding<Answer>(
	connection: Database,
	key: RawBuilder<unknown>,
	work: () => Promise<Answer>,
): Promise<{ readonly answer: Answer } | undefined> {
	const { rows } = await sql<{ held: boolean }>`
		select pg_try_advisory_lock(${key}) as held`.execute(connection);
	if (rows[0]?.held !== true) return undefined;
	try {
		return { answer: await work() };
	} finally {
		await sql`select pg_advisory_unlock(${key})`.execute(connection);
	}
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
