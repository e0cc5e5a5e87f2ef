const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function decodeText(bytes: Uint8Array, start: number, end: number): string {
	return decoder.decode(bytes.subarray(start, end));
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

/**
 * Millions of short strings as bytes behind one another: a JavaScript string each would cost more
 * memory than everything else of a national selection together.
 */
export class ByteList {
	bytes = new Uint8Array(4096);
	/** `offsets[i]` to `offsets[i + 1]` is the i-th string. */
	offsets = new Uint32Array(512);
	count = 0;

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
		const next = new Uint8Array(Math.max(needed, this.bytes.length * 2));
		next.set(this.bytes);
		this.bytes = next;
	}

	private growOffsets(): void {
		const next = new Uint32Array(this.offsets.length * 2);
		next.set(this.offsets);
		this.offsets = next;
	}
}
