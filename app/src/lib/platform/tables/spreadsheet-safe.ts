/**
 * A spreadsheet runs a cell that begins like a formula, wherever the text came from; an apostrophe
 * in front makes it text again. Numbers keep their sign.
 */
export function neutralise(text: string): string {
	if (!/^[\t\r\n ]*[=+\-@|%\uFF0B\uFF1D\uFF20\uFF0D]/u.test(text)) return text;
	return /^[+-]?\d+(?:[.,]\d+)?$/u.test(text) ? text : `'${text}`;
}

/** A line of RFC 4180 with its CRLF, which every spreadsheet opens. */
export function csvLine(cells: readonly string[]): string {
	const quoted = cells.map((cell) =>
		/[",\r\n;]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
	);
	return `${quoted.join(',')}\r\n`;
}
