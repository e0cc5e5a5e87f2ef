import { CsvRecords, type TableRecord } from './csv-records.ts';
import { piecesOf, type TableBytes } from './table-bytes.ts';
import { workbookRecords } from './workbook/workbook.server.ts';

export type TableFormat = 'csv' | 'xlsx';

export interface TableFile {
	readonly bytes: TableBytes;
	readonly format: TableFormat;
}

export type Looked =
	| { readonly ok: true; readonly format: TableFormat }
	| {
			readonly ok: false;
			/**
			 * Nothing at all; text that is not UTF-8; a workbook of before 2007 or under a password;
			 * what is no table at all, whatever its name says.
			 */
			readonly code: 'empty_file' | 'wrong_encoding' | 'old_workbook' | 'other_format';
	  };

const oldWorkbook = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/** PDF, pictures, RTF, and the web pages that some programs save under the name of a workbook. */
const otherFormats = ['%PDF-', '\x89PNG', '\xFF\xD8\xFF', 'GIF8', '{\\rtf', '<'];
/** The first entry of a zip archive of OpenOffice says what it is. */
const openDocument = 'mimetypeapplication/vnd.oasis.opendocument';

/** What the first bytes say. A workbook is a zip archive; anything else is taken for text. */
export async function lookAt(bytes: TableBytes): Promise<Looked> {
	const head = await bytes.read(0, 1_024);
	if (head.length === 0) return { ok: false, code: 'empty_file' };
	const text = head.toString('latin1');
	if (head.length >= 4 && head.readUInt32LE(0) === 0x04034b50) {
		return text.startsWith(openDocument, 30)
			? { ok: false, code: 'other_format' }
			: { ok: true, format: 'xlsx' };
	}
	const bare = text.replace(/^(?:\xEF\xBB\xBF)?\s*/u, '');
	if (otherFormats.some((start) => bare.startsWith(start))) {
		return { ok: false, code: 'other_format' };
	}
	if (head.subarray(0, 8).equals(oldWorkbook)) return { ok: false, code: 'old_workbook' };
	// UTF-16, with its mark or without: every other byte of a header is zero.
	const marked = head.length >= 2 && [0xfeff, 0xfffe].includes(head.readUInt16BE(0));
	if (marked || head.includes(0)) return { ok: false, code: 'wrong_encoding' };
	return { ok: true, format: 'csv' };
}

/**
 * The records of a file in order, header included, a part of the file in memory at a time.
 * @param onBytes told how many bytes have been read
 * @throws where a workbook is no workbook
 */
export function readRecords(
	{ bytes, format }: TableFile,
	onBytes: (count: number) => void = () => undefined,
): AsyncIterable<readonly TableRecord[]> {
	return format === 'csv' ? csvRecords(bytes, onBytes) : workbookRecords(bytes, onBytes);
}

async function* csvRecords(bytes: TableBytes, onBytes: (count: number) => void) {
	const records = new CsvRecords();
	const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
	for await (const piece of piecesOf(bytes, undefined, onBytes)) {
		yield [...records.push(decoder.decode(piece, { stream: true }))];
	}
	yield [...records.push(decoder.decode()), ...records.end()];
}

/** The header of a file, without the empty columns that a sheet drags behind it. */
export async function readHeader(file: TableFile): Promise<TableRecord | undefined> {
	for await (const records of readRecords(file)) {
		const first = records.find((record) => !isBlank(record));
		if (first !== undefined) return { ...first, cells: trimEnd(first.cells) };
	}
	return undefined;
}

/** Lines without anything in them: above a header, between rows, behind the last. */
export function isBlank({ cells, malformed }: TableRecord): boolean {
	return malformed === undefined && cells.every((cell) => cell === '');
}

/** Trailing empty cells say nothing: one program writes them, the next leaves them out. */
export function trimEnd(cells: readonly string[]): readonly string[] {
	let end = cells.length;
	while (end > 0 && cells[end - 1] === '') end -= 1;
	return end === cells.length ? cells : cells.slice(0, end);
}
