import type { TemplateColumn } from './kind.ts';

/** Name of a template's column → name of the file's column that fills it. */
export type ColumnMapping = Readonly<Record<string, string>>;

export type HeaderFault =
	| { readonly code: 'missing_column'; readonly column: string }
	| { readonly code: 'duplicate_column'; readonly column: string };

/** In front of the faulty rows that were downloaded: they come back with them. */
export const downloadColumns = ['terang_line', 'terang_fault'] as const;

/** Spreadsheets add spaces, capitals and hyphens; `Vacancy ID` means `vacancy_id`. */
function plain(name: string): string {
	return name
		.trim()
		.toLowerCase()
		.replaceAll(/[\s.-]+/gu, '_');
}

/** What a mapping for this header looks like before a person has said anything. */
export function proposeMapping(
	header: readonly string[],
	columns: readonly TemplateColumn[],
	remembered: ColumnMapping = {},
): ColumnMapping {
	const proposed: Record<string, string> = {};
	for (const { name } of columns) {
		const before = remembered[name];
		const found =
			before !== undefined && header.includes(before)
				? before
				: header.find((candidate) => plain(candidate) === name);
		if (found !== undefined) proposed[name] = found;
	}
	return proposed;
}

/** Columns of the file that no column of the template takes. */
export function unusedColumns(
	header: readonly string[],
	mapping: ColumnMapping,
): readonly string[] {
	const used = new Set(Object.values(mapping));
	const ours: readonly string[] = downloadColumns;
	return header.filter((name) => !used.has(name) && !ours.includes(name));
}

/** Why rows cannot be read by this mapping; empty where they can. */
export function mappingFaults(
	header: readonly string[],
	columns: readonly TemplateColumn[],
	mapping: ColumnMapping,
): readonly HeaderFault[] {
	const sources = Object.values(mapping);
	const duplicates = new Set(
		[...header, ...sources].filter(
			(name) => header.indexOf(name) !== header.lastIndexOf(name) && sources.includes(name),
		),
	);
	const twice = new Set(sources.filter((name, at) => sources.indexOf(name) !== at));
	return [
		...[...new Set([...duplicates, ...twice])].map((column) => ({
			code: 'duplicate_column' as const,
			column,
		})),
		...columns
			.filter(({ name, required }) => required && !header.includes(mapping[name] ?? ''))
			.map(({ name }) => ({ code: 'missing_column' as const, column: name })),
	];
}

/** Position of each mapped column in the records of a file, in the order of the file. */
export function positionsOf(
	header: readonly string[],
	mapping: ColumnMapping,
): ReadonlyMap<string, number> {
	return new Map(
		Object.entries(mapping)
			.map(([column, source]) => [column, header.indexOf(source)] as const)
			.filter(([, position]) => position >= 0)
			.sort(([, a], [, b]) => a - b),
	);
}
