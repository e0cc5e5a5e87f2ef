import { missing, type ResponseMatrix } from '../data/index.ts';

/**
 * Responses packed for calibration. Neighbouring items share a byte as digits of a mixed-radix number
 * (eight right-or-wrong items, three items of six categories), so that one table look-up per byte
 * answers for all of them. A missing answer is one more digit of items that have any.
 */
export interface PackedResponses {
	readonly persons: number;
	readonly items: number;
	readonly maxScores: Int8Array;
	readonly columns: readonly PackedColumn[];
	/** Person-major, persons × columns, persons with the same set of answered items together. */
	readonly bytes: Uint8Array;
	/** Runs of persons with the same set of answered items. */
	readonly sets: readonly AnsweredSet[];
	/** `order[place]` = the person's row in the original matrix; undefined where nothing moved. */
	readonly order: Int32Array | undefined;
	/** `counts[item][category]` persons. */
	readonly counts: readonly Float64Array[];
}

export interface PackedColumn {
	readonly items: readonly number[];
	/** Number of distinct bytes. */
	readonly patterns: number;
	/** `digits[at][pattern]` = score of `items[at]`, −1 = missing. */
	readonly digits: readonly Int8Array[];
}

export interface AnsweredSet {
	/** Persons `from` ≤ place < `to`. */
	readonly from: number;
	readonly to: number;
	readonly answered: readonly number[];
}

/**
 * Takes rows one at a time and keeps only the packed bytes: a million persons × 110 items are 14 MB
 * where the matrix would be 110. `mayBeMissing` says whether −1 may occur; if it does without that
 * permission, `add` throws, for the caller has promised otherwise.
 */
export interface ResponsePacker {
	add(row: ArrayLike<number>): void;
	finish(): PackedResponses;
}

const patternsInByte = 256;

function layOut(maxScores: Int8Array, gaps: (item: number) => boolean): PackedColumn[] {
	const columns: PackedColumn[] = [];
	let members: number[] = [];
	let patterns = 1;
	const radix = (item: number) => maxScores[item]! + (gaps(item) ? 2 : 1);
	const close = () => {
		if (members.length === 0) return;
		let weight = 1;
		const digits = members.map((item) => {
			const base = radix(item);
			const top = maxScores[item]!;
			const digit = Int8Array.from({ length: patterns }, (_, pattern) => {
				const code = Math.floor(pattern / weight) % base;
				return code > top ? missing : code;
			});
			weight *= base;
			return digit;
		});
		columns.push({ items: members, patterns, digits });
		members = [];
		patterns = 1;
	};
	for (let item = 0; item < maxScores.length; item++) {
		if (patterns * radix(item) > patternsInByte) close();
		members.push(item);
		patterns *= radix(item);
	}
	close();
	return columns;
}

const firstRoom = 1024;

export interface PackerOptions {
	/** Whether −1 may occur, for all items or for each. */
	readonly mayBeMissing: boolean | ((item: number) => boolean);
	/** Room to begin with; a good guess saves the copies of a growing table. */
	readonly expectedPersons?: number;
}

export function responsePacker(
	maxScores: Int8Array,
	{ mayBeMissing, expectedPersons = firstRoom }: PackerOptions,
): ResponsePacker {
	const gaps = typeof mayBeMissing === 'function' ? mayBeMissing : () => mayBeMissing;
	const columns = layOut(maxScores, gaps);
	const width = columns.length;
	const radix = Int16Array.from(maxScores, (top, item) => top + (gaps(item) ? 2 : 1));
	const counts = Array.from(maxScores, (top) => new Float64Array(top + 1));
	let bytes = new Uint8Array(Math.max(1, expectedPersons) * width);
	let persons = 0;
	return {
		add(row) {
			if ((persons + 1) * width > bytes.length) {
				// A quarter more: doubling would hold three times the table at its largest moment.
				const larger = new Uint8Array(Math.ceil(bytes.length / width / 4) * 5 * width);
				larger.set(bytes);
				bytes = larger;
			}
			let item = 0;
			for (let column = 0; column < width; column++) {
				const end = item + columns[column]!.items.length;
				let [pattern, weight] = [0, 1];
				for (; item < end; item++) {
					const score = row[item]!;
					const base = radix[item]!;
					const digit = score === missing ? maxScores[item]! + 1 : score;
					if (!(digit >= 0 && digit < base)) throw new RangeError(`score ${score} of item ${item}`);
					if (score !== missing) counts[item]![score] = counts[item]![score]! + 1;
					pattern += digit * weight;
					weight *= base;
				}
				bytes[persons * width + column] = pattern;
			}
			persons++;
		},
		finish() {
			const used = bytes.subarray(0, persons * width);
			const grouped = groupByAnswered({ persons, items: maxScores.length, columns, bytes: used });
			return { persons, items: maxScores.length, maxScores, columns, counts, ...grouped };
		},
	};
}

/** Packs a whole matrix; only items that have gaps pay for them. */
export function packResponses(matrix: ResponseMatrix): PackedResponses {
	const { persons, items, scores, maxScores } = matrix;
	const hasGap = new Uint8Array(items);
	for (let at = 0; at < scores.length; at++) if (scores[at] === missing) hasGap[at % items] = 1;
	const packer = responsePacker(maxScores, { mayBeMissing: (item) => hasGap[item] === 1 });
	for (let person = 0; person < persons; person++) {
		packer.add(scores.subarray(person * items, (person + 1) * items));
	}
	return packer.finish();
}

interface Ungrouped {
	readonly persons: number;
	readonly items: number;
	readonly columns: readonly PackedColumn[];
	readonly bytes: Uint8Array;
}

function groupByAnswered({ persons, items, columns, bytes }: Ungrouped) {
	const all = Array.from({ length: items }, (_, item) => item);
	const width = columns.length;
	const masks = columns.map(missingMasks);
	if (masks.every((mask) => mask.every((bits) => bits === 0))) {
		return { bytes, order: undefined, sets: [{ from: 0, to: persons, answered: all }] };
	}
	const members = new Map<string, number[]>();
	for (let person = 0; person < persons; person++) {
		let key = '';
		for (let column = 0; column < width; column++) {
			key += String.fromCharCode(masks[column]![bytes[person * width + column]!]!);
		}
		const found = members.get(key);
		if (found === undefined) members.set(key, [person]);
		else found.push(person);
	}
	const order = new Int32Array(persons);
	const moved = new Uint8Array(bytes.length);
	const sets: AnsweredSet[] = [];
	let place = 0;
	for (const [key, persons] of members) {
		const from = place;
		for (const person of persons) {
			order[place] = person;
			moved.set(bytes.subarray(person * width, (person + 1) * width), place * width);
			place++;
		}
		const answered = columns.flatMap((column, c) =>
			column.items.filter((_, at) => ((key.charCodeAt(c) >> at) & 1) === 0),
		);
		sets.push({ from, to: place, answered });
	}
	return { bytes: moved, order, sets };
}

/** For each pattern of a column one bit per item, set where the answer is missing. */
function missingMasks({ items, patterns, digits }: PackedColumn): Uint8Array {
	return Uint8Array.from({ length: patterns }, (_, pattern) =>
		items.reduce((bits, _item, at) => bits | (digits[at]![pattern] === missing ? 1 << at : 0), 0),
	);
}

/** Scores of the person at `place`, written to `row`. */
export function unpackRow(packed: PackedResponses, place: number, row: Int8Array): void {
	const width = packed.columns.length;
	for (const [c, column] of packed.columns.entries()) {
		const pattern = packed.bytes[place * width + c]!;
		for (const [at, item] of column.items.entries()) row[item] = column.digits[at]![pattern]!;
	}
}

/**
 * Every `step`-th person of each run of equal answered sets, for sums over persons that a large sample
 * estimates well enough. The counts stay those of all persons.
 */
export function thinned(packed: PackedResponses, step: number): PackedResponses {
	const width = packed.columns.length;
	const kept: number[] = [];
	const sets = packed.sets.map(({ from, to, answered }): AnsweredSet => {
		const start = kept.length;
		// Counted over all runs, so that sets of one person are thinned too.
		for (let place = Math.ceil(from / step) * step; place < to; place += step) kept.push(place);
		return { from: start, to: kept.length, answered };
	});
	const bytes = new Uint8Array(kept.length * width);
	for (const [at, place] of kept.entries()) {
		bytes.set(packed.bytes.subarray(place * width, (place + 1) * width), at * width);
	}
	const order =
		packed.order === undefined ? undefined : Int32Array.from(kept, (p) => packed.order![p]!);
	return {
		...packed,
		persons: kept.length,
		bytes,
		order,
		sets: sets.filter((set) => set.to > set.from),
	};
}
