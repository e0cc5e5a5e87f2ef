const COMMA = 44;
const QUOTE = 34;
const LF = 10;
const CR = 13;
const ZERO = 48;
const POINT = 46;

/** A chunk is handed on once it holds this much. */
const CHUNK = 1 << 17;
/** Longest usual record: the buffer grows only beyond. */
const SLACK = 1 << 12;

/**
 * Builds CSV bytes in chunks without a string per value. `room` is asked once for a whole record:
 * a check before each value would cost more than writing it.
 */
export class ByteWriter {
	private buffer = new Uint8Array(CHUNK + SLACK);
	private length = 0;

	/** What was written once there is a good deal of it, else nothing. */
	takeFull(): Uint8Array | undefined {
		return this.length >= CHUNK ? this.take() : undefined;
	}

	/** What was written since the last taking; it holds until something more is written. */
	take(): Uint8Array {
		const chunk = this.buffer.subarray(0, this.length);
		this.length = 0;
		return chunk;
	}

	/** Makes sure that so many bytes can be written. A field takes at most twice its bytes plus 2. */
	room(bytes: number): void {
		if (this.length + bytes <= this.buffer.length) return;
		const next = new Uint8Array(Math.max(this.buffer.length * 2, this.length + bytes));
		next.set(this.buffer.subarray(0, this.length));
		this.buffer = next;
	}

	comma(): void {
		this.buffer[this.length++] = COMMA;
	}

	lineFeed(): void {
		this.buffer[this.length++] = LF;
	}

	/** ASCII that needs no quoting. */
	ascii(text: string): void {
		const { buffer } = this;
		let at = this.length;
		for (let i = 0; i < text.length; i++) buffer[at++] = text.charCodeAt(i);
		this.length = at;
	}

	/** A CSV field, quoted only where RFC 4180 asks for it. */
	field(bytes: Uint8Array, start: number, end: number): void {
		const { buffer } = this;
		let at = this.length;
		for (let i = start; i < end; i++) {
			const byte = bytes[i]!;
			if (byte <= COMMA && (byte === COMMA || byte === QUOTE || byte === LF || byte === CR)) {
				this.quotedField(bytes, start, end);
				return;
			}
			buffer[at++] = byte;
		}
		this.length = at;
	}

	/** A non-negative integer. */
	integer(value: number): void {
		let width = 1;
		for (let limit = 10; value >= limit; limit *= 10) width++;
		this.digits(value, width);
	}

	/** Thousandths with exactly three decimals: 54000 → `54.000`. */
	thousandths(value: number): void {
		const rest = value % 1000;
		this.integer((value - rest) / 1000);
		this.buffer[this.length++] = POINT;
		this.digits(rest, 3);
	}

	private digits(value: number, width: number): void {
		const { buffer } = this;
		let rest = value;
		for (let at = this.length + width - 1; at >= this.length; at--) {
			const digit = rest % 10;
			buffer[at] = ZERO + digit;
			rest = (rest - digit) / 10;
		}
		this.length += width;
	}

	private quotedField(bytes: Uint8Array, start: number, end: number): void {
		const { buffer } = this;
		buffer[this.length++] = QUOTE;
		for (let i = start; i < end; i++) {
			if (bytes[i] === QUOTE) buffer[this.length++] = QUOTE;
			buffer[this.length++] = bytes[i]!;
		}
		buffer[this.length++] = QUOTE;
	}
}
