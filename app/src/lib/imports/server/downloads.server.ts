import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { writeXlsxStream } from 'hucre/xlsx';
import type { Download, RowFault } from '../contract.ts';
import { downloadColumns } from '../../platform/tables/mapping.ts';
import { readRecords, type TableFile } from '../../platform/tables/records.server.ts';
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

const pieceLength = 1 << 15;

async function* csvBody(rows: Rows): AsyncIterable<Uint8Array> {
	// Without it spreadsheets take UTF-8 for the code page of the machine.
	let piece = '\uFEFF';
	for await (const row of rows) {
		piece += csvLine(row);
		if (piece.length < pieceLength) continue;
		yield Buffer.from(piece);
		piece = '';
	}
	yield Buffer.from(piece);
}

function workbookBody(rows: Rows): AsyncIterable<Uint8Array> {
	const stream = writeXlsxStream(mutable(rows), { name: 'Terang' });
	return Readable.fromWeb(stream as ReadableStream<Uint8Array>);
}

/**
 * The faulty rows as they were handed in, with their line and everything that is wrong in front.
 * @param open not before somebody reads: whoever goes away first leaves nothing open
 * @param faults in the order of the file
 * @param describe what is wrong, in words of whoever asks
 */
export async function* faultyRows(
	open: () => Promise<TableFile>,
	header: readonly string[],
	faults: AsyncGenerator<RowFault>,
	describe: (fault: RowFault) => string,
): AsyncGenerator<readonly string[]> {
	const own: readonly string[] = downloadColumns;
	// Of a download that came back, its first columns are ours and said anew.
	const from = own.every((name, at) => header[at] === name) ? own.length : 0;
	yield [...own, ...header.slice(from).map(neutralise)];
	const file = await open();
	try {
		let next = await faults.next();
		for await (const records of readRecords(file)) {
			for (const { line, cells } of records) {
				const said: string[] = [];
				while (next.done !== true && next.value.line <= line) {
					said.push(describe(next.value));
					next = await faults.next();
				}
				if (said.length === 0) continue;
				// A workbook leaves the last empty cells of a row out; in text they must stand.
				const width = Math.max(header.length, cells.length);
				const whole = Array.from({ length: width }, (_, at) => neutralise(cells[at] ?? ''));
				yield [String(line), said.join('; '), ...whole.slice(from)];
			}
			if (next.done === true) return;
		}
	} finally {
		await file.bytes.close();
	}
}
