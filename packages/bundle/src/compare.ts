import { splitRecord, splitRecords } from './records.ts';
import type { Findings } from './verdict.ts';

interface Row {
	readonly text: string;
	/** Physical line, from 1; the header is line 1. */
	readonly line: number;
}

/**
 * Names the rows in which two result tables differ. Only called when their bytes differ, so it may
 * hold both. Rows are matched by participant, so that one dropped row is one finding and not one
 * for every row behind it.
 */
export function compareResults(
	published: Uint8Array,
	recomputed: Uint8Array,
	findings: Findings,
): void {
	const before = findings.total;
	const theirs = readRows(published);
	const ours = readRows(recomputed);
	if (theirs.header !== ours.header) {
		findings.add('results_bytes_differ', 'results.csv:1', ours.header, theirs.header);
	}
	const columns = splitRecord(ours.header);
	for (const [participant, row] of ours.rows) {
		const other = theirs.rows.get(participant);
		if (other === undefined) {
			findings.add('result_row_missing', `results.csv:${participant}`, row.text);
		} else if (other.text !== row.text) {
			compareFields(columns, splitRecord(row.text), splitRecord(other.text), other.line, findings);
		}
	}
	for (const [participant, row] of theirs.rows) {
		if (!ours.rows.has(participant)) {
			findings.add('result_row_added', `results.csv:${row.line}`, '', row.text);
		}
	}
	if (findings.total === before) findings.add(...firstDifference(published, recomputed));
}

function readRows(bytes: Uint8Array): { header: string; rows: Map<string, Row> } {
	const [header = '', ...records] = splitRecords(new TextDecoder().decode(bytes));
	const rows = new Map<string, Row>();
	for (const [index, text] of records.entries()) {
		const participant = splitRecord(text)[0] ?? '';
		// A participant listed twice must not hide behind the first.
		const key = rows.has(participant) ? `${participant} (line ${index + 2})` : participant;
		rows.set(key, { text, line: index + 2 });
	}
	return { header, rows };
}

function compareFields(
	columns: readonly string[],
	expected: readonly string[],
	found: readonly string[],
	line: number,
	findings: Findings,
): void {
	for (const [at, column] of columns.entries()) {
		if (expected[at] !== found[at]) {
			findings.add(
				'result_row_differs',
				`results.csv:${line}:${column}`,
				expected[at] ?? '',
				found[at] ?? '',
			);
		}
	}
	if (found.length > columns.length) {
		findings.add(
			'result_row_differs',
			`results.csv:${line}`,
			'',
			found.slice(columns.length).join(),
		);
	}
}

/** Same rows, other order or other line ends. */
function firstDifference(
	published: Uint8Array,
	recomputed: Uint8Array,
): ['results_bytes_differ', string, string, string] {
	const theirs = new TextDecoder().decode(published).split('\n');
	const ours = new TextDecoder().decode(recomputed).split('\n');
	const at = ours.findIndex((line, index) => line !== theirs[index]);
	const line = at < 0 ? ours.length : at;
	return ['results_bytes_differ', `results.csv:${line + 1}`, ours[line] ?? '', theirs[line] ?? ''];
}

/** Compares two JSON values and names each place where they differ, as a JSON pointer. */
export function compareJson(
	file: string,
	expected: unknown,
	found: unknown,
	findings: Findings,
	pointer = '',
): void {
	if (isObject(expected) && isObject(found)) {
		const keys = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
		for (const key of keys) {
			compareJson(file, expected[key], found[key], findings, `${pointer}/${key}`);
		}
		return;
	}
	const [left, right] = [JSON.stringify(expected), JSON.stringify(found)];
	if (left !== right) findings.add('report_differs', `${file}#${pointer}`, left, right);
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
