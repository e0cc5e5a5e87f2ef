/** Where large columns come from: zeroed bytes, plain or shared with a second thread. */
export type Allocate = (bytes: number) => ArrayBufferLike;

export const ownMemory: Allocate = (bytes) => new ArrayBuffer(bytes);

/**
 * The large blocks of one run. What is released is given out again: the garbage collector sees
 * small objects that hold large blocks, and comes long after memory was full of them.
 */
export class Memory {
	private readonly source: Allocate;
	private readonly free: ArrayBufferLike[] = [];

	constructor(source: Allocate) {
		this.source = source;
	}

	/** A zeroed block of so many bytes, or somewhat more. */
	readonly allocate: Allocate = (bytes) => {
		const at = this.free.findIndex(
			({ byteLength }) => byteLength >= bytes && byteLength <= bytes + bytes / 4,
		);
		if (at < 0) return this.source(bytes);
		const [block] = this.free.splice(at, 1);
		new Uint8Array(block!).fill(0);
		return block!;
	};

	u8(length: number): Uint8Array {
		return new Uint8Array(this.allocate(length), 0, length);
	}

	i32(length: number): Int32Array {
		return new Int32Array(this.allocate(4 * length), 0, length);
	}

	u32(length: number): Uint32Array {
		return new Uint32Array(this.allocate(4 * length), 0, length);
	}

	f64(length: number): Float64Array {
		return new Float64Array(this.allocate(8 * length), 0, length);
	}

	/** Takes back blocks that nobody, in no thread, will look at again. */
	release(...columns: readonly ArrayBufferView[]): void {
		for (const { buffer } of columns) if (!this.free.includes(buffer)) this.free.push(buffer);
	}
}

type Numbers = Uint8Array | Int32Array | Uint32Array | Float64Array;

/** A copy of the numbers in memory from `allocate`. */
export function copyInto<T extends Numbers>(from: T, allocate: Allocate): T {
	// Every typed array has this constructor; the type of `constructor` itself says nothing.
	const make = from.constructor as new (buffer: ArrayBufferLike) => T;
	const copy = new make(allocate(from.byteLength));
	copy.set(from);
	return copy;
}
