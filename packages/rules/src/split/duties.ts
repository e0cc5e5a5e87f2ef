import type { PlainFaults } from '../faults.ts';
import type { RecordStart } from '../csv/reader.ts';
import type { Grouping, Numbers } from '../input/grouping.ts';
import type { RowsRead } from '../input/participants.ts';
import type { PlainVacancies } from './plain-vacancies.ts';
import type { SecondThread } from '../ports.ts';

/** What is known of a file before it is read. */
export interface Survey {
	readonly digest: Uint8Array;
	/** Line feeds, so at least as many as there are records that end in one. */
	readonly lines: number;
	/** What follows the first line feed of the second half: a record, unless that is quoted. */
	readonly middle: RecordStart | undefined;
}

/** What the second thread is asked to do, and what it answers. */
export interface Duties {
	survey: { readonly order: null; readonly answer: Survey };
	read: {
		readonly order: {
			/** The bytes of `selection.json`, which was read without a fault. */
			readonly selection: Uint8Array;
			readonly vacancies: PlainVacancies;
			readonly header: readonly string[];
			readonly start: RecordStart;
			/** Memory of the columns, in the order in which they are made. */
			readonly columns: readonly ArrayBufferLike[];
			/** Rows for which there is room; the first of them belong to the other thread. */
			readonly capacity: number;
			readonly first: number;
		};
		readonly answer: { readonly rows: RowsRead; readonly faults: PlainFaults };
	};
	reorder: {
		readonly order: { readonly grouping: Grouping; readonly columns: readonly Numbers[] };
		readonly answer: null;
	};
}

export type Duty = keyof Duties;

export interface DutyOrder {
	readonly duty: Duty;
	readonly order: unknown;
}

export function beginDuty<D extends Duty>(
	second: SecondThread,
	duty: D,
	order: Duties[D]['order'],
): void {
	second.begin({ duty, order } satisfies DutyOrder);
}

/** The answer to the duty that was begun last. */
export function finishDuty<D extends Duty>(second: SecondThread, _duty: D): Duties[D]['answer'] {
	return second.finish() as Duties[D]['answer'];
}
