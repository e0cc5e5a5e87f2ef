import type { SameColumn } from '../packs/rules.ts';
import type { Inputs } from './standings.ts';

/** Vacancies numbered by what they have in some columns: equal = same number, from 0. */
export interface Groups {
	readonly of: Int32Array;
	readonly count: number;
}

/** The groups of each set of columns, worked out once for all rounds that compare it. */
export class GroupBook {
	private readonly inputs: Inputs;
	private readonly known = new Map<string, Groups>();

	constructor(inputs: Inputs) {
		this.inputs = inputs;
	}

	/** Groups by the columns, whose order does not matter. */
	by(columns: readonly SameColumn[]): Groups {
		const sorted = [...new Set(columns)].sort();
		const key = sorted.join();
		const found = this.known.get(key);
		if (found !== undefined) return found;
		const last = sorted.pop();
		const { vacancies } = this.inputs;
		const groups =
			last === undefined
				? { of: new Int32Array(vacancies.count), count: 1 }
				: refine(this.by(sorted), vacancies.same[last]);
		this.known.set(key, groups);
		return groups;
	}
}

function refine(groups: Groups, values: Int32Array): Groups {
	const { of } = groups;
	const numbers = new Map<number, number>();
	const next = new Int32Array(of.length);
	for (let v = 0; v < of.length; v++) {
		// Both factors are below the count of vacancies, so the pair is a safe integer.
		const pair = of[v]! * of.length + values[v]!;
		let number = numbers.get(pair);
		if (number === undefined) numbers.set(pair, (number = numbers.size));
		next[v] = number;
	}
	return { of: next, count: numbers.size };
}

/** Vacancies of one kind by `vacancy_id`, from which those without an open seat drop out. */
export class OpenList {
	readonly items: number[] = [];
	private readonly open: Int32Array;
	/** Where to look on from a position whose vacancy is full. */
	private readonly skip: number[] = [];

	constructor(open: Int32Array) {
		this.open = open;
	}

	push(vacancy: number): void {
		this.skip.push(this.items.length);
		this.items.push(vacancy);
	}

	/** The first position from `start` on whose vacancy has an open seat, or the length. */
	next(start: number): number {
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
	private readonly groups: Groups;
	private readonly unitGroups: Groups;
	private readonly units: Int32Array;
	private readonly unitCount: number;
	private readonly byGroup: (OpenList | undefined)[];
	private readonly byUnitGroup: (OpenList | undefined)[];
	/** Group and unit → number of the unit group, of receivers only. */
	private readonly unitGroupOf = new Map<number, number>();

	constructor(
		inputs: Inputs,
		book: GroupBook,
		same: readonly SameColumn[],
		accepts: (vacancy: number) => boolean,
		open: Int32Array,
	) {
		const { vacancies } = inputs;
		this.groups = book.by(same);
		this.unitGroups = book.by([...same, 'unit_id']);
		this.units = vacancies.same.unit_id;
		this.unitCount = vacancies.units.count;
		this.byGroup = new Array<OpenList | undefined>(this.groups.count).fill(undefined);
		this.byUnitGroup = new Array<OpenList | undefined>(this.unitGroups.count).fill(undefined);
		for (const v of vacancies.order) {
			if (open[v] === 0 || !accepts(v)) continue;
			const group = this.groups.of[v]!;
			const unitGroup = this.unitGroups.of[v]!;
			this.unitGroupOf.set(this.key(group, this.units[v]!), unitGroup);
			(this.byGroup[group] ??= new OpenList(open)).push(v);
			(this.byUnitGroup[unitGroup] ??= new OpenList(open)).push(v);
		}
	}

	/** All receivers of a vacancy's group. */
	around(vacancy: number): OpenList | undefined {
		return this.byGroup[this.groups.of[vacancy]!];
	}

	/** Those of its own unit. */
	inOwnUnit(vacancy: number): OpenList | undefined {
		return this.byUnitGroup[this.unitGroups.of[vacancy]!];
	}

	/** Those of its group in a unit. */
	inUnit(vacancy: number, unit: number): OpenList | undefined {
		const unitGroup = this.unitGroupOf.get(this.key(this.groups.of[vacancy]!, unit));
		return unitGroup === undefined ? undefined : this.byUnitGroup[unitGroup];
	}

	private key(group: number, unit: number): number {
		return group * this.unitCount + unit;
	}
}
