import type { ByteList } from './byte-list.ts';
import { hashBytes } from './hash.ts';
import type { Memory } from './memory.ts';
import type { Span } from './span.ts';

const PARTITIONS = 4096;
const encoder = new TextEncoder();

/**
 * Ids of millions of rows, looked through for duplicates once all are known: their hashes are
 * partitioned so that each part fits the processor's nearest cache, where one table over all of
 * them would miss it at every step.
 */
export class IdRegister {
	private readonly list: ByteList;
	/** `hashBytes` of each id. */
	private readonly hashes: Int32Array;
	/** Rows by partition: `rows[starts[p], starts[p + 1])`, each part in the order of the rows. */
	readonly rows: Int32Array;
	private readonly starts = new Int32Array(PARTITIONS + 1);

	/** Of the rows in the spans, which are in order. */
	constructor(list: ByteList, hashes: Int32Array, spans: readonly Span[], memory: Memory) {
		this.list = list;
		this.hashes = hashes;
		const { starts } = this;
		for (const { from, to } of spans)
			for (let row = from; row < to; row++) starts[(hashes[row]! & (PARTITIONS - 1)) + 1]! += 1;
		for (let p = 0; p < PARTITIONS; p++) starts[p + 1]! += starts[p]!;
		const next = starts.slice();
		const rows = memory.i32(starts[PARTITIONS]!);
		for (const { from, to } of spans)
			for (let row = from; row < to; row++) rows[next[hashes[row]! & (PARTITIONS - 1)]!++] = row;
		this.rows = rows;
	}

	/** The first row with this id, or -1. */
	find(id: string): number {
		const bytes = encoder.encode(id);
		const hash = hashBytes(bytes, 0, bytes.length);
		const partition = hash & (PARTITIONS - 1);
		for (let i = this.starts[partition]!; i < this.starts[partition + 1]!; i++) {
			const row = this.rows[i]!;
			if (this.hashes[row] === hash && this.list.equals(row, bytes)) return row;
		}
		return -1;
	}

	/** Every row whose id an earlier row has. */
	duplicates(): number[] {
		const found: number[] = [];
		const { starts } = this;
		let largest = 0;
		for (let p = 0; p < PARTITIONS; p++) largest = Math.max(largest, starts[p + 1]! - starts[p]!);
		let size = 16;
		while (size < 2 * largest) size *= 2;
		const slots = new Int32Array(size);
		for (let p = 0; p < PARTITIONS; p++) {
			slots.fill(0);
			this.findIn(starts[p]!, starts[p + 1]!, slots, found);
		}
		return found;
	}

	/** Linear probing over one partition; two ids are compared only where their hashes are equal. */
	private findIn(from: number, to: number, slots: Int32Array, found: number[]): void {
		const { rows, hashes, list } = this;
		const mask = slots.length - 1;
		for (let i = from; i < to; i++) {
			const row = rows[i]!;
			const hash = hashes[row]!;
			let slot = (hash >>> 12) & mask;
			for (;;) {
				const entry = slots[slot]!;
				if (entry === 0) {
					slots[slot] = row + 1;
					break;
				}
				if (hashes[entry - 1] === hash && list.compare(entry - 1, row) === 0) {
					found.push(row);
					break;
				}
				slot = (slot + 1) & mask;
			}
		}
	}
}
