import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { fileProblem } from '../files.ts';
import type { Reporter } from '../worker-messages.ts';

/** What stands in a cell; null and undefined are empty. */
export type Cell = string | number | boolean | null | undefined;

/** RFC 4180 with a header; numbers with the digits they have. */
export function csvOf(columns: readonly string[], rows: Iterable<readonly Cell[]>): string {
	const lines = [columns.map(csvCell).join(',')];
	for (const row of rows) lines.push(row.map(csvCell).join(','));
	return `${lines.join('\n')}\n`;
}

function csvCell(cell: Cell): string {
	const text = cell === null || cell === undefined ? '' : String(cell);
	// A cell that a spreadsheet would run as a formula is made text; a number is none.
	const harmless = typeof cell === 'string' && /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
	return /[",\r\n]/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** A number as a reader wants it: fixed digits, and a dash where there is none. */
export function shown(value: number | null | undefined, digits = 3): string {
	return value === null || value === undefined || !Number.isFinite(value)
		? '–'
		: value.toFixed(digits);
}

/** A p-value without pretending to be 0. */
export function shownP(p: number | null | undefined): string {
	if (p === null || p === undefined) return '–';
	return p < 0.0005 ? p.toExponential(1) : p.toFixed(3);
}

/** Columns in line, the first to the left, the others to the right. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
	const widths = header.map((name, at) =>
		Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)),
	);
	const line = (cells: readonly string[]) =>
		cells
			.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
			.join('  ')
			.trimEnd();
	return [line(header), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)]
		.map((text) => `${text}\n`)
		.join('');
}

export interface OutputFile {
	readonly name: string;
	readonly content: string;
}

/** Writes all files beside their places and renames them when all are complete. */
export function writeFiles(folder: string, files: readonly OutputFile[], reporter: Reporter): void {
	const places = files.map(({ name }) => path.join(folder, name));
	const asides = places.map((place) => `${place}.${process.pid}.part`);
	try {
		mkdirSync(folder, { recursive: true });
		reporter.writing(asides);
		for (const [at, { content }] of files.entries()) {
			const handle = openSync(asides[at]!, 'w');
			try {
				const bytes = Buffer.from(content);
				for (let done = 0; done < bytes.length; done += writeSync(handle, bytes, done));
				fsyncSync(handle);
			} finally {
				closeSync(handle);
			}
		}
		for (const [at, place] of places.entries()) renameSync(asides[at]!, place);
		reporter.writing([]);
	} catch (error) {
		for (const aside of asides) rmSync(aside, { force: true });
		throw error instanceof Error && 'code' in error ? fileProblem(folder, error) : error;
	}
}
