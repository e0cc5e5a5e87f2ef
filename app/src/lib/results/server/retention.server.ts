import { type Kysely, sql } from 'kysely';
import type { ErasureDeps } from './erasure.server.ts';
import { redactInputs } from './redaction.server.ts';
import type { ResultsTables } from './results.tables.server.ts';

const dayMs = 24 * 3_600_000;

/** How long after a selection's newest version; reasons in ADR 0102. */
export const retention = {
	/** Names, birth dates and GPA in files and rows as handed in: objections are over then. */
	inputsMs: 180 * dayMs,
	/** Names, full rows and salts: whoever wants to prove their own result has this long. */
	personalMs: 5 * 366 * dayMs,
};

/** Removes what nobody needs any more; safe at any time and as often as wanted. */
export async function keepRetention(deps: ErasureDeps): Promise<void> {
	const db = deps.database.withTables<ResultsTables>();
	const now = deps.clock.now().getTime();
	for (const selectionId of await settledBefore(db, new Date(now - retention.inputsMs))) {
		await redactInputs(deps, selectionId, () => true);
		await sql`
			update results.participant set personal = null, name = '', birth_date = '', gpa = ''
			from results.taken_in taken
			where taken.import_id = results.participant.import_id and taken.used_at is not null
				and taken.selection_id = ${selectionId}
				and (personal is not null or name <> '' or birth_date <> '' or gpa <> '')`.execute(db);
	}
	for (const selectionId of await settledBefore(db, new Date(now - retention.personalMs))) {
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
