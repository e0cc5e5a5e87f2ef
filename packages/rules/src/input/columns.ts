type Numbers = Int8Array | Uint8Array | Int16Array | Int32Array | Float64Array;

/** A column of numbers that grows with its table; `data` may be longer than the table. */
export class Column<T extends Numbers> {
	data: T;
	private readonly make: (length: number) => T;

	constructor(make: (length: number) => T) {
		this.make = make;
		this.data = make(1024);
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
	private capacity = 1024;

	u8(): Column<Uint8Array> {
		return this.keep(new Column((n) => new Uint8Array(n)));
	}

	i16(): Column<Int16Array> {
		return this.keep(new Column((n) => new Int16Array(n)));
	}

	i32(): Column<Int32Array> {
		return this.keep(new Column((n) => new Int32Array(n)));
	}

	/** Makes room for row number `row`. */
	reserve(row: number): void {
		while (row >= this.capacity) {
			for (const column of this.columns) column.grow();
			this.capacity *= 2;
		}
	}

	private keep<C extends { grow(): void }>(column: C): C {
		this.columns.push(column);
		return column;
	}
}

/**
 * Physical line of each row. Nearly every file has one line a row, so only the rows at which the
 * distance changes are kept.
 */
export class LineMap {
	private readonly rows: number[] = [];
	private readonly distances: number[] = [];
	private latest = -1;

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
