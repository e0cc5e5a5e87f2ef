import { ownMemory, type Allocate } from './memory.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function decodeText(bytes: Uint8Array, start: number, end: number): string {
	// Decoders refuse bytes that another thread could change.
	return decoder.decode(
		bytes.buffer instanceof ArrayBuffer ? bytes.subarray(start, end) : bytes.slice(start, end),
	);
}

/** Order of UTF-8 bytes, which is the order of strings everywhere in a ranking. */
function compareBytes(
	a: Uint8Array,
	aStart: number,
	aEnd: number,
	b: Uint8Array,
	bStart: number,
	bEnd: number,
): number {
	const shared = Math.min(aEnd - aStart, bEnd - bStart);
	for (let i = 0; i < shared; i++) {
		const difference = a[aStart + i]! - b[bStart + i]!;
		if (difference !== 0) return difference;
	}
	return aEnd - aStart - (bEnd - bStart);
}

/** What a list of strings consists of, as one thread tells another. */
export interface Strings {
	readonly bytes: Uint8Array;
	/** `offsets[i]` to `offsets[i + 1]` is the i-th string. */
	readonly offsets: Uint32Array;
	readonly count: number;
}

/** No strings yet, and room for so many short ones. */
export function empty(allocate: Allocate, strings: number): Strings {
	return {
		bytes: new Uint8Array(allocate(8 * strings)),
		offsets: new Uint32Array(allocate(4 * (strings + 1))),
		count: 0,
	};
}

/**
 * Millions of short strings as bytes behind one another: a JavaScript string each would cost more
 * memory than everything else of a national selection together.
 */
export class ByteList implements Strings {
	bytes: Uint8Array;
	offsets: Uint32Array;
	count: number;
	private readonly allocate: Allocate;

	constructor(allocate: Allocate = ownMemory, strings = empty(allocate, 512)) {
		this.allocate = allocate;
		this.bytes = strings.bytes;
		this.offsets = strings.offsets;
		this.count = strings.count;
	}

	push(source: Uint8Array, start: number, end: number): number {
		const from = this.offsets[this.count]!;
		const to = from + (end - start);
		if (to > this.bytes.length) this.growBytes(to);
		if (this.count + 2 > this.offsets.length) this.growOffsets();
		const bytes = this.bytes;
		for (let at = from, read = start; read < end; at++, read++) bytes[at] = source[read]!;
		this.count += 1;
		this.offsets[this.count] = to;
		return this.count - 1;
	}

	/** As another thread can be told. */
	plain(): Strings {
		return { bytes: this.bytes, offsets: this.offsets, count: this.count };
	}

	/** Adds all strings of another list, the first of them as number `from`; between are empty ones. */
	append(other: Strings, from: number): void {
		const { count } = this;
		const start = this.offsets[count]!;
		const length = other.offsets[other.count]!;
		if (start + length > this.bytes.length) this.growBytes(start + length);
		while (from + other.count + 1 > this.offsets.length) this.growOffsets();
		this.bytes.set(other.bytes.subarray(0, length), start);
		this.offsets.fill(start, count + 1, from + 1);
		for (let i = 1; i <= other.count; i++) this.offsets[from + i] = start + other.offsets[i]!;
		this.count = from + other.count;
	}

	/** Length in bytes. */
	size(index: number): number {
		return this.offsets[index + 1]! - this.offsets[index]!;
	}

	isEmpty(index: number): boolean {
		return this.offsets[index] === this.offsets[index + 1];
	}

	compare(a: number, b: number): number {
		const { bytes, offsets } = this;
		return compareBytes(bytes, offsets[a]!, offsets[a + 1]!, bytes, offsets[b]!, offsets[b + 1]!);
	}

	/** Whether the string is what stands at `start` of other bytes, over its own length. */
	holds(index: number, other: Uint8Array, start: number): boolean {
		const { bytes, offsets } = this;
		const from = offsets[index]!;
		const length = offsets[index + 1]! - from;
		for (let i = 0; i < length; i++) if (bytes[from + i] !== other[start + i]) return false;
		return true;
	}

	equals(index: number, other: Uint8Array): boolean {
		const start = this.offsets[index]!;
		const end = this.offsets[index + 1]!;
		return compareBytes(this.bytes, start, end, other, 0, other.length) === 0;
	}

	text(index: number): string {
		return decodeText(this.bytes, this.offsets[index]!, this.offsets[index + 1]!);
	}

	private growBytes(needed: number): void {
		const next = new Uint8Array(this.allocate(Math.max(needed, this.bytes.length * 2)));
		next.set(this.bytes);
		this.bytes = next;
	}

	private growOffsets(): void {
		const next = new Uint32Array(this.allocate(8 * this.offsets.length));
		next.set(this.offsets);
		this.offsets = next;
	}
}
