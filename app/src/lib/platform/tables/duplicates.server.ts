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
		`with repeated as (
			select ${key} as key, min(line) as first from ${table}
			where import_id = $1 group by ${key} having count(*) > 1
		)
		select rows.line, rows.${column} as value, repeated.first
		from (select line, ${column}, ${key} as key from ${table} where import_id = $1) rows
		join repeated on rows.key = repeated.key
		where rows.line > repeated.first
		order by rows.line`,
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
