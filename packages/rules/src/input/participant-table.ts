import type { ByteList } from '../bytes/byte-list.ts';
import type { TableFaults, TableSpec } from '../csv/table.ts';
import type { LineMap } from './columns.ts';
import type { Selection } from './selection.ts';

/** `skd_status`, `kompetensi_status`, `skb_status`. */
export const status = { none: 0, present: 1, absent: 2, disqualified: 3, withdrew: 4 } as const;

/** Sorts after every GPA and age there can be. */
export const ABSENT = -2_147_483_648;

/**
 * All participants as columns, grouped by vacancy; a participant is their row number. Marks are -1
 * where absent.
 * `gpa` and `age` hold the full form (hundredths; minus yyyymmdd) or the public form (minus the
 * dense order): in both the greater number is the better and `ABSENT` the last.
 */
export interface ParticipantTable {
	readonly ids: ByteList;
	readonly count: number;
	readonly vacancy: Int32Array;
	/** Rows `starts[v]` to `starts[v + 1]` applied for vacancy `v`. */
	readonly starts: Int32Array;
	/** Number of each row in the order of the file. */
	readonly order: Int32Array;
	readonly admitted: Uint8Array;
	readonly first: Uint8Array;
	readonly second: Uint8Array;
	/** In the order of the pack's parts. */
	readonly marks: readonly Int16Array[];
	/** Thousandths; `undefined` where the file has no such column. */
	readonly skb: Int32Array | undefined;
	readonly components: readonly (Int32Array | undefined)[];
	/** 1 = first of the pack's priorities; one more than the last where empty. */
	readonly priority: Uint8Array;
	readonly gpa: Int32Array | undefined;
	readonly age: Int32Array | undefined;
	/** In the order of the file (`order[row]`), since few are ever read; empty without the column. */
	readonly preferences: ByteList;
	/** Physical line of each row in the order of the file. */
	readonly lines: LineMap;
	readonly faults: TableFaults;
}

export function participantSpec(selection: Selection): TableSpec {
	const { rules } = selection;
	const parts = rules.parts.map((part) => part.name);
	if (rules.kind === 'pppk') {
		return {
			required: [
				...['participant_id', 'vacancy_id', 'admin_status', 'kompetensi_status'],
				...parts,
				'priority',
			],
			optional: ['gpa', 'birth_date', 'age_order', 'preferences'],
		};
	}
	const required = ['participant_id', 'vacancy_id', 'admin_status', 'skd_status', ...parts];
	const skb = ['skb', ...selection.codes.map((code) => `skb_${code}`)];
	const form = ['gpa', 'birth_date', 'gpa_order', 'age_order', 'preferences'];
	return selection.stage === 'final'
		? { required: [...required, 'skb_status'], optional: [...skb, ...form] }
		: { required, optional: ['skb_status', ...skb, ...form] };
}
