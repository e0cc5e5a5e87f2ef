const INSERTION = 24;

/** Sorts `rows[from, to)` in place by `compare`; stable; linear on what is already in order. */
export function sortRows(
	rows: Int32Array,
	from: number,
	to: number,
	compare: (a: number, b: number) => number,
): void {
	if (to - from <= INSERTION) {
		insertionSort(rows, from, to, compare);
		return;
	}
	mergeSort(rows, new Int32Array(to - from), from, to, compare);
}

function insertionSort(
	rows: Int32Array,
	from: number,
	to: number,
	compare: (a: number, b: number) => number,
): void {
	for (let i = from + 1; i < to; i++) {
		const row = rows[i]!;
		let at = i;
		while (at > from && compare(rows[at - 1]!, row) > 0) {
			rows[at] = rows[at - 1]!;
			at--;
		}
		rows[at] = row;
	}
}

function mergeSort(
	rows: Int32Array,
	scratch: Int32Array,
	from: number,
	to: number,
	compare: (a: number, b: number) => number,
): void {
	if (to - from <= INSERTION) {
		insertionSort(rows, from, to, compare);
		return;
	}
	const middle = from + Math.floor((to - from) / 2);
	mergeSort(rows, scratch, from, middle, compare);
	mergeSort(rows, scratch, middle, to, compare);
	if (compare(rows[middle - 1]!, rows[middle]!) <= 0) return;
	const left = middle - from;
	scratch.set(rows.subarray(from, middle));
	let a = 0;
	let b = middle;
	let out = from;
	while (a < left && b < to) {
		rows[out++] = compare(scratch[a]!, rows[b]!) <= 0 ? scratch[a++]! : rows[b++]!;
	}
	while (a < left) rows[out++] = scratch[a++]!;
}
