import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { measureNode, tableLine } from '../measure.ts';
import { rows, writeCsv, writeWorkbook } from './write.ts';

/**
 * Reading a million people out of a CSV and out of a workbook in the order of Excel, beside merely
 * unpacking the sheet: what counts is the peak, for an upload must never end a process.
 */

const mostBytes = 400 * 2 ** 20;
const reader = path.join(import.meta.dirname, 'read.js');
const folder = mkdtempSync(path.join(tmpdir(), 'terang-tables-'));
try {
	const csv = path.join(folder, 'a.csv');
	const workbook = path.join(folder, 'a.xlsx');
	await writeCsv(csv);
	await writeWorkbook(workbook);
	const megabytes = (file: string) => (statSync(file).size / 2 ** 20).toFixed(0);
	process.stdout.write(
		`${rows} rows: CSV ${megabytes(csv)} MiB, XLSX ${megabytes(workbook)} MiB\n`,
	);
	const read = (side: string, file: string) =>
		measureNode([reader, side, file, String(rows + 1)], 300_000);
	const rival = await read('unpack', workbook);
	const ours = await read('xlsx', workbook);
	const text = await read('csv', csv);
	process.stdout.write(`${tableLine('unpack the sheet', rival, rival)}\n`);
	process.stdout.write(`${tableLine('rows of the workbook', ours, rival)}\n`);
	process.stdout.write(`${tableLine('rows of the CSV', text, rival)}\n`);
	process.exitCode = Math.max(ours.peakBytes, text.peakBytes) <= mostBytes ? 0 : 1;
} finally {
	rmSync(folder, { recursive: true, force: true });
}
