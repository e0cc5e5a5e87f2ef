import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { streamXlsxRows } from 'hucre/xlsx';
import { readRecords } from '../../app/src/lib/platform/tables/records.server.ts';

/** `read.js ours-csv|ours-xlsx|hucre-xlsx FILE ROWS`: reads a table to its end. */

const [side = '', path = '', wanted = ''] = process.argv.slice(2);

async function ours(format: 'csv' | 'xlsx'): Promise<number> {
	const file = await open(path);
	const { size } = await file.stat();
	const bytes = {
		size,
		async read(position: number, length: number) {
			const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
			return buffer.subarray(0, bytesRead);
		},
		close: () => file.close(),
	};
	let rows = 0;
	for await (const records of readRecords({ bytes, format })) rows += records.length;
	await file.close();
	return rows;
}

async function hucre(): Promise<number> {
	let rows = 0;
	const stream = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
	for await (const row of streamXlsxRows(stream as never)) rows += row.values.length > 0 ? 1 : 0;
	return rows;
}

const rows =
	side === 'hucre-xlsx' ? await hucre() : await ours(side === 'ours-csv' ? 'csv' : 'xlsx');
if (rows !== Number(wanted)) throw new Error(`${rows} rows instead of ${wanted}`);
