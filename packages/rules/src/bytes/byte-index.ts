import { ByteList, type Strings } from './byte-list.ts';
import { hashBytes } from './hash.ts';
import { copyInto, ownMemory, type Allocate } from './memory.ts';

const encoder = new TextEncoder();

/** Numbers of one slot: string's number + 1 (0 = free), its length, its first eight bytes. */
const STRIDE = 4;
const SHORT = 8;

/** Up to four bytes as one number. */
function word(source: Uint8Array, start: number, end: number): number {
	let value = 0;
	const last = Math.min(end, start + 4);
	for (let i = start; i < last; i++) value = (value << 8) | source[i]!;
	return value;
}

function stir(a: number, b: number, c: number): number {
	let value = Math.imul(a ^ Math.imul(b, 0x9e3779b1) ^ c, 0x2c1b3c6d);
	value ^= value >>> 15;
	value = Math.imul(value, 0x297a2d39);
	return value ^ (value >>> 15);
}

export interface PlainIndex {
	readonly list: Strings;
	readonly slots: Int32Array;
}

/**
 * Distinct byte strings numbered in the order of their first appearance: open addressing with
 * linear probing, at most half full. A slot holds the first bytes of its string, so that looking up
 * a short id, once for each of millions of rows, touches one line of the processor's cache.
 */
export class ByteIndex {
	readonly list: ByteList;
	private slots: Int32Array;
	private mask: number;

	/** Over what `plain` told, where that is given. */
	constructor(told?: PlainIndex) {
		this.list = new ByteList(ownMemory, told?.list);
		this.slots = told?.slots ?? new Int32Array(1024 * STRIDE);
		this.mask = this.slots.length / STRIDE - 1;
	}

	/** As another thread can be told, in memory that both can see. */
	plain(allocate: Allocate): PlainIndex {
		const { bytes, offsets, count } = this.list;
		return {
			list: {
				bytes: copyInto(bytes.subarray(0, offsets[count]), allocate),
				offsets: copyInto(offsets.subarray(0, count + 1), allocate),
				count,
			},
			slots: copyInto(this.slots, allocate),
		};
	}

	get count(): number {
		return this.list.count;
	}

	/** The number of these bytes, or -1. */
	find(source: Uint8Array, start: number, end: number): number {
		return this.slots[this.slotOf(source, start, end)]! - 1;
	}

	findText(text: string): number {
		const bytes = encoder.encode(text);
		return this.find(bytes, 0, bytes.length);
	}

	/** The number of these bytes, added if new: it is new when the answer is the count before. */
	add(source: Uint8Array, start: number, end: number): number {
		const slot = this.slotOf(source, start, end);
		const found = this.slots[slot]!;
		if (found !== 0) return found - 1;
		const index = this.list.push(source, start, end);
		this.fill(slot, index, source, start, end);
		if (this.list.count * 2 > this.mask) this.rehash();
		return index;
	}

	text(index: number): string {
		return this.list.text(index);
	}

	/** Where the slot of these bytes begins. */
	private slotOf(source: Uint8Array, start: number, end: number): number {
		const { slots, mask } = this;
		const length = end - start;
		const first = word(source, start, end);
		const second = word(source, start + 4, end);
		const rest = length > SHORT ? hashBytes(source, start + SHORT, end) : length;
		let slot = stir(first, second, rest) & mask;
		for (;;) {
			const at = slot * STRIDE;
			const entry = slots[at]!;
			if (entry === 0) return at;
			if (slots[at + 1] === length && slots[at + 2] === first && slots[at + 3] === second) {
				if (length <= SHORT || this.list.holds(entry - 1, source, start)) return at;
			}
			slot = (slot + 1) & mask;
		}
	}

	private fill(at: number, index: number, source: Uint8Array, start: number, end: number): void {
		const { slots } = this;
		slots[at] = index + 1;
		slots[at + 1] = end - start;
		slots[at + 2] = word(source, start, end);
		slots[at + 3] = word(source, start + 4, end);
	}

	private rehash(): void {
		this.mask = 2 * this.mask + 1;
		this.slots = new Int32Array((this.mask + 1) * STRIDE);
		const { bytes, offsets, count } = this.list;
		for (let index = 0; index < count; index++) {
			const start = offsets[index]!;
			const end = offsets[index + 1]!;
			this.fill(this.slotOf(bytes, start, end), index, bytes, start, end);
		}
	}
}
