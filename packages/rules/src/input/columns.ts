import { ownMemory, type Allocate } from '../bytes/memory.ts';

type Numbers = Int8Array | Uint8Array | Int16Array | Int32Array | Float64Array;

/** A column of numbers that grows with its table; `data` may be longer than the table. */
export class Column<T extends Numbers> {
	data: T;
	private readonly make: (length: number) => T;

	constructor(make: (length: number) => T, capacity: number) {
		this.make = make;
		this.data = make(capacity);
	}

	grow(): void {
		const next = this.make(this.data.length * 2);
		next.set(this.data);
		this.data = next;
	}
}

/** The columns of one table, which grow together. */
export class ColumnSet {
	private readonly columns: { grow(): void }[] = [];
	private readonly allocate: Allocate;
	private capacity: number;

	constructor(allocate: Allocate = ownMemory, capacity = 1024) {
		this.allocate = allocate;
		this.capacity = capacity;
	}

	u8(): Column<Uint8Array> {
		return this.keep((n) => new Uint8Array(this.allocate(n)));
	}

	i16(): Column<Int16Array> {
		return this.keep((n) => new Int16Array(this.allocate(2 * n)));
	}

	i32(): Column<Int32Array> {
		return this.keep((n) => new Int32Array(this.allocate(4 * n)));
	}

	/** Makes room for row number `row`. */
	reserve(row: number): void {
		while (row >= this.capacity) {
			for (const column of this.columns) column.grow();
			this.capacity *= 2;
		}
	}

	private keep<T extends Numbers>(make: (length: number) => T): Column<T> {
		const column = new Column(make, this.capacity);
		this.columns.push(column);
		return column;
	}
}

/** From row `rows[i]` on, a row's line is its number and `distances[i]`. */
export interface LineDistances {
	readonly rows: readonly number[];
	readonly distances: readonly number[];
}

/**
 * Physical line of each row. Nearly every file has one line a row, so only the rows at which the
 * distance changes are kept.
 */
export class LineMap {
	private readonly rows: number[] = [];
	private readonly distances: number[] = [];
	private latest = -1;

	/** As another thread can be told. */
	plain(): LineDistances {
		return { rows: this.rows, distances: this.distances };
	}

	/** Adds what is known of later rows. */
	append({ rows, distances }: LineDistances): void {
		rows.forEach((row, i) => this.note(row, row + distances[i]!));
	}

	note(row: number, line: number): void {
		const distance = line - row;
		if (this.latest === distance) return;
		this.latest = distance;
		this.rows.push(row);
		this.distances.push(distance);
	}

	line(row: number): number {
		let low = 0;
		let high = this.rows.length - 1;
		while (low < high) {
			const middle = Math.ceil((low + high) / 2);
			if (this.rows[middle]! <= row) low = middle;
			else high = middle - 1;
		}
		return row + (this.distances[low] ?? 0);
	}
}
