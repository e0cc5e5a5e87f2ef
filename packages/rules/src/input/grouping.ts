import { ByteList } from '../bytes/byte-list.ts';

/**
 * Brings the rows of a table into the order of their vacancies. Everything after reading walks
 * vacancy by vacancy; in the order of the file each step would be a miss of the processor's cache.
 */
export interface Grouping {
	/** `order[i]` is the number, in the file, of the row that now is number `i`. */
	readonly order: Int32Array;
	/** Rows `starts[v]` to `starts[v + 1]` belong to vacancy `v`. */
	readonly starts: Int32Array;
}

/** Counting sort; rows of an unknown vacancy (-1), which are faults, are left out. */
export function groupRows(vacancy: Int32Array, count: number, vacancies: number): Grouping {
	const starts = new Int32Array(vacancies + 1);
	for (let row = 0; row < count; row++) {
		if (vacancy[row]! >= 0) starts[vacancy[row]! + 1]! += 1;
	}
	for (let v = 0; v < vacancies; v++) starts[v + 1]! += starts[v]!;
	const next = starts.slice();
	const order = new Int32Array(starts[vacancies]!);
	for (let row = 0; row < count; row++) {
		if (vacancy[row]! >= 0) order[next[vacancy[row]!]!++] = row;
	}
	return { order, starts };
}

type Numbers = Uint8Array | Int16Array | Int32Array;

/** Reorders columns of one type in place, through one scratch column. */
export function reorder<T extends Numbers>(
	columns: readonly (T | undefined)[],
	order: Int32Array,
	scratch: T,
): void {
	for (const column of columns) {
		if (column === undefined) continue;
		for (let i = 0; i < order.length; i++) scratch[i] = column[order[i]!]!;
		column.set(scratch.subarray(0, order.length));
	}
}

export function reorderStrings(list: ByteList, order: Int32Array): ByteList {
	const { bytes, offsets } = list;
	const next = new ByteList();
	next.bytes = new Uint8Array(offsets[list.count]!);
	next.offsets = new Uint32Array(order.length + 1);
	next.count = order.length;
	const size = commonSize(list);
	let at = 0;
	for (let i = 0; i < order.length; i++) {
		const row = order[i]!;
		// Ids of one length need no second look-up at a random place.
		let read = size < 0 ? offsets[row]! : row * size;
		const end = size < 0 ? offsets[row + 1]! : read + size;
		while (read < end) next.bytes[at++] = bytes[read++]!;
		next.offsets[i + 1] = at;
	}
	return next;
}

/** The length of every string, or -1 where they differ. */
function commonSize({ offsets, count }: ByteList): number {
	const size = count === 0 ? -1 : offsets[1]!;
	for (let i = 1; i <= count; i++) if (offsets[i] !== i * size) return -1;
	return size;
}
