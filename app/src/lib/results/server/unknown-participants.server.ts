import type { LineFault, StagingConnection } from '../../platform/tables/kind.ts';

/** Staged rows about people who are not in the list of participants. */
export async function* unknownParticipants(
	connection: StagingConnection,
	staged: {
		/** Written by programmers alone. */
		readonly table: string;
		readonly importId: number;
		/** The list in effect; without one everybody is unknown. */
		readonly participantsId: number | undefined;
	},
): AsyncGenerator<readonly LineFault[]> {
	const batches = connection.batches<{ line: number; value: string }>(
		`select one.line, one.participant_id as value
		from ${staged.table} one
		where one.import_id = $1 and not exists (
			select from results.participant person
			where person.import_id = $2 and person.participant_id = one.participant_id)
		order by one.line`,
		[staged.importId, staged.participantsId ?? -1],
	);
	for await (const rows of batches) {
		yield rows.map(({ line, value }) => ({
			line,
			column: 'participant_id',
			code: 'unknown_participant',
			value,
		}));
	}
}
