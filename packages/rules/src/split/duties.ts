import type { Span } from '../bytes/span.ts';
import type { RecordStart } from '../csv/reader.ts';
import type { PlainFaults } from '../faults.ts';
import type { Decision } from '../input/decisions.ts';
import type { Grouping, Numbers } from '../input/grouping.ts';
import type { RowsRead } from '../input/participants.ts';
import type { SecondThread } from '../ports.ts';
import type { OpenTie } from '../rank/seats.ts';
import type { Standings } from '../rank/standings.ts';
import type { PlainPipe } from './pipe.ts';
import type { PlainParticipants, PlainVacancies } from './plain-inputs.ts';

/** What is known of a file before it is read. */
export interface Survey {
	readonly digest: Uint8Array;
	/** Line feeds, so at least as many as there are records that end in one. */
	readonly lines: number;
	/** What follows the first line feed of the second half: a record, unless that is quoted. */
	readonly middle: RecordStart | undefined;
}

/** What the second thread is asked to do, in this order, and what it answers. */
export interface Duties {
	survey: { readonly order: null; readonly answer: Survey };
	read: {
		readonly order: {
			/** The bytes of `selection.json`, which could be read. */
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
	shortlist: {
		readonly order: {
			readonly selection: Uint8Array;
			readonly vacancies: PlainVacancies;
			readonly participants: PlainParticipants;
			readonly standings: Standings;
			readonly range: Span;
		};
		readonly answer: PlainFaults;
	};
	seats: {
		readonly order: { readonly decisions: readonly Decision[]; readonly range: Span };
		readonly answer: {
			readonly ties: readonly OpenTie[];
			/** Of each decision, whether it was consulted. */
			readonly consulted: readonly boolean[];
		};
	};
	write: {
		readonly order: {
			readonly reasons: boolean;
			/** Each a message through the pipe. */
			readonly ranges: readonly Span[];
			readonly pipe: PlainPipe;
		};
		readonly answer: null;
	};
}

export type Duty = keyof Duties;

export interface DutyOrder {
	readonly duty: Duty;
	readonly order: unknown;
}

/** Hands the order over; the answer is waited for where what this returns is called. */
export function beginDuty<D extends Duty>(
	second: SecondThread,
	duty: D,
	order: Duties[D]['order'],
): () => Duties[D]['answer'] {
	second.begin({ duty, order } satisfies DutyOrder);
	return () => second.finish() as Duties[D]['answer'];
}
