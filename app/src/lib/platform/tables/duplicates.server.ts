import type { LineFault, StagingConnection } from './kind.ts';

/**
 * Rows of one file that carry the same key as an earlier one, with the line of that one.
 */
export async function duplicatesOf(
	connection: StagingConnection,
	staged: {
		/** Written by programmers alone. */
		readonly table: string;
		readonly column: string;
		readonly importId: number;
		readonly limit: number;
	},
): Promise<{ readonly faults: readonly LineFault[]; readonly total: number }> {
	const { table, column, importId, limit } = staged;
	const rows = await connection.query<{
		line: number;
		value: string;
		first: number;
		total: number;
	}>(
		`with repeated as (
			select ${column} as value, min(line) as first from ${table}
			where import_id = $1 group by ${column} having count(*) > 1
		)
		select rows.line, rows.${column} as value, repeated.first, count(*) over () as total
		from ${table} rows join repeated on rows.${column} = repeated.value
		where rows.import_id = $1 and rows.line > repeated.first
		order by rows.line limit $2`,
		[importId, limit],
	);
	return {
		faults: rows.map(({ line, value, first }) => ({
			line,
			column,
			code: 'duplicate_id',
			value,
			otherLine: first,
		})),
		total: rows[0]?.total ?? 0,
	};
}
