import { resultColumns } from '@terang/rules';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { CopyTarget } from '../../platform/tables/kind.ts';
import type { Competence, ResultRow } from '../contract.ts';
import { competenceColumns } from '../domain/result-kind.ts';
import type { ResultsTables, RowTable } from './results.tables.server.ts';
import { recordTargets } from './thread/tasks.server.ts';

/** Tables that a version is copied into, and their columns in the order of the thread's lines. */
export const recordedTables: Readonly<Record<number, CopyTarget>> = {
	[recordTargets.row]: {
		table: 'results.row',
		columns: ['selection_id', 'version', 'position', ...resultColumns, ...competenceColumns],
	},
	[recordTargets.vacancy]: {
		table: 'results.vacancy',
		columns: [
			'selection_id',
			'version',
			'vacancy_id',
			'formation_type',
			'special_job',
			'skb_plan',
			'seats',
			'filled',
			'applicants',
			'eligible',
			'passed',
			'shortlisted',
			'seated',
			'shortlist_cut',
		],
	},
	[recordTargets.commitment]: {
		table: 'results.commitment',
		columns: ['selection_id', 'version', 'leaf_index', 'participant_id', 'commitment', 'opening'],
	},
};

/**
 * A later version may correct a name; the number stays.
 * @param pairs JSON array of number and sealed name in hexadecimal
 */
export async function insertPeople(
	db: Kysely<ResultsTables>,
	selectionId: string,
	pairs: string,
): Promise<void> {
	await sql`
		insert into results.person (selection_id, participant_id, sealed_name)
		select ${selectionId}, pair ->> 0, decode(pair ->> 1, 'hex')
		from json_array_elements(${pairs}::json) pair
		on conflict (selection_id, participant_id)
			do update set name = null, sealed_name = excluded.sealed_name`.execute(db);
}

type StoredRow = Omit<Selectable<RowTable>, 'selection_id' | 'version' | keyof Competence>;

export function toResultRow(row: StoredRow): ResultRow {
	return {
		participantId: row.participant_id,
		vacancyId: row.vacancy_id,
		outcome: row.outcome,
		skdTotal: row.skd_total,
		skd100: row.skd100,
		skb100: row.skb100,
		final: row.final,
		rankSkd: row.rank_skd,
		rankFinal: row.rank_final,
		placedVacancyId: row.placed_vacancy_id,
		placement: row.placement,
		reason: row.reason,
	};
}
