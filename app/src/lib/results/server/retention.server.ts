import { type Kysely, sql } from 'kysely';
import type { ErasureDeps } from './erasure.server.ts';
import { readPublishedWishes, redactInputs } from './redaction.server.ts';
import type { ResultsTables } from './results.tables.server.ts';
import { hasRunUnderway, removeRunFiles, takeBackRuns } from './unpublished-runs.server.ts';

const dayMs = 24 * 3_600_000;

/** How long after a selection's newest version; reasons in ADR 0102. */
export const retention = {
	/** Names, birth dates and GPA in files and rows as handed in: objections are over then. */
	inputsMs: 180 * dayMs,
	/** Names, full rows and salts: whoever wants to prove their own result has this long. */
	personalMs: 5 * 366 * dayMs,
	/** A run that nobody published. */
	runsMs: 180 * dayMs,
	/** Rows of a selection that never led to a version, after the last sign of life. */
	abandonedMs: 366 * dayMs,
};

/** Removes what nobody needs any more; safe at any time and as often as wanted. */
export async function keepRetention(deps: ErasureDeps): Promise<void> {
	const db = deps.database.withTables<ResultsTables>();
	const before = (ms: number) => new Date(deps.clock.now().getTime() - ms);
	await removeReplacedLists(db);
	await removeOldRuns(deps, db, before(retention.runsMs));
	await removeAbandoned(db, before(retention.abandonedMs));
	const settled = before(retention.inputsMs);
	for (const selectionId of await settledBefore(db, settled)) {
		await emptyInputs(deps, db, selectionId, settled);
	}
	for (const selectionId of await settledBefore(db, before(retention.personalMs))) {
		await deps.database.transaction().execute(async (trx) => {
			const tables = trx.withTables<ResultsTables>();
			await tables
				.updateTable('results.commitment')
				.set({ opening: null, salt: null, record: null })
				.where('selection_id', '=', selectionId)
				.where('opening', 'is not', null)
				.execute();
			await tables.deleteFrom('results.person').where('selection_id', '=', selectionId).execute();
		});
	}
}

/** In files and in rows; what of the wishes was published stays, as everything published does. */
async function emptyInputs(
	deps: ErasureDeps,
	db: Kysely<ResultsTables>,
	selectionId: string,
	/** Newer files are for a correction that is being prepared. */
	takenBefore: Date,
): Promise<void> {
	const wishes = await readPublishedWishes(deps, selectionId);
	await redactInputs(deps, selectionId, () => true, wishes);
	const kept = [...wishes].filter(([, wish]) => wish !== '');
	const [numbers, texts] = [kept.map(([number]) => number), kept.map(([, wish]) => wish)];
	await sql`
		update results.participant person set personal = null, name = '', birth_date = '', gpa = '',
			preferences = coalesce(emptied.wish, '')
		from (
			select import_id, line, wish
			from results.participant row join results.taken_in taken using (import_id)
				left join unnest(${numbers}::text[], ${texts}::text[]) as published (number, wish)
					on number = row.participant_id
			where selection_id = ${selectionId} and (used_at is not null or taken_at < ${takenBefore})
				and (personal is not null or name <> '' or birth_date <> '' or gpa <> '')
		) emptied
		where emptied.import_id = person.import_id and emptied.line = person.line`.execute(db);
}

/**
 * Once a run rests on a newer list, an older one can never be in effect again: the newer one can no
 * longer be undone.
 */
async function removeReplacedLists(db: Kysely<ResultsTables>): Promise<void> {
	for (const [table, kind] of replaceable) {
		await sql`
			delete from ${sql.table(table)} row using results.taken_in old
			where row.import_id = old.import_id and old.kind = ${kind} and exists (
				select from results.taken_in later
				where later.selection_id = old.selection_id and later.kind = old.kind
					and later.position > old.position
					and later.used_at is not null and later.undone_at is null)`.execute(db);
	}
}

const replaceable = [
	['results.participant', 'participants'],
	['results.imported_decision', 'decisions'],
] as const;

async function removeOldRuns(
	deps: ErasureDeps,
	db: Kysely<ResultsTables>,
	askedUntil: Date,
): Promise<void> {
	const { rows } = await sql<{ selection_id: string }>`
		select distinct selection_id from results.run
		where asked_at <= ${askedUntil} and input_digest is not null`.execute(db);
	for (const { selection_id: selectionId } of rows) {
		const now = deps.clock.now();
		const digests = await deps.database.transaction().execute(async (trx) => {
			const tables = trx.withTables<ResultsTables>();
			if (await hasRunUnderway(tables, selectionId)) return [];
			return takeBackRuns(tables, selectionId, 'results.run_expired', { now, askedUntil });
		});
		await removeRunFiles(deps.folders, selectionId, digests);
	}
}

/** Rows of selections of which no version was ever begun, and whose files nobody goes on with. */
async function removeAbandoned(db: Kysely<ResultsTables>, limit: Date): Promise<void> {
	const { rows } = await sql<{ import_id: number }>`
		select import_id from results.taken_in taken
		where not exists (
			select from results.publication one where one.selection_id = taken.selection_id)
		and not exists (
			select from results.run one where one.selection_id = taken.selection_id
				and (one.asked_at > ${limit} or one.state in ('waiting', 'ranking')))
		and not exists (
			select from results.taken_in one
			where one.selection_id = taken.selection_id and one.taken_at >= ${limit})`.execute(db);
	const ids = rows.map((row) => row.import_id);
	for (const table of ['results.participant', 'results.mark', 'results.imported_decision']) {
		await sql`delete from ${sql.table(table)} where import_id = any(${ids})`.execute(db);
	}
}

/** Selections whose every version was published before that time. */
async function settledBefore(db: Kysely<ResultsTables>, limit: Date): Promise<readonly string[]> {
	const rows = await db
		.selectFrom('results.publication')
		.select('selection_id')
		.groupBy('selection_id')
		.having((each) =>
			each.and([
				each(each.fn.max('received_at'), '<', limit),
				each(each.fn.count('published_at'), '=', each.fn.countAll()),
				each(each.fn.max('published_at'), '<', limit),
			]),
		)
		.execute();
	return rows.map((row) => row.selection_id);
}
