import { sql, type Transaction } from 'kysely';

/** Removes the rows of a file that never took effect. */
export async function discardStaged(trx: Transaction<unknown>, importId: number): Promise<void> {
	for (const table of ['results.participant', 'results.mark', 'results.imported_decision']) {
		await sql`delete from ${sql.table(table)} where import_id = ${importId}`.execute(trx);
	}
}
