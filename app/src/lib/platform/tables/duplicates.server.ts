import type { LineFault, StagingConnection } from './kind.ts';

/**
 * Rows of one file that carry the same key as an earlier one, with the line of that one.
 */
export async function* duplicatesOf(
	connection: StagingConnection,
	staged: {
		/** Written by programmers alone. */
		readonly table: string;
		/** The column that is named, and the key where it is more than that. */
		readonly column: string;
		readonly key?: string;
		readonly importId: number;
	},
): AsyncGenerator<readonly LineFault[]> {
	const { table, column, key = column, importId } = staged;
	const batches = connection.batches<{ line: number; value: string; first: number }>(
		// One sort and no join: nothing is known yet of what has just been staged, and a plan made for
		// a few rows would compare a million with each other.
		`select line, value, first from (
			select line, ${column} as value, min(line) over (partition by ${key}) as first
			from ${table} where import_id = $1
		) rows
		where line > first
		order by line`,
		[importId],
	);
	for await (const rows of batches) {
		yield rows.map(({ line, value, first }) => ({
			line,
			column,
			code: 'duplicate_id',
			value,
			otherLine: first,
		}));
	}
}
