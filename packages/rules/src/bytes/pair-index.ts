/** Numbers of one slot: the pair's number + 1 (0 = free), then the pair. */
const STRIDE = 3;

/**
 * Distinct pairs of numbers, numbered in the order of their first appearance: open addressing with
 * linear probing, at most half full. A `Map` of a quarter of a million pairs holds ten times as much.
 */
export class PairIndex {
	count = 0;
	private slots = new Int32Array(1024 * STRIDE);
	private mask = 1023;

	/** The number of the pair, added if new. */
	add(a: number, b: number): number {
		const at = this.slotOf(a, b);
		const found = this.slots[at]!;
		if (found !== 0) return found - 1;
		this.slots[at] = ++this.count;
		this.slots[at + 1] = a;
		this.slots[at + 2] = b;
		if (this.count * 2 > this.mask) this.rehash();
		return this.count - 1;
	}

	/** The number of the pair, or -1. */
	find(a: number, b: number): number {
		return this.slots[this.slotOf(a, b)]! - 1;
	}

	private slotOf(a: number, b: number): number {
		const { slots, mask } = this;
		let hash = Math.imul(Math.imul(a, 0x9e3779b1) ^ b, 0x2c1b3c6d);
		hash ^= hash >>> 15;
		let slot = hash & mask;
		for (;;) {
			const at = slot * STRIDE;
			if (slots[at] === 0 || (slots[at + 1] === a && slots[at + 2] === b)) return at;
			slot = (slot + 1) & mask;
		}
	}

	private rehash(): void {
		const old = this.slots;
		this.mask = 2 * this.mask + 1;
		this.slots = new Int32Array((this.mask + 1) * STRIDE);
		for (let at = 0; at < old.length; at += STRIDE) {
			if (old[at] === 0) continue;
			const to = this.slotOf(old[at + 1]!, old[at + 2]!);
			this.slots[to] = old[at]!;
			this.slots[to + 1] = old[at + 1]!;
			this.slots[to + 2] = old[at + 2]!;
		}
	}
}
