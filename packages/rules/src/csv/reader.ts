import { isUtf8 } from '../bytes/utf8.ts';
import type { FaultCode } from '../faults.ts';

const COMMA = 44;
const QUOTE = 34;
const LF = 10;
const CR = 13;

/** A record longer than this is a fault: an unclosed quote must not swallow a whole country. */
const LONGEST_RECORD = 1 << 20;

type Malformed = Extract<
	FaultCode,
	'not_utf8' | 'malformed_quotes' | 'malformed_line_end' | 'record_too_long'
>;

/** The first byte of a record and the physical line on which it stands. */
export interface RecordStart {
	readonly offset: number;
	readonly line: number;
}

/**
 * RFC 4180 over chunks of bytes: LF or CRLF, a leading BOM tolerated. After `next()` answered true,
 * field `i` of the record is `buffer[starts[i], ends[i])`, unquoted; it is valid until the next
 * `next()`. Records without a quote, which are nearly all, take one pass over their bytes.
 */
export class CsvReader {
	buffer = new Uint8Array(1 << 18);
	starts = new Int32Array(64);
	ends = new Int32Array(64);
	fields = 0;
	/** Physical line, from 1, on which the record starts. */
	line = 0;
	malformed: Malformed | undefined;
	malformedField = 0;

	private readonly chunks: Iterator<Uint8Array>;
	private position = 0;
	private limit = 0;
	/** Where in the file the buffer begins. */
	private base = 0;
	private nextLine = 1;
	private finished = false;
	private opened = false;
	private abandoned = false;

	/** `from` where the chunks begin at a later record of a file, which is not looked at for a BOM. */
	constructor(chunks: Iterable<Uint8Array>, from?: RecordStart) {
		this.chunks = chunks[Symbol.iterator]();
		if (from === undefined) return;
		this.opened = true;
		this.base = from.offset;
		this.nextLine = from.line;
	}

	/** Where in the file the next record starts; nowhere once the rest of it was given up. */
	get consumed(): number {
		return this.abandoned ? Infinity : this.base + this.position;
	}

	next(): boolean {
		if (!this.opened) this.open();
		this.malformed = undefined;
		this.line = this.nextLine;
		for (;;) {
			const from = this.position;
			if (from < this.limit && this.scan()) return true;
			if (this.finished) return false;
			if (this.limit - from > LONGEST_RECORD) return this.giveUp('record_too_long');
			this.fill();
		}
	}

	private open(): void {
		this.opened = true;
		while (this.limit < 3 && !this.finished) this.fill();
		const [a, b, c] = this.buffer;
		if (this.limit >= 3 && a === 0xef && b === 0xbb && c === 0xbf) this.position = 3;
	}

	/** Moves what is left to the front and appends a chunk; at the end, the missing last LF. */
	private fill(): void {
		const step = this.chunks.next();
		const chunk = step.done === true ? undefined : step.value;
		const rest = this.limit - this.position;
		this.base += this.position;
		const needed = rest + (chunk?.length ?? 1);
		if (needed > this.buffer.length) {
			const next = new Uint8Array(Math.max(needed, this.buffer.length * 2));
			next.set(this.buffer.subarray(this.position, this.limit));
			this.buffer = next;
		} else {
			this.buffer.copyWithin(0, this.position, this.limit);
		}
		this.position = 0;
		this.limit = rest;
		if (chunk !== undefined) {
			this.buffer.set(chunk, rest);
			this.limit += chunk.length;
			return;
		}
		this.finished = true;
		if (rest > 0 && this.buffer[rest - 1] !== LF) this.buffer[this.limit++] = LF;
	}

	private scan(): boolean {
		const { buffer, limit } = this;
		const from = this.position;
		let start = from;
		let high = 0;
		let n = 0;
		for (let p = from; p < limit; p++) {
			const byte = buffer[p]!;
			if (byte > COMMA) {
				high |= byte;
			} else if (byte === COMMA) {
				if (n + 1 >= this.starts.length) this.widen();
				this.starts[n] = start;
				this.ends[n++] = p;
				start = p + 1;
			} else if (byte === LF) {
				if (p - from > LONGEST_RECORD) return this.giveUp('record_too_long');
				this.starts[n] = start;
				this.ends[n] = p > start && buffer[p - 1] === CR ? p - 1 : p;
				this.fields = n + 1;
				this.position = p + 1;
				this.nextLine += 1;
				if (high >= 0x80) this.checkUtf8();
				return true;
			} else if (byte === QUOTE || (byte === CR && buffer[p + 1] !== LF && p + 1 < limit)) {
				return this.scanQuoted();
			}
		}
		return false;
	}

	/** The slow path: finds the end of the record first, then splits and unescapes it in place. */
	private scanQuoted(): boolean {
		const end = this.endOfQuotedRecord();
		if (end < 0) {
			return this.finished ? this.giveUp('malformed_quotes') : false;
		}
		if (end - this.position > LONGEST_RECORD) return this.giveUp('record_too_long');
		const { buffer } = this;
		let lines = 1;
		let n = 0;
		let p = this.position;
		for (let i = p; i < end; i++) if (buffer[i] === LF) lines += 1;
		const last = end > p && buffer[end - 1] === CR ? end - 1 : end;
		while (p <= last) {
			if (n + 1 >= this.starts.length) this.widen();
			p = this.splitField(n++, p, last) + 1;
		}
		this.fields = n;
		this.position = end + 1;
		this.nextLine += lines;
		this.checkUtf8();
		return true;
	}

	/** Position of the LF that ends the record, or -1 where it is not in the buffer yet. */
	private endOfQuotedRecord(): number {
		const { buffer, limit } = this;
		let quoted = false;
		let fieldStart = true;
		for (let p = this.position; p < limit; p++) {
			const byte = buffer[p]!;
			if (quoted) {
				if (byte !== QUOTE) continue;
				if (p + 1 >= limit) return -1;
				if (buffer[p + 1] === QUOTE) p++;
				else quoted = false;
			} else if (byte === LF) {
				return p;
			} else if (byte === QUOTE && fieldStart) {
				quoted = true;
			}
			fieldStart = byte === COMMA;
		}
		return -1;
	}

	/** Field `n` from `start`; answers the position of the comma behind it, or of the end. */
	private splitField(n: number, start: number, last: number): number {
		const { buffer } = this;
		let p = start;
		if (p >= last || buffer[p] !== QUOTE) {
			while (p < last && buffer[p] !== COMMA) {
				if (buffer[p] === QUOTE) this.mark('malformed_quotes', n);
				if (buffer[p] === CR) this.mark('malformed_line_end', n);
				p++;
			}
			this.starts[n] = start;
			this.ends[n] = p;
			return p;
		}
		let write = start;
		p++;
		while (p < last && !(buffer[p] === QUOTE && buffer[p + 1] !== QUOTE)) {
			if (buffer[p] === QUOTE) p++;
			buffer[write++] = buffer[p++]!;
		}
		this.starts[n] = start;
		this.ends[n] = write;
		p++;
		if (p < last && buffer[p] !== COMMA) this.mark('malformed_quotes', n);
		while (p < last && buffer[p] !== COMMA) p++;
		return p;
	}

	private checkUtf8(): void {
		for (let n = 0; n < this.fields; n++) {
			if (!isUtf8(this.buffer, this.starts[n]!, this.ends[n]!)) this.mark('not_utf8', n);
		}
	}

	private mark(code: Malformed, field: number): void {
		if (this.malformed !== undefined) return;
		this.malformed = code;
		this.malformedField = field;
	}

	/** Reports the rest of the file as one malformed record. */
	private giveUp(code: Malformed): true {
		this.starts[0] = this.position;
		this.ends[0] = Math.min(this.position + 64, this.limit);
		this.fields = 1;
		this.mark(code, 0);
		this.position = this.limit;
		this.finished = true;
		this.abandoned = true;
		return true;
	}

	private widen(): void {
		const grow = (old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
			const next = new Int32Array(old.length * 2);
			next.set(old);
			return next;
		};
		this.starts = grow(this.starts);
		this.ends = grow(this.ends);
	}
}
