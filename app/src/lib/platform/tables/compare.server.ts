import { escapeIdentifier } from 'pg';
import type { StagingConnection, TableChanges } from './kind.ts';

/** Rows of a file beside those in effect; each side selects `line`, `key` and every column. */
export interface Compared {
	/** Written by programmers alone; both take the same values. */
	readonly staged: string;
	readonly inEffect: string;
	readonly values: readonly unknown[];
	readonly columns: readonly string[];
	/** The file takes the place of the whole list, so that a row it lacks is gone. */
	readonly replaces: boolean;
}

/** Where nothing is in effect yet. */
export function allAdded(rows: number): TableChanges {
	return { added: rows, changed: 0, same: 0, removed: 0, columns: [] };
}

type Counts = Readonly<Record<string, number | null>>;

/** Counts by the database, which alone sees both lists at once. */
export async function compareTables(
	connection: StagingConnection,
	{ staged, inEffect, values, columns, replaces }: Compared,
): Promise<TableChanges> {
	const differs = (column: string) =>
		`old.${escapeIdentifier(column)} is distinct from new.${escapeIdentifier(column)}`;
	const both = 'old.key is not null and new.key is not null';
	const counted = columns.flatMap((column, at) => [
		`count(*) filter (where ${both} and ${differs(column)}) as rows_${at}`,
		`min(new.line) filter (where ${both} and ${differs(column)}) as line_${at}`,
	]);
	const anything = columns.map(differs).join(' or ') || 'false';
	const [found] = await connection.query<Counts>(
		`with new as (${staged}), old as (${inEffect})
		select count(*) filter (where old.key is null) as added,
			count(*) filter (where ${both} and (${anything})) as changed,
			count(*) filter (where ${both} and not (${anything})) as same,
			${['count(*) filter (where new.key is null) as removed', ...counted].join(', ')}
		from new full join old on new.key = old.key`,
		values,
	);
	const count = (name: string) => found?.[name] ?? 0;
	return {
		added: count('added'),
		changed: count('changed'),
		same: count('same'),
		removed: replaces ? count('removed') : 0,
		columns: columns
			.map((name, at) => ({
				name,
				rows: count(`rows_${at}`),
				firstLine: count(`line_${at}`),
			}))
			.filter(({ rows }) => rows > 0),
	};
}
