import { PairIndex } from '../bytes/pair-index.ts';
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
	const pairs = new PairIndex();
	const next = new Int32Array(groups.of.length);
	for (let v = 0; v < next.length; v++) next[v] = pairs.add(groups.of[v]!, values[v]!);
	return { of: next, count: pairs.count };
}

/** Vacancies by group and `vacancy_id`, from which those without an open seat drop out. */
class OpenLists {
	readonly items: Int32Array;
	/** The list of group `g` is `items[starts[g], starts[g + 1])`. */
	private readonly starts: Int32Array;
	private readonly open: Int32Array;
	/** Where to look on from a position whose vacancy is full. */
	private readonly skip: Int32Array;

	/** Of the vacancies, which are in order. */
	constructor(vacancies: readonly number[], groups: Groups, open: Int32Array) {
		this.open = open;
		this.starts = new Int32Array(groups.count + 1);
		for (const v of vacancies) this.starts[groups.of[v]! + 1]! += 1;
		for (let g = 0; g < groups.count; g++) this.starts[g + 1]! += this.starts[g]!;
		const next = this.starts.slice();
		this.items = new Int32Array(vacancies.length);
		for (const v of vacancies) this.items[next[groups.of[v]!]!++] = v;
		this.skip = this.items.map((_, at) => at);
	}

	/** Nothing where the group has no vacancy. */
	list(group: number): OpenList | undefined {
		const from = this.starts[group]!;
		const to = this.starts[group + 1]!;
		return from === to ? undefined : { from, to, lists: this };
	}

	/** The first position from `start` on whose vacancy has an open seat, or `end`. */
	next(start: number, end: number): number {
		const { items, open, skip } = this;
		let at = start;
		while (at < end) {
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

/** The vacancies of one group: positions `from` to `to`. */
export interface OpenList {
	readonly from: number;
	readonly to: number;
	readonly lists: OpenLists;
}

/** The receivers of one round: per group, and per group and unit, in the order of `vacancy_id`. */
export class Receivers {
	private readonly groups: Groups;
	private readonly unitGroups: Groups;
	private readonly byGroup: OpenLists;
	private readonly byUnitGroup: OpenLists;
	/** Group and unit, of receivers only, and the unit group of each such pair. */
	private readonly pairs = new PairIndex();
	private readonly unitGroupOfPair: number[] = [];

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
		const receiving: number[] = [];
		for (const v of vacancies.order) {
			if (open[v] === 0 || !accepts(v)) continue;
			receiving.push(v);
			const pair = this.pairs.add(this.groups.of[v]!, vacancies.same.unit_id[v]!);
			this.unitGroupOfPair[pair] = this.unitGroups.of[v]!;
		}
		this.byGroup = new OpenLists(receiving, this.groups, open);
		this.byUnitGroup = new OpenLists(receiving, this.unitGroups, open);
	}

	/** All receivers of a vacancy's group. */
	around(vacancy: number): OpenList | undefined {
		return this.byGroup.list(this.groups.of[vacancy]!);
	}

	/** Those of its own unit. */
	inOwnUnit(vacancy: number): OpenList | undefined {
		return this.byUnitGroup.list(this.unitGroups.of[vacancy]!);
	}

	/** Those of its group in a unit. */
	inUnit(vacancy: number, unit: number): OpenList | undefined {
		const pair = this.pairs.find(this.groups.of[vacancy]!, unit);
		return pair < 0 ? undefined : this.byUnitGroup.list(this.unitGroupOfPair[pair]!);
	}
}
