import type { ResultRow } from '../../contract.ts';
import { resultRowOf } from '../../domain/results-file.ts';
import { CsvRecords, type TableRecord } from '../../../platform/tables/csv-records.ts';

/** Tables of a million rows, read one row at a time; all at once as objects would not fit. */

export type Named = Readonly<Record<string, string>>;

const piece = 1 << 20;

/** Records of a sound CSV (RFC 4180), the header among them. */
export function* recordsOf(bytes: Uint8Array): Generator<readonly string[]> {
	const records = new CsvRecords();
	const decoder = new TextDecoder('utf-8', { fatal: true });
	for (let at = 0; at < bytes.length; at += piece) {
		const text = decoder.decode(bytes.subarray(at, at + piece), { stream: true });
		for (const record of records.push(text)) yield cellsOf(record);
	}
	for (const record of records.end()) yield cellsOf(record);
}

function cellsOf({ cells, malformed }: TableRecord): readonly string[] {
	if (malformed !== undefined) throw new Error(`a kept table cannot be read: ${malformed}`);
	return cells;
}

export function* namedOf(bytes: Uint8Array): Generator<Named> {
	let header: readonly string[] | undefined;
	for (const cells of recordsOf(bytes)) {
		if (header === undefined) {
			header = cells;
			continue;
		}
		const named: Record<string, string> = {};
		for (const [at, name] of header.entries()) named[name] = cells[at] ?? '';
		yield named;
	}
}

/** Rows of a `results.csv` that the engine wrote. */
export function* resultsOf(bytes: Uint8Array): Generator<ResultRow> {
	let header = true;
	for (const cells of recordsOf(bytes)) {
		if (header) header = false;
		else yield resultRowOf(cells);
	}
}

const lineFeed = 10;
const quote = 34;

/** A sound CSV whose rows can be read in any order; only where they stand is kept beside the bytes. */
export class SpannedTable {
	readonly count: number;
	private readonly bytes: Buffer;
	private readonly header: readonly string[];
	/** End of each record, the header's first. */
	private readonly ends: Uint32Array;

	constructor(bytes: Uint8Array) {
		this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.ends = recordEnds(bytes);
		this.count = Math.max(0, this.ends.length - 1);
		this.header = this.cells(0).map((name, at) => (at === 0 ? name.replace(/^\uFEFF/u, '') : name));
	}

	/** @param at from 0, the header not counted */
	row(at: number): Named {
		const cells = this.cells(at + 1);
		const named: Record<string, string> = {};
		for (const [column, name] of this.header.entries()) named[name] = cells[column] ?? '';
		return named;
	}

	private cells(record: number): readonly string[] {
		const start = record === 0 ? 0 : (this.ends[record - 1] ?? 0);
		const text = this.bytes.toString('utf8', start, this.ends[record] ?? 0);
		if (!text.includes('"')) return text.replace(/\r?\n$/u, '').split(',');
		// The header says what separates the cells.
		const records = new CsvRecords();
		const head = record === 0 ? '' : this.bytes.toString('utf8', 0, this.ends[0] ?? 0);
		const found = [...records.push(head + text), ...records.end()].at(-1);
		if (found === undefined) throw new Error('a kept table lacks a record');
		return cellsOf(found);
	}
}

function recordEnds(bytes: Uint8Array): Uint32Array {
	let ends = new Uint32Array(1 << 16);
	let count = 0;
	let quoted = false;
	const add = (end: number) => {
		if (count === ends.length) {
			const larger = new Uint32Array(ends.length * 2);
			larger.set(ends);
			ends = larger;
		}
		ends[count++] = end;
	};
	for (let at = 0; at < bytes.length; at += 1) {
		const byte = bytes[at];
		if (byte === quote) quoted = !quoted;
		else if (byte === lineFeed && !quoted) add(at + 1);
	}
	if (bytes.length > 0 && bytes.at(-1) !== lineFeed) add(bytes.length);
	return ends.slice(0, count);
}

/** Lines of text, joined into pieces that are worth a message. */
export class Pieces {
	private text = '';
	private static readonly length = 1 << 18;

	/** A piece, once enough has gathered. */
	add(line: string): Uint8Array<ArrayBuffer> | undefined {
		this.text += line;
		return this.text.length < Pieces.length ? undefined : this.take();
	}

	take(): Uint8Array<ArrayBuffer> {
		const bytes = new TextEncoder().encode(this.text);
		this.text = '';
		return bytes;
	}
}
