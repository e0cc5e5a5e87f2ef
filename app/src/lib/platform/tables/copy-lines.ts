import type { CopyRow } from './kind.ts';

const special = /[\\\t\n\r]/u;

/** One line of PostgreSQL's text form of COPY. */
export function copyLine(row: CopyRow): string {
	let line = '';
	for (let at = 0; at < row.length; at += 1) {
		const value = row[at];
		if (at > 0) line += '\t';
		line += value === null || value === undefined ? '\\N' : escaped(value);
	}
	return `${line}\n`;
}

function escaped(text: string): string {
	if (!special.test(text)) return text;
	return text
		.replaceAll('\\', '\\\\')
		.replaceAll('\t', '\\t')
		.replaceAll('\n', '\\n')
		.replaceAll('\r', '\\r');
}
