import { ByteList } from './byte-list.ts';
import { hashBytes } from './hash.ts';

const encoder = new TextEncoder();

/**
 * Distinct byte strings numbered in the order of their first appearance: open addressing with
 * linear probing, at most half full.
 */
export class ByteIndex {
	readonly list = new ByteList();
	/** Number + 1 of the string in each slot, 0 = free. */
	private slots = new Int32Array(1024);
	private mask = 1023;

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
		this.slots[slot] = index + 1;
		if (this.list.count * 2 > this.mask) this.rehash();
		return index;
	}

	text(index: number): string {
		return this.list.text(index);
	}

	private slotOf(source: Uint8Array, start: number, end: number): number {
		const { slots, mask } = this;
		const { bytes, offsets } = this.list;
		const length = end - start;
		let slot = hashBytes(source, start, end) & mask;
		for (;;) {
			const entry = slots[slot]!;
			if (entry === 0) return slot;
			const from = offsets[entry - 1]!;
			if (offsets[entry]! - from === length) {
				let i = length - 1;
				while (i >= 0 && bytes[from + i] === source[start + i]) i--;
				if (i < 0) return slot;
			}
			slot = (slot + 1) & mask;
		}
	}

	private rehash(): void {
		const size = this.slots.length * 2;
		this.slots = new Int32Array(size);
		this.mask = size - 1;
		const { slots, mask } = this;
		const { bytes, offsets, count } = this.list;
		for (let index = 0; index < count; index++) {
			let slot = hashBytes(bytes, offsets[index]!, offsets[index + 1]!) & mask;
			while (slots[slot] !== 0) slot = (slot + 1) & mask;
			slots[slot] = index + 1;
		}
	}
}
