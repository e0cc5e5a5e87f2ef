import { ByteList } from '../bytes/byte-list.ts';
import type { Span } from '../bytes/span.ts';
import type { Memory } from '../bytes/memory.ts';

/**
 * Brings the rows of a table into the order of their vacancies. Everything after reading walks
 * vacancy by vacancy; in the order of the file each step would be a miss of the processor's cache.
 *
 * It takes two passes, of which neither leaves that cache: first into some hundred buckets of
 * neighbouring vacancies, then within each bucket.
 */
export interface Grouping {
	/** The rows of the file there are. */
	readonly spans: readonly Span[];
	/** Vacancy of each row of the file; rows of an unknown one (-1), which are faults, are left out. */
	readonly vacancy: Int32Array;
	/** Bucket of a vacancy: its number shifted by this. */
	readonly shift: number;
	/** Where each bucket begins. */
	readonly buckets: Int32Array;
	/** `within[i]` is the place, after the first pass, of the row that comes to be number `i`. */
	readonly within: Int32Array;
	/** Rows `starts[v]` to `starts[v + 1]` belong to vacancy `v`. */
	readonly starts: Int32Array;
}

/** Each bucket is a stream of writes: more of them than the nearest cache has room for would miss. */
const BUCKETS = 256;

export function groupRows(
	vacancy: Int32Array,
	spans: readonly Span[],
	vacancies: number,
	memory: Memory,
): Grouping {
	const starts = memory.i32(vacancies + 1);
	for (const { from, to } of spans) {
		for (let row = from; row < to; row++) {
			if (vacancy[row]! >= 0) starts[vacancy[row]! + 1]! += 1;
		}
	}
	for (let v = 0; v < vacancies; v++) starts[v + 1]! += starts[v]!;
	let shift = 0;
	while (vacancies >>> shift > BUCKETS) shift++;
	const buckets = new Int32Array((vacancies >>> shift) + 1);
	for (let b = 0; b < buckets.length; b++) buckets[b] = starts[b << shift]!;
	const count = starts[vacancies]!;
	const within = memory.i32(count);
	const grouping = { spans, vacancy, shift, buckets, within, starts };
	const moved = memory.i32(count);
	toBuckets(vacancy, grouping, moved);
	const next = starts.slice();
	for (let i = 0; i < count; i++) within[next[moved[i]!]!++] = i;
	memory.release(moved);
	return grouping;
}

export type Numbers = Uint8Array | Int16Array | Int32Array;

function toBuckets<T extends Numbers>(column: T, grouping: Grouping, into: T): void {
	const { spans, vacancy, shift } = grouping;
	const next = grouping.buckets.slice();
	for (const { from, to } of spans) {
		for (let row = from; row < to; row++) {
			const v = vacancy[row]!;
			if (v >= 0) into[next[v >>> shift]!++] = column[row]!;
		}
	}
}

/** Number, in the file, of each row in the new order. */
export function fileOrder(grouping: Grouping, memory: Memory): Int32Array {
	const { spans, vacancy, shift, within } = grouping;
	const next = grouping.buckets.slice();
	const moved = memory.i32(within.length);
	for (const { from, to } of spans) {
		for (let row = from; row < to; row++) {
			const v = vacancy[row]!;
			if (v >= 0) moved[next[v >>> shift]!++] = row;
		}
	}
	const order = memory.i32(within.length);
	for (let i = 0; i < order.length; i++) order[i] = moved[within[i]!]!;
	memory.release(moved);
	return order;
}

/** Reorders columns in place. */
export function reorderColumns(columns: readonly Numbers[], grouping: Grouping): void {
	const { length } = grouping.within;
	const small = columns.filter((column) => column instanceof Uint8Array);
	const marks = columns.filter((column) => column instanceof Int16Array);
	const wide = columns.filter((column) => column instanceof Int32Array);
	reorder(small, grouping, new Uint8Array(length));
	reorder(marks, grouping, new Int16Array(length));
	reorder(wide, grouping, new Int32Array(length));
}

/** Columns of one type, through one scratch column. */
function reorder<T extends Numbers>(columns: readonly T[], grouping: Grouping, scratch: T): void {
	const { within } = grouping;
	for (const column of columns) {
		toBuckets(column, grouping, scratch);
		for (let i = 0; i < within.length; i++) column[i] = scratch[within[i]!]!;
	}
}

/** Reorders strings in place; those of rows that are left out are gone. */
export function reorderStrings(list: ByteList, grouping: Grouping, memory: Memory): void {
	const moved = stringsToBuckets(list, grouping, memory);
	copyStrings(moved, grouping.within, list);
	list.count = grouping.within.length;
	memory.release(moved.bytes, moved.offsets);
}

type Arena = Pick<ByteList, 'bytes' | 'offsets'>;

function copyStrings(from: Arena, order: Int32Array, to: Arena): void {
	let at = 0;
	for (let i = 0; i < order.length; i++) {
		let read = from.offsets[order[i]!]!;
		const end = from.offsets[order[i]! + 1]!;
		while (read < end) to.bytes[at++] = from.bytes[read++]!;
		to.offsets[i + 1] = at;
	}
}

/** The first pass for strings: buckets lie behind one another in bytes as they do in rows. */
function stringsToBuckets(list: ByteList, grouping: Grouping, memory: Memory): Arena {
	const { spans, vacancy, shift, buckets, within } = grouping;
	const nextByte = new Int32Array(buckets.length + 1);
	for (const { from, to } of spans) {
		for (let row = from; row < to; row++) {
			if (vacancy[row]! >= 0) nextByte[(vacancy[row]! >>> shift) + 1]! += list.size(row);
		}
	}
	for (let b = 0; b < buckets.length; b++) nextByte[b + 1]! += nextByte[b]!;
	const size = nextByte[buckets.length]!;
	const moved = { bytes: memory.u8(size), offsets: memory.u32(within.length + 1) };
	moved.offsets[within.length] = size;
	const next = buckets.slice();
	for (const { from, to } of spans) {
		for (let row = from; row < to; row++) {
			if (vacancy[row]! < 0) continue;
			const bucket = vacancy[row]! >>> shift;
			let at = nextByte[bucket]!;
			moved.offsets[next[bucket]!++] = at;
			const end = list.offsets[row + 1]!;
			for (let read = list.offsets[row]!; read < end; read++) moved.bytes[at++] = list.bytes[read]!;
			nextByte[bucket] = at;
		}
	}
	return moved;
}
