/** One line of CSV (RFC 4180) with minimal quoting. */
export function csvLine(cells: readonly string[]): string {
	return `${cells.map(quoted).join(',')}\n`;
}

function quoted(text: string): string {
	return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
