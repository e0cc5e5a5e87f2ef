import { open } from 'node:fs/promises';
import type { TableBytes } from '../../app/src/lib/platform/tables/table-bytes.ts';
import { Archive } from '../../app/src/lib/platform/tables/workbook/zip.server.ts';
import { readRecords } from '../../app/src/lib/platform/tables/records.server.ts';

/** `read.js csv|xlsx|unpack FILE ROWS`: reads a table to its end, or only unpacks its sheet. */

const [side = '', path = '', wanted = ''] = process.argv.slice(2);

async function bytesOfFile(): Promise<TableBytes> {
	const file = await open(path);
	const { size } = await file.stat();
	return {
		size,
		async read(position, length) {
			const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
			return buffer.subarray(0, bytesRead);
		},
		close: () => file.close(),
	};
}

async function rowsOf(bytes: TableBytes, format: 'csv' | 'xlsx'): Promise<number> {
	let rows = 0;
	for await (const records of readRecords({ bytes, format })) rows += records.length;
	return rows;
}

/** Every row ends with the same tag, which nothing else is searched for. */
async function rowsUnpacked(bytes: TableBytes): Promise<number> {
	const archive = await Archive.open(bytes, () => undefined);
	let rows = 0;
	let rest = Buffer.alloc(0);
	for await (const piece of archive.unpack('xl/worksheets/sheet1.xml', 2 ** 31)) {
		const all = Buffer.concat([rest, piece]);
		for (let at = all.indexOf('</row>'); at >= 0; at = all.indexOf('</row>', at + 6)) rows += 1;
		rest = all.subarray(-5);
	}
	return rows;
}

const bytes = await bytesOfFile();
const rows = side === 'unpack' ? await rowsUnpacked(bytes) : await rowsOf(bytes, side as 'csv');
await bytes.close();
if (rows !== Number(wanted)) throw new Error(`${rows} rows instead of ${wanted}`);
