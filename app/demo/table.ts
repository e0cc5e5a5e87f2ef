/**
 * Rows of a small table written as text: one row a line, cells between bars. Data that people edit
 * stays readable this way. A row with another number of cells than `columns` is a bug.
 */
export function parseTable(text: string, columns: number): string[][] {
	const rows = text
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '')
		.map((line) => line.split('|').map((cell) => cell.trim()));
	for (const row of rows) {
		if (row.length !== columns) throw new Error(`demo table: bad row ${row.join(' | ')}`);
	}
	return rows;
}
