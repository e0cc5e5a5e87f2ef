import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type CellValue, streamXlsxRows } from 'hucre/xlsx';
import { CsvRecords, type TableRecord } from './csv-records.ts';

export type TableFormat = 'csv' | 'xlsx';

/** A workbook is a zip archive; anything else is taken for text. */
export async function formatOf(path: string): Promise<TableFormat> {
	const file = await open(path, 'r');
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
		return bytesRead === 4 && buffer.readUInt32LE(0) === 0x04034b50 ? 'xlsx' : 'csv';
	} finally {
		await file.close();
	}
}

export interface TableFile {
	readonly path: string;
	readonly format: TableFormat;
}

/**
 * The records of a file in order, header included, a part of the file in memory at a time.
 * @param onBytes told how many bytes have been read
 * @throws where a workbook is no workbook
 */
export function readRecords(
	file: TableFile,
	onBytes: (count: number) => void = () => undefined,
): AsyncIterable<readonly TableRecord[]> {
	return file.format === 'csv' ? csvRecords(file.path, onBytes) : xlsxRecords(file.path, onBytes);
}

async function* csvRecords(path: string, onBytes: (count: number) => void) {
	const records = new CsvRecords();
	const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
	for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
		const bytes = chunk as Buffer;
		onBytes(bytes.length);
		yield [...records.push(decoder.decode(bytes, { stream: true }))];
	}
	yield [...records.push(decoder.decode()), ...records.end()];
}

const rowsAtOnce = 500;

/** The first sheet, its dates as ISO and its numbers as the shortest decimal that means them. */
async function* xlsxRecords(path: string, onBytes: (count: number) => void) {
	const source = createReadStream(path, { highWaterMark: 1 << 18 });
	source.on('data', (chunk) => {
		onBytes(chunk.length);
	});
	// A listener starts the flow; the reader pulls instead.
	source.pause();
	let batch: TableRecord[] = [];
	const stream = Readable.toWeb(source) as ReadableStream<Uint8Array>;
	for await (const { index, values } of streamXlsxRows(stream)) {
		batch.push({ line: index + 1, cells: values.map(textOfCell) });
		if (batch.length < rowsAtOnce) continue;
		yield batch;
		batch = [];
	}
	yield batch;
}

function textOfCell(value: CellValue): string {
	if (value === null) return '';
	if (value instanceof Date) {
		const iso = value.toISOString();
		return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso;
	}
	if (typeof value === 'boolean') return value ? '1' : '0';
	return String(value);
}

/** The header of a file, without the empty columns that a sheet drags behind it. */
export async function readHeader(file: TableFile): Promise<TableRecord | undefined> {
	if ((await stat(file.path)).size === 0) return undefined;
	for await (const records of readRecords(file)) {
		const [first] = records;
		if (first !== undefined) return { ...first, cells: trimEnd(first.cells) };
	}
	return undefined;
}

/** Trailing empty cells say nothing: one program writes them, the next leaves them out. */
export function trimEnd(cells: readonly string[]): readonly string[] {
	let end = cells.length;
	while (end > 0 && cells[end - 1] === '') end -= 1;
	return end === cells.length ? cells : cells.slice(0, end);
}
