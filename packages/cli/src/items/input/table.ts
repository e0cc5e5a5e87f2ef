import { CsvReader } from '@terang/rules/csv';
import { readChunks } from '../../files.ts';
import { FaultList } from './refused.ts';

const decoder = new TextDecoder();

/** One record of a small table: a cell by the name of its column, trimmed. */
export interface TableRow {
	readonly line: number;
	readonly cell: (column: string) => string;
}

export interface Table {
	readonly file: string;
	readonly columns: readonly string[];
	readonly rows: readonly TableRow[];
}

/** A header, read and checked, and the reader that stands behind it. */
export interface OpenTable {
	readonly columns: readonly string[];
	readonly reader: CsvReader;
	readonly faults: FaultList;
}

/** Opens a CSV (RFC 4180, UTF-8, comma) and reads its header; names stand once. */
export function openTable(file: string): OpenTable {
	const faults = new FaultList(file);
	const reader = new CsvReader(readChunks(file));
	if (!reader.next()) {
		faults.add(1, '', 'empty_file', '');
		faults.settle();
	}
	const columns = Array.from({ length: reader.fields }, (_, at) => fieldOf(reader, at));
	for (const [at, name] of columns.entries()) {
		if (name === '') faults.add(1, `${at + 1}`, 'column_without_name', '');
		else if (columns.indexOf(name) < at) faults.add(1, name, 'duplicate_column', name);
	}
	faults.settle();
	return { columns, reader, faults };
}

/** Text of a field of the current record, trimmed. */
export function fieldOf(reader: CsvReader, at: number): string {
	return decoder.decode(reader.buffer.subarray(reader.starts[at], reader.ends[at])).trim();
}

/**
 * Moves to the next whole record, noting malformed ones and ones with a wrong number of fields;
 * empty lines are passed over.
 */
export function nextRecord({ columns, reader, faults }: OpenTable): boolean {
	while (reader.next()) {
		if (reader.malformed !== undefined) {
			const column = columns[reader.malformedField] ?? '';
			faults.add(reader.line, column, reader.malformed, fieldOf(reader, 0).slice(0, 40));
		} else if (reader.fields === 1 && columns.length > 1 && fieldOf(reader, 0) === '') {
			continue;
		} else if (reader.fields !== columns.length) {
			const code = reader.fields < columns.length ? 'too_few_fields' : 'too_many_fields';
			faults.add(reader.line, '', code, `${reader.fields}`);
		} else {
			return true;
		}
	}
	return false;
}

/** A small table, whole. The required columns are there; a fault of the form stops the reading. */
export function readTable(file: string, required: readonly string[]): Table {
	const open = openTable(file);
	for (const name of required) {
		if (!open.columns.includes(name)) open.faults.add(1, name, 'column_missing', name);
	}
	open.faults.settle();
	const rows: TableRow[] = [];
	while (nextRecord(open)) {
		const cells = open.columns.map((_, at) => fieldOf(open.reader, at));
		const places = new Map(open.columns.map((name, at) => [name, at]));
		rows.push({
			line: open.reader.line,
			cell: (column) => cells[places.get(column) ?? -1] ?? '',
		});
	}
	open.faults.settle();
	return { file, columns: open.columns, rows };
}

/** A finite number written with a point, or undefined. */
export function numberOf(text: string): number | undefined {
	return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/u.test(text) ? Number(text) : undefined;
}
