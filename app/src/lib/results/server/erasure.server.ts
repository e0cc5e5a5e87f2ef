import { type Kysely, sql } from 'kysely';
import { closeSync, fsyncSync, openSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.server.ts';
import { readPublishedWishes, type RedactionDeps, redactInputs } from './redaction.server.ts';
import type { ResultsTables } from './results.tables.server.ts';
import { hasRunUnderway, removeRunFiles, takeBackRuns } from './unpublished-runs.server.ts';

export interface ErasureDeps extends RedactionDeps {
	readonly database: Database;
	readonly clock: Clock;
	/** Whom to forget, outside the database: what a restored backup brings back is erased again. */
	readonly register: string;
	/** Gives up files that wait to be taken in for a selection: they may hold the person. */
	giveUpWaiting(selectionId: string): Promise<void>;
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
	if (await isUnderway(deps, erasing.selectionId)) {
		return { kind: 'refused', code: 'results.publication_underway' };
	}
	if (!(await isKnown(deps.database.withTables<ResultsTables>(), erasing))) {
		return { kind: 'refused', code: 'results.participant_unknown' };
	}
	// Before anything goes: whatever ends the process from here on, the person is erased.
	remember(deps, erasing, 'begun');
	const erased = await eraseEverywhere(deps, erasing, deps.clock.now());
	return erased ? { kind: 'erased' } : { kind: 'refused', code: 'results.publication_underway' };
}

/**
 * Erases again what a restored backup brought back, and goes on with what was interrupted. Nothing
 * happens where all are gone already.
 */
export async function eraseRemembered(deps: ErasureDeps): Promise<void> {
	const db = deps.database.withTables<ResultsTables>();
	for (const { erasing, at, done } of readRegister(deps.register)) {
		if (done && !(await isKnown(db, erasing))) continue;
		// A new version holds an empty row of the person; runs since the erasure hold nothing more.
		const askedUntil = (await isImported(db, erasing)) ? deps.clock.now() : at;
		await eraseEverywhere(deps, erasing, askedUntil);
	}
}

/** False, and nothing has happened, while the selection is being published. */
async function eraseEverywhere(
	deps: ErasureDeps,
	erasing: Erasing,
	askedUntil: Date,
): Promise<boolean> {
	const { selectionId, participantId } = erasing;
	const wishes = await readPublishedWishes(deps, selectionId);
	const runs = await deps.database.transaction().execute(async (trx) => {
		const db = trx.withTables<ResultsTables>();
		if (await isHeldUnderway(db, selectionId)) return undefined;
		await eraseRows(db, erasing, wishes.get(participantId) ?? '');
		return takeBackRuns(db, selectionId, 'results.run_erased', {
			now: deps.clock.now(),
			askedUntil,
		});
	});
	if (runs === undefined) return false;
	await deps.giveUpWaiting(selectionId);
	await removeRunFiles(deps.folders, selectionId, runs);
	await redactInputs(deps, selectionId, (number) => number === participantId, wishes);
	remember(deps, erasing, 'done');
	return true;
}

function isUnderway(deps: ErasureDeps, selectionId: string): Promise<boolean> {
	return deps.database
		.transaction()
		.execute((trx) => isHeldUnderway(trx.withTables<ResultsTables>(), selectionId));
}

/** Waits for whoever gives the selection a new version, and keeps others from it. */
async function isHeldUnderway(db: Kysely<ResultsTables>, selectionId: string): Promise<boolean> {
	await sql`select 1 from results.selection where id = ${selectionId} for update`.execute(db);
	const found = await db
		.selectFrom('results.publication')
		.select('version')
		.where('selection_id', '=', selectionId)
		.where('state', '<>', 'published')
		.executeTakeFirst();
	return found !== undefined || (await hasRunUnderway(db, selectionId));
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
		) as known`.execute(db);
	return found.rows[0]?.known === true || (await isImported(db, erasing));
}

async function isImported(db: Kysely<ResultsTables>, erasing: Erasing): Promise<boolean> {
	const { selectionId, participantId } = erasing;
	const found = await sql<{ known: boolean }>`
		select exists (
			select from results.participant join results.taken_in using (import_id)
			where selection_id = ${selectionId} and participant_id = ${participantId}
				and (personal is not null or name <> '' or birth_date <> '' or gpa <> '')
		) as known`.execute(db);
	return found.rows[0]?.known === true;
}

async function eraseRows(
	db: Kysely<ResultsTables>,
	erasing: Erasing,
	publishedWishes: string,
): Promise<void> {
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
	// Marks and published wishes stay: a correction for others is made from them.
	await sql`
		update results.participant set personal = null, name = '', birth_date = '', gpa = '',
			preferences = ${publishedWishes}
		from results.taken_in taken
		where taken.import_id = results.participant.import_id
			and taken.selection_id = ${selectionId} and participant_id = ${participantId}`.execute(db);
}

const line = z.strictObject({
	selectionId: z.string(),
	participantId: z.string(),
	at: z.string(),
	/** Rows and files are gone; without such a line the erasure is gone on with. */
	done: z.literal(true).optional(),
});

function remember(
	{ register, clock }: ErasureDeps,
	erasing: Erasing,
	state: 'begun' | 'done',
): void {
	const { selectionId, participantId } = erasing;
	const at = clock.now().toISOString();
	const entry = { selectionId, participantId, at, ...(state === 'done' ? { done: true } : {}) };
	removeTornLine(register);
	const file = openSync(register, 'a', 0o600);
	try {
		// Unlike a single write, this one rejects where the disk takes a part.
		writeFileSync(file, `${JSON.stringify(entry)}\n`);
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
}

interface Remembered {
	readonly erasing: Erasing;
	/** When it was last begun or done. */
	readonly at: Date;
	readonly done: boolean;
}

/** What is written next would make it the beginning of a line that nobody can read. */
function removeTornLine(register: string): void {
	const bytes = readIfPresent(register);
	const whole = bytes.lastIndexOf('\n') + 1;
	if (whole < bytes.length) truncateSync(register, whole);
}

function readIfPresent(register: string): Buffer {
	try {
		return readFileSync(register);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
		throw error;
	}
}

/** A last line that a full disk cut off was never acted on. */
function readRegister(register: string): readonly Remembered[] {
	const lines = readIfPresent(register).toString().split('\n').slice(0, -1);
	const found = new Map<string, Remembered>();
	for (const one of lines) {
		const { selectionId, participantId, at, done = false } = line.parse(JSON.parse(one));
		const erasing = { selectionId, participantId };
		found.set(JSON.stringify(erasing), { erasing, at: new Date(at), done });
	}
	return [...found.values()];
}
