import { sortRows } from '../bytes/sort.ts';
import type { FillRound } from '../packs/rules.ts';
import type { Inputs } from './standings.ts';

/** Numbers every vacancy by what it has in the columns a round compares: equal = same number. */
export function groupVacancies(inputs: Inputs, round: FillRound): Int32Array {
	const { vacancies } = inputs;
	const groups = new Int32Array(vacancies.count);
	for (const column of round.same) {
		const values = vacancies.same[column];
		const numbers = new Map<number, number>();
		for (let v = 0; v < vacancies.count; v++) {
			// Both numbers are below the count of vacancies, so the product is a safe integer.
			const pair = groups[v]! * vacancies.count + values[v]!;
			let number = numbers.get(pair);
			if (number === undefined) numbers.set(pair, (number = numbers.size));
			groups[v] = number;
		}
	}
	return groups;
}

/** Vacancies of one kind by `vacancy_id`, from which those without an open seat drop out. */
export class OpenList {
	private readonly items: Int32Array;
	private readonly open: Int32Array;
	/** Where to look on from a position whose vacancy is full. */
	private readonly skip: Int32Array;

	constructor(items: Int32Array, open: Int32Array) {
		this.items = items;
		this.open = open;
		this.skip = Int32Array.from(items, (_, i) => i);
	}

	/** The first vacancy with an open seat the test accepts, or -1. */
	find(accepts: (vacancy: number) => boolean): number {
		for (let i = this.next(0); i < this.items.length; i = this.next(i + 1)) {
			if (accepts(this.items[i]!)) return this.items[i]!;
		}
		return -1;
	}

	isEmpty(): boolean {
		return this.next(0) === this.items.length;
	}

	private next(start: number): number {
		const { items, open, skip } = this;
		let at = start;
		while (at < items.length) {
			if (skip[at] !== at) at = skip[at]!;
			else if (open[items[at]!]! > 0) break;
			else at = skip[at] = at + 1;
		}
		// Shorten the way for whoever looks next; seats only ever fill.
		for (let i = start; i < at;) {
			const further = skip[i]!;
			skip[i] = at;
			i = further;
		}
		return at;
	}
}

/** The receivers of one round: per group, and per group and unit, in the order of `vacancy_id`. */
export class Receivers {
	private readonly groups: Int32Array;
	private readonly units: Int32Array;
	private readonly byGroup = new Map<number, OpenList>();
	private readonly byUnit = new Map<number, OpenList>();
	private readonly unitCount: number;

	constructor(
		inputs: Inputs,
		groups: Int32Array,
		accepts: (vacancy: number) => boolean,
		open: Int32Array,
	) {
		const { vacancies } = inputs;
		this.groups = groups;
		this.units = vacancies.same.unit_id;
		this.unitCount = vacancies.units.count;
		const all = Int32Array.from({ length: vacancies.count }, (_, v) => v).filter(
			(v) => open[v]! > 0 && accepts(v),
		);
		sortRows(all, 0, all.length, (a, b) => vacancies.ids.list.compare(a, b));
		this.split(all, open, this.byGroup, (v) => groups[v]!);
		this.split(all, open, this.byUnit, (v) => this.unitKey(groups[v]!, this.units[v]!));
	}

	inGroup(group: number): OpenList | undefined {
		return this.byGroup.get(group);
	}

	inUnit(group: number, unit: number): OpenList | undefined {
		return this.byUnit.get(this.unitKey(group, unit));
	}

	groupOf(vacancy: number): number {
		return this.groups[vacancy]!;
	}

	private unitKey(group: number, unit: number): number {
		return group * this.unitCount + unit;
	}

	private split(
		all: Int32Array,
		open: Int32Array,
		into: Map<number, OpenList>,
		keyOf: (vacancy: number) => number,
	): void {
		const lists = new Map<number, number[]>();
		for (const v of all) {
			const list = lists.get(keyOf(v));
			if (list === undefined) lists.set(keyOf(v), [v]);
			else list.push(v);
		}
		for (const [key, list] of lists) into.set(key, new OpenList(Int32Array.from(list), open));
	}
}
