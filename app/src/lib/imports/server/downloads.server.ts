import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { writeXlsxStream } from 'hucre/xlsx';
import type { Download, FaultView } from '../contract.ts';
import type { TableFile } from '../../platform/tables/records.server.ts';
import { readRecords } from '../../platform/tables/records.server.ts';
import { csvLine, neutralise } from '../../platform/tables/spreadsheet-safe.ts';

const types = {
	csv: 'text/csv; charset=utf-8',
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

type Rows = AsyncIterable<readonly string[]> | Iterable<readonly string[]>;

/** A table to take home; text alone, so that no cell can be run. */
export function tableDownload(name: string, format: 'csv' | 'xlsx', rows: Rows): Download {
	return {
		fileName: `${name}.${format}`,
		type: types[format],
		body: format === 'csv' ? csvBody(rows) : workbookBody(rows),
	};
}

async function* mutable(rows: Rows): AsyncIterable<string[]> {
	for await (const row of rows) yield [...row];
}

async function* csvBody(rows: Rows): AsyncIterable<Uint8Array> {
	// Without it spreadsheets take UTF-8 for the code page of the machine.
	yield Buffer.from('\uFEFF');
	for await (const row of rows) yield Buffer.from(csvLine(row));
}

function workbookBody(rows: Rows): AsyncIterable<Uint8Array> {
	const stream = writeXlsxStream(mutable(rows), { name: 'Terang' });
	return Readable.fromWeb(stream as ReadableStream<Uint8Array>);
}

/** The faulty rows as they were handed in, with their line and what is wrong in front. */
export async function* faultyRows(
	file: TableFile,
	header: readonly string[],
	lines: readonly number[],
	faults: readonly FaultView[],
): AsyncGenerator<readonly string[]> {
	yield ['terang_line', 'terang_fault', ...header.map(neutralise)];
	const wanted = new Set(lines);
	const said = new Map<number, string[]>();
	for (const { line, column, code } of faults) {
		said.set(line, [...(said.get(line) ?? []), column === '' ? code : `${column}: ${code}`]);
	}
	for await (const records of readRecords(file)) {
		for (const { line, cells } of records) {
			if (!wanted.has(line)) continue;
			yield [String(line), (said.get(line) ?? []).join('; '), ...cells.map(neutralise)];
		}
	}
}
