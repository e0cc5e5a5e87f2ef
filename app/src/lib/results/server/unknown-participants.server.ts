import type { LineFault, StagingConnection } from '../../platform/tables/kind.ts';

/** Staged rows about people who are not in the list of participants. */
export async function unknownParticipants(
	connection: StagingConnection,
	staged: {
		/** Written by programmers alone. */
		readonly table: string;
		readonly importId: number;
		/** The list in effect; without one everybody is unknown. */
		readonly participantsId: number | undefined;
		readonly limit: number;
	},
): Promise<{ readonly faults: readonly LineFault[]; readonly total: number }> {
	const rows = await connection.query<{ line: number; value: string; total: number }>(
		`select one.line, one.participant_id as value, count(*) over () as total
		from ${staged.table} one
		where one.import_id = $1 and not exists (
			select from results.participant person
			where person.import_id = $2 and person.participant_id = one.participant_id)
		order by one.line limit $3`,
		[staged.importId, staged.participantsId ?? -1, staged.limit],
	);
	return {
		faults: rows.map(({ line, value }) => ({
			line,
			column: 'participant_id',
			code: 'unknown_participant',
			value,
		})),
		total: rows[0]?.total ?? 0,
	};
}
