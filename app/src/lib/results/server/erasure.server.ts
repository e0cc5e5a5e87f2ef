import { type Kysely, sql } from 'kysely';
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.server.ts';
import { type RedactionDeps, redactInputs } from './redaction.server.ts';
import type { ResultsTables } from './results.tables.server.ts';

export interface ErasureDeps extends RedactionDeps {
	readonly database: Database;
	readonly clock: Clock;
	/** Whom to forget, outside the database: what a restored backup brings back is erased again. */
	readonly register: string;
}

export interface Erasing {
	readonly selectionId: string;
	readonly participantId: string;
}

export type ErasureOutcome =
	| { readonly kind: 'erased' }
	| {
			readonly kind: 'refused';
			readonly code: 'results.publication_underway' | 'results.participant_unknown';
	  };

/**
 * Removes what is kept about a person in one selection (UU 27/2022, article 8): name, full row and
 * salt, and what is not public of the rows and files that they came from. Commitment, tree and log
 * stay, so that everybody else's proof holds; what was published under the number cannot be called
 * back.
 */
export async function erase(deps: ErasureDeps, erasing: Erasing): Promise<ErasureOutcome> {
	const outcome = await deps.database.transaction().execute(async (trx) => {
		const db = trx.withTables<ResultsTables>();
		if (await isUnderway(db, erasing.selectionId)) {
			return { kind: 'refused', code: 'results.publication_underway' } as const;
		}
		if (!(await isKnown(db, erasing))) {
			return { kind: 'refused', code: 'results.participant_unknown' } as const;
		}
		// Before the rows go: whatever ends the process from here on, the person is erased.
		remember(deps, erasing);
		await eraseRows(db, erasing);
		return { kind: 'erased' } as const;
	});
	if (outcome.kind === 'erased') await redactPerson(deps, erasing);
	return outcome;
}

/** Erases again what a restored backup brought back. Nothing happens where all are gone already. */
export async function eraseRemembered(deps: ErasureDeps): Promise<void> {
	for (const erasing of readRegister(deps.register)) {
		const again = await deps.database.transaction().execute(async (trx) => {
			const db = trx.withTables<ResultsTables>();
			const underway = await isUnderway(db, erasing.selectionId);
			if (underway || !(await isKnown(db, erasing))) return false;
			await eraseRows(db, erasing);
			return true;
		});
		if (again) await redactPerson(deps, erasing);
	}
}

/** Waits for whoever gives the selection a new version, and keeps others from it. */
async function isUnderway(db: Kysely<ResultsTables>, selectionId: string): Promise<boolean> {
	await sql`select 1 from results.selection where id = ${selectionId} for update`.execute(db);
	const found = await db
		.selectFrom('results.publication')
		.select('version')
		.where('selection_id', '=', selectionId)
		.where('state', '<>', 'published')
		.executeTakeFirst();
	return found !== undefined;
}

async function isKnown(db: Kysely<ResultsTables>, erasing: Erasing): Promise<boolean> {
	const { selectionId, participantId } = erasing;
	const found = await sql<{ known: boolean }>`
		select exists (
			select from results.person
			where selection_id = ${selectionId} and participant_id = ${participantId}
		) or exists (
			select from results.commitment
			where selection_id = ${selectionId} and participant_id = ${participantId}
				and (opening is not null or record is not null or salt is not null)
		) or exists (
			select from results.participant join results.taken_in using (import_id)
			where selection_id = ${selectionId} and participant_id = ${participantId}
				and (personal is not null or name <> '' or birth_date <> '' or gpa <> '')
		) as known`.execute(db);
	return found.rows[0]?.known === true;
}

async function eraseRows(db: Kysely<ResultsTables>, erasing: Erasing): Promise<void> {
	const { selectionId, participantId } = erasing;
	await db
		.updateTable('results.commitment')
		.set({ opening: null, salt: null, record: null })
		.where('selection_id', '=', selectionId)
		.where('participant_id', '=', participantId)
		.execute();
	await db
		.deleteFrom('results.person')
		.where('selection_id', '=', selectionId)
		.where('participant_id', '=', participantId)
		.execute();
	// Marks stay: they are public, and a correction for others is made from them.
	await sql`
		update results.participant set personal = null, name = '', birth_date = '', gpa = ''
		from results.taken_in taken
		where taken.import_id = results.participant.import_id
			and taken.selection_id = ${selectionId} and participant_id = ${participantId}`.execute(db);
}

function redactPerson(deps: ErasureDeps, { selectionId, participantId }: Erasing): Promise<void> {
	return redactInputs(deps, selectionId, (number) => number === participantId);
}

const line = z.strictObject({
	selectionId: z.string(),
	participantId: z.string(),
	at: z.string(),
});

function remember({ register, clock }: ErasureDeps, erasing: Erasing): void {
	const { selectionId, participantId } = erasing;
	const entry = { selectionId, participantId, at: clock.now().toISOString() };
	const file = openSync(register, 'a', 0o600);
	try {
		writeSync(file, `${JSON.stringify(entry)}\n`);
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
}

/** A last line that a full disk cut off was never acted on. */
function readRegister(register: string): readonly Erasing[] {
	let text: string;
	try {
		text = readFileSync(register, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}
	const lines = text.split('\n').slice(0, -1);
	return lines.map((one) => line.parse(JSON.parse(one)));
}
