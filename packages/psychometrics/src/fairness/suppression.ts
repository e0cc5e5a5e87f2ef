import type { Refusal } from '../data/index.ts';

export interface SuppressionOptions {
	/** Counts from 1 up to one below this are hidden; 10 unless said. */
	readonly threshold?: number;
}

export interface SuppressedTable {
	readonly ok: true;
	/** The counts, undefined where hidden; same shape as given. */
	readonly cells: readonly (readonly (number | undefined)[])[];
	/** Totals of the rows and of the columns, undefined where hidden. */
	readonly rowTotals: readonly (number | undefined)[];
	readonly columnTotals: readonly (number | undefined)[];
	/** Hidden because small. */
	readonly small: number;
	/** Hidden because a small one could be told from what remains. */
	readonly complementary: number;
}

export type TableRefusal = Refusal & {
	readonly code: 'psychometrics.bad_table';
	readonly row: number;
	readonly column: number;
};

/**
 * A table of counts of persons without cells from which a few persons could be told. Hides every
 * count from 1 to `threshold` − 1, totals among them, and then as many further cells as it takes
 * that no row and no column of the table with its totals has exactly one hidden cell: from one
 * hidden cell and the rest, subtraction would bring it back. Zero counts hide nobody and are shown.
 *
 * Of the cells that could be hidden in addition, the smallest is. The grand total is shown when it
 * is not small itself.
 *
 * Source: the rules of primary and secondary suppression in Hundepool et al. (2012), *Statistical
 * Disclosure Control*. Checked by recomputation: no hidden cell follows from a single row or
 * column. A chain of several equations can still bound a hidden count; publish few overlapping
 * tables.
 */
export function suppressSmallCells(
	counts: readonly (readonly number[])[],
	{ threshold = 10 }: SuppressionOptions = {},
): SuppressedTable | TableRefusal {
	const columns = counts[0]?.length ?? 0;
	for (const [row, values] of counts.entries()) {
		for (let column = 0; column < Math.max(columns, values.length); column++) {
			const count = values[column];
			if (count === undefined || column >= columns || !Number.isInteger(count) || count < 0) {
				return { ok: false, code: 'psychometrics.bad_table', row, column };
			}
		}
	}
	const full = withTotals(counts, columns);
	const hidden = full.map((row) => row.map((count) => count > 0 && count < threshold));
	const small = countHidden(hidden);
	while (hideOneMore(full, hidden));
	const shown = full.map((row, r) => row.map((count, c) => (hidden[r]![c]! ? undefined : count)));
	return {
		ok: true,
		cells: shown.slice(0, -1).map((row) => row.slice(0, -1)),
		rowTotals: shown.slice(0, -1).map((row) => row[columns]),
		columnTotals: shown[counts.length]!.slice(0, -1),
		small,
		complementary: countHidden(hidden) - small,
	};
}

/** The table with a last column of row totals and a last row of column totals. */
function withTotals(counts: readonly (readonly number[])[], columns: number): number[][] {
	const rows = counts.map((row) => [...row, row.reduce((sum, count) => sum + count, 0)]);
	const foot = Array.from({ length: columns + 1 }, (_, column) =>
		rows.reduce((sum, row) => sum + row[column]!, 0),
	);
	return [...rows, foot];
}

function countHidden(hidden: readonly (readonly boolean[])[]): number {
	return hidden.reduce((sum, row) => sum + row.filter(Boolean).length, 0);
}

interface Cell {
	readonly r: number;
	readonly c: number;
}

/** Gives a companion to the first hidden cell that stands alone in its row or column. */
function hideOneMore(full: readonly (readonly number[])[], hidden: boolean[][]): boolean {
	const lines: readonly (readonly Cell[])[] = [
		...full.map((row, r) => row.map((_, c) => ({ r, c }))),
		...full[0]!.map((_, c) => full.map((_row, r) => ({ r, c }))),
	];
	const line = lines.find((cells) => cells.filter(({ r, c }) => hidden[r]![c]!).length === 1);
	if (line === undefined) return false;
	const [last, lastColumn] = [full.length - 1, full[0]!.length - 1];
	/** Totals are what readers come for: they go last. */
	const loss = ({ r, c }: Cell) =>
		full[r]![c]! + (r === last ? 1e15 : 0) + (c === lastColumn ? 1e15 : 0);
	// A zero is no companion: whoever knows the rest knows it too. A line whose hidden count is not
	// its whole sum holds another one above zero, and if it is the whole, the total is that other.
	const open = line.filter(({ r, c }) => !hidden[r]![c]! && full[r]![c]! > 0);
	const companion = open.sort((a, b) => loss(a) - loss(b))[0];
	if (companion === undefined) return false;
	hidden[companion.r]![companion.c] = true;
	return true;
}
