import type { QueryExecutorProvider, Transaction } from 'kysely';
import type { Bilingual } from '../../vacancies/contract.ts';
import type { PublicationKey } from './publications.store.server.ts';
import type { ResultsTables } from './results.tables.server.ts';

/** What a letter says of: nothing about anybody, only which version of which selection. */
export interface VersionOfSelection {
	readonly selectionId: string;
	readonly title: Bilingual;
	readonly institutionId: string;
	readonly version: number;
}

/**
 * Letters about a step, written in the transaction that decides it: they leave if and only if the
 * step stands, and once. Asked for twice, they are the same letters.
 */
export interface ResultLetters {
	/** To the approving officials of the institution; not to those who prepared and may not approve. */
	approvalAsked(
		trx: QueryExecutorProvider,
		asked: VersionOfSelection & {
			readonly approvalId: number;
			readonly preparedBy: readonly string[];
		},
	): Promise<void>;
	/** To the committee and to the official who approved. */
	published(
		trx: QueryExecutorProvider,
		published: VersionOfSelection & { readonly approvedBy: string },
	): Promise<void>;
}

/** A version without an approval (of an older release) is told to nobody: who took part is unknown. */
export async function tellPublished(
	letters: ResultLetters,
	trx: Transaction<unknown>,
	{ selectionId, version }: PublicationKey,
): Promise<void> {
	const found = await trx
		.withTables<ResultsTables>()
		.selectFrom('results.approval as approval')
		.innerJoin('results.run as run', 'run.id', 'approval.run_id')
		.innerJoin('results.selection as selection', 'selection.id', 'approval.selection_id')
		.select(['run.institution_id', 'approval.decided_by', 'selection.title'])
		.where('approval.selection_id', '=', selectionId)
		.where('approval.version', '=', version)
		.where('approval.state', '=', 'approved')
		.executeTakeFirst();
	if (found === undefined || found.decided_by === null) return;
	await letters.published(trx, {
		selectionId,
		title: found.title,
		institutionId: found.institution_id,
		version,
		approvedBy: found.decided_by,
	});
}
