import type { Kysely, Selectable } from 'kysely';
import type { ResultsTables } from './results.tables.server.ts';
import type { RunTable } from './runs.tables.server.ts';

/**
 * Persons on whose work a run rests, by pseudonym: who brought its files, set its rules, proposed or
 * confirmed a decision where people are equal, and who started it. None of them may approve it,
 * under whatever account. Read in the transaction that gathers the inputs, so that it speaks of
 * exactly these.
 * @param brought who brought the lists and files in effect
 */
export async function listPreparers(
	db: Kysely<ResultsTables>,
	run: Pick<Selectable<RunTable>, 'selection_id' | 'asked_by'>,
	brought: readonly string[],
): Promise<string[]> {
	const setup = await db
		.selectFrom('results.selection_setup')
		.select('set_by')
		.where('selection_id', '=', run.selection_id)
		.execute();
	const decided = await db
		.selectFrom('results.tie_proposal')
		.select(['proposed_by', 'decided_by'])
		.where('selection_id', '=', run.selection_id)
		.where('state', '=', 'confirmed')
		.execute();
	const persons = [
		run.asked_by,
		...brought,
		...setup.map(({ set_by: by }) => by),
		...decided.flatMap(({ proposed_by: by, decided_by: other }) =>
			other === null ? by : [by, other],
		),
	];
	return [...new Set(persons)].sort();
}
