/** Rows of a table as text, with the line at which each begins. */
export interface TableRecord {
	readonly line: number;
	readonly cells: readonly string[];
	/** Why the row cannot be read; its cells are then what could be made out. */
	readonly malformed?: 'malformed_quotes' | 'not_utf8' | 'record_too_long';
}

/** A record longer than this is a fault: an unclosed quote must not swallow the rest of a file. */
const longestRecord = 1 << 20;

const QUOTE = '"';

/**
 * RFC 4180 over pieces of text: LF or CRLF, a leading BOM tolerated. The separator is the comma, the
 * semicolon that spreadsheets write where the comma is the decimal sign, or the tab of what was
 * copied out of one; the header decides, or a first line `sep=;` as one of them writes it.
 */
export class CsvRecords {
	private rest = '';
	private line = 1;
	private separator = '';
	/** Cells of the header: by them rows are found again behind a record that was given up. */
	private width = 0;
	/** In the line where a record was given up, or in lines behind it that may still be its text. */
	private passing: 'its line' | 'its text' | undefined;

	/** Complete records in what has come so far. */
	*push(text: string): Generator<TableRecord> {
		if (this.separator === '' && this.rest === '' && text.startsWith('\uFEFF')) {
			text = text.slice(1);
		}
		this.rest += text;
		yield* this.take(false);
	}

	/** The last record, which may lack its line end. */
	*end(): Generator<TableRecord> {
		if (this.rest !== '' && !this.rest.endsWith('\n')) this.rest += '\n';
		yield* this.take(true);
	}

	private *take(final: boolean): Generator<TableRecord> {
		let from = 0;
		// Looked for once, not for each record: most tables have none.
		let quote = quoteFrom(this.rest, 0);
		while (from < this.rest.length) {
			if (this.passing !== undefined) {
				const to = this.passOver(from, final);
				if (to === undefined) break;
				from = to;
				continue;
			}
			if (quote < from) quote = quoteFrom(this.rest, from);
			const end = recordEnd(this.rest, from, quote);
			if (end < 0) {
				const tooLong = this.rest.length - from > longestRecord;
				if (!final && !tooLong) break;
				yield this.giveUp(from, tooLong ? 'record_too_long' : 'malformed_quotes');
				this.line += countLines(this.rest, from, this.rest.length);
				this.passing = this.rest.endsWith('\n') ? 'its text' : 'its line';
				from = this.rest.length;
				break;
			}
			const text = this.rest.slice(from, this.rest[end - 1] === '\r' ? end - 1 : end);
			const named = this.separator === '' ? /^sep=([,;\t])$/u.exec(text)?.[1] : undefined;
			if (this.separator === '' && text !== '') this.separator = named ?? separatorOf(text);
			if (named === undefined) {
				const record = this.record(text);
				if (this.width === 0 && text !== '') this.width = record.cells.length;
				yield record;
			}
			this.line += countLines(this.rest, from, end);
			from = end + 1;
		}
		this.rest = this.rest.slice(from);
	}

	/**
	 * What was an open quotation mark's may be a million lines of text. They are no rows, and not each
	 * a fault: rows begin again where a line has as many cells as the header.
	 * @returns how far it came; undefined where more has to come first
	 */
	private passOver(from: number, final: boolean): number | undefined {
		const end = this.rest.indexOf('\n', from);
		if (end < 0) {
			if (!final && this.rest.length - from <= longestRecord) return undefined;
			this.passing = 'its line';
			return this.rest.length;
		}
		if (this.passing === 'its text' && this.isRow(this.rest.slice(from, end))) {
			this.passing = undefined;
			return from;
		}
		this.passing = 'its text';
		this.line += 1;
		return end + 1;
	}

	private isRow(text: string): boolean {
		if (this.width === 0) return true;
		const { cells, sound } = splitQuoted(text.replace(/\r$/u, ''), this.separator);
		return sound && cells.length === this.width;
	}

	private record(text: string): TableRecord {
		const { line, separator } = this;
		const unreadable = text.includes('\uFFFD');
		if (!text.includes(QUOTE)) {
			const cells = text.split(separator);
			return unreadable ? { line, cells, malformed: 'not_utf8' } : { line, cells };
		}
		const { cells, sound } = splitQuoted(text, separator);
		if (!sound) return { line, cells, malformed: 'malformed_quotes' };
		return unreadable ? { line, cells, malformed: 'not_utf8' } : { line, cells };
	}

	private giveUp(from: number, malformed: 'malformed_quotes' | 'record_too_long'): TableRecord {
		return { line: this.line, cells: [this.rest.slice(from, from + 64)], malformed };
	}
}

/** The one that stands most often outside quotes; the comma where none does. */
function separatorOf(header: string): string {
	const bare = header.replaceAll(/"(?:[^"]|"")*"/gu, '');
	const counted = [',', ';', '\t'].map((separator) => bare.split(separator).length);
	const most = Math.max(...counted);
	return [',', ';', '\t'][counted.indexOf(most)] ?? ',';
}

/** Position of the next quote, beyond the text where there is none. */
function quoteFrom(text: string, from: number): number {
	const at = text.indexOf(QUOTE, from);
	return at < 0 ? Infinity : at;
}

/**
 * Position of the line end that closes the record, or -1 where it has not come yet.
 * @param quote position of the first quote from there on
 */
function recordEnd(text: string, from: number, quote: number): number {
	let end = text.indexOf('\n', from);
	if (end < 0 || quote > end) return end;
	let quoted = false;
	while (end >= 0) {
		while (quote < end) {
			quoted = !quoted;
			quote = quoteFrom(text, quote + 1);
		}
		if (!quoted) return end;
		end = text.indexOf('\n', end + 1);
	}
	return -1;
}

function countLines(text: string, from: number, end: number): number {
	let lines = 0;
	for (let at = text.indexOf('\n', from); at >= 0 && at <= end; at = text.indexOf('\n', at + 1)) {
		lines += 1;
	}
	return lines;
}

function splitQuoted(text: string, separator: string): { cells: string[]; sound: boolean } {
	const cells: string[] = [];
	let sound = true;
	let at = 0;
	while (at <= text.length) {
		if (text[at] !== QUOTE) {
			const next = text.indexOf(separator, at);
			const end = next < 0 ? text.length : next;
			const cell = text.slice(at, end);
			if (cell.includes(QUOTE)) sound = false;
			cells.push(cell);
			at = end + 1;
			continue;
		}
		const close = closingQuote(text, at + 1);
		const end = close < 0 ? text.length : close;
		cells.push(text.slice(at + 1, end).replaceAll('""', QUOTE));
		at = end + 1;
		if (close < 0 || (at < text.length && text[at] !== separator)) {
			sound = false;
			const next = text.indexOf(separator, at);
			at = next < 0 ? text.length : next;
		}
		if (at === text.length) break;
		at += 1;
	}
	return { cells, sound };
}

function closingQuote(text: string, from: number): number {
	let at = text.indexOf(QUOTE, from);
	while (at >= 0 && text[at + 1] === QUOTE) at = text.indexOf(QUOTE, at + 2);
	return at;
}
