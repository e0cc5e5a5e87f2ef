const SLOTS = 32;
const SLOT_BYTES = 1 << 17;

const WRITTEN = 0;
const READ = 1;
const CLOSED = 2;

/** Memory of a pipe, as another thread can be told. */
export interface PlainPipe {
	/** How many pieces were written and read, and whether nobody reads any more. */
	readonly counts: Int32Array;
	/** Of the piece in each slot; 0 ends a message. */
	readonly lengths: Int32Array;
	readonly bytes: Uint8Array;
}

export function makePipe(allocate: (bytes: number) => SharedArrayBuffer): PlainPipe {
	return {
		counts: new Int32Array(allocate(12)),
		lengths: new Int32Array(allocate(4 * SLOTS)),
		bytes: new Uint8Array(allocate(SLOTS * SLOT_BYTES)),
	};
}

/** The end at which one thread puts messages in, waiting while the pipe is full. */
export class PipeWriter {
	private readonly pipe: PlainPipe;
	private written = 0;

	constructor(pipe: PlainPipe) {
		this.pipe = pipe;
	}

	/** Answers false once nobody reads any more. */
	write(message: Iterable<Uint8Array>): boolean {
		for (const chunk of message) {
			for (let at = 0; at < chunk.length; at += SLOT_BYTES)
				if (!this.put(chunk.subarray(at, at + SLOT_BYTES))) return false;
		}
		return this.put(new Uint8Array(0));
	}

	private put(piece: Uint8Array): boolean {
		const { counts, lengths, bytes } = this.pipe;
		for (;;) {
			if (Atomics.load(counts, CLOSED) === 1) return false;
			const read = Atomics.load(counts, READ);
			if (this.written - read < SLOTS) break;
			Atomics.wait(counts, READ, read);
		}
		const slot = this.written % SLOTS;
		bytes.set(piece, slot * SLOT_BYTES);
		lengths[slot] = piece.length;
		this.written += 1;
		Atomics.store(counts, WRITTEN, this.written);
		Atomics.notify(counts, WRITTEN);
		return true;
	}
}

/** The other end, at which a thread takes messages out, waiting while the pipe is empty. */
export class PipeReader {
	private readonly pipe: PlainPipe;
	/** A piece of its own, since not everything that reads bytes reads shared ones. */
	private readonly piece = new Uint8Array(SLOT_BYTES);
	private read = 0;

	constructor(pipe: PlainPipe) {
		this.pipe = pipe;
	}

	/** The chunks of the next message, each of which holds until the next is asked for. */
	*message(): Iterable<Uint8Array> {
		const { counts, lengths, bytes } = this.pipe;
		for (;;) {
			while (Atomics.load(counts, WRITTEN) === this.read) Atomics.wait(counts, WRITTEN, this.read);
			const slot = this.read % SLOTS;
			const length = lengths[slot]!;
			const from = slot * SLOT_BYTES;
			this.piece.set(bytes.subarray(from, from + length));
			this.read += 1;
			Atomics.store(counts, READ, this.read);
			Atomics.notify(counts, READ);
			if (length === 0) return;
			yield this.piece.subarray(0, length);
		}
	}

	/** Lets the writer go on to its end without being read. */
	close(): void {
		const { counts } = this.pipe;
		Atomics.store(counts, CLOSED, 1);
		Atomics.add(counts, READ, 1);
		Atomics.notify(counts, READ);
	}
}
