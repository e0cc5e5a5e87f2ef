import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { ImportDeps } from './import-kind.server.ts';
import { findSelectionRules } from './import-rules.server.ts';
import { listTakenIn } from './taken-in.store.server.ts';

/**
 * What rows about the people of a selection are judged by and compared with: the files in effect,
 * the vacancies that exist, the rules that bound marks.
 */
export async function basisOf(
	deps: Pick<ImportDeps, 'vacancyIds'>,
	trx: Kysely<unknown>,
	selectionId: string,
): Promise<string> {
	const taken = await listTakenIn(trx, selectionId);
	const vacancies = [...(await deps.vacancyIds(selectionId, trx))].sort();
	const rules = await findSelectionRules(trx, selectionId);
	const text = JSON.stringify([taken.map(({ import_id: id }) => id), vacancies, rules ?? null]);
	return createHash('sha256').update(text).digest('base64url');
}
