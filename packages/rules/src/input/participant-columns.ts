import type { TableFaults } from '../csv/table.ts';
import { ColumnSet, type Column } from './columns.ts';
import type { Selection } from './selection.ts';

/** Where each column stands in a record of `participants.csv`, -1 = not at all or not looked at. */
export interface Positions {
	readonly id: number;
	readonly vacancy: number;
	readonly admin: number;
	readonly first: number;
	readonly second: number;
	readonly parts: readonly number[];
	readonly skb: number;
	readonly components: readonly number[];
	readonly priority: number;
	readonly gpa: number;
	readonly age: number;
	readonly preferences: number;
}

/** `gpa, birth_date` or `gpa_order, age_order`. */
export type ParticipantForm = 'full' | 'public';

export function formOf(header: TableFaults): ParticipantForm {
	return ['gpa_order', 'age_order'].some((column) => header.position(column) >= 0)
		? 'public'
		: 'full';
}

/** A file that holds both forms cannot be trusted. */
export function checkForm(header: TableFaults): void {
	const full = ['gpa', 'birth_date'].some((column) => header.position(column) >= 0);
	const open = ['gpa_order', 'age_order'].find((column) => header.position(column) >= 0);
	if (full && open !== undefined) header.at(1, 'mixed_forms', open, open);
}

export function findPositions({ rules, stage, codes }: Selection, header: TableFaults): Positions {
	const position = (column: string): number => header.position(column);
	const withSkb = rules.kind === 'cpns' && stage === 'final';
	const isPublic = formOf(header) === 'public';
	return {
		id: position('participant_id'),
		vacancy: position('vacancy_id'),
		admin: position('admin_status'),
		first: position(rules.kind === 'cpns' ? 'skd_status' : 'kompetensi_status'),
		second: withSkb ? position('skb_status') : -1,
		parts: rules.parts.map((part) => position(part.name)),
		skb: withSkb ? position('skb') : -1,
		components: codes.map((code) => (withSkb ? position(`skb_${code}`) : -1)),
		priority: position('priority'),
		gpa: rules.kind === 'cpns' ? position(isPublic ? 'gpa_order' : 'gpa') : -1,
		age: position(isPublic ? 'age_order' : 'birth_date'),
		preferences: position('preferences'),
	};
}

/**
 * The numbers of `ParticipantTable` while they are read, in the order of the file. Two threads that
 * read parts of one file make them in the same order, over the same memory.
 */
export class ParticipantColumns {
	private readonly set: ColumnSet;
	readonly vacancy: Column<Int32Array>;
	readonly hash: Column<Int32Array>;
	readonly admitted: Column<Uint8Array>;
	readonly first: Column<Uint8Array>;
	readonly second: Column<Uint8Array>;
	readonly priority: Column<Uint8Array>;
	readonly marks: readonly Column<Int16Array>[];
	readonly skb: Column<Int32Array> | undefined;
	readonly components: readonly (Column<Int32Array> | undefined)[];
	readonly gpa: Column<Int32Array> | undefined;
	readonly age: Column<Int32Array> | undefined;

	constructor(set: ColumnSet, at: Positions) {
		this.set = set;
		this.vacancy = set.i32();
		this.hash = set.i32();
		this.admitted = set.u8();
		this.first = set.u8();
		this.second = set.u8();
		this.priority = set.u8();
		this.marks = at.parts.map(() => set.i16());
		const optional = (position: number): Column<Int32Array> | undefined =>
			position < 0 ? undefined : set.i32();
		this.skb = optional(at.skb);
		this.components = at.components.map(optional);
		this.gpa = optional(at.gpa);
		this.age = optional(at.age);
	}

	reserve(row: number): void {
		this.set.reserve(row);
	}
}
