import { CsvReader } from '../csv/reader.ts';
import { readRows, TableFaults, TableReading } from '../csv/table.ts';
import { FaultList } from '../faults.ts';
import { reorderColumns } from '../input/grouping.ts';
import { ParticipantRows } from '../input/participants.ts';
import { readSelection } from '../input/selection.ts';
import type { Allocate } from '../bytes/memory.ts';
import type { ByteSource, CreateSha256 } from '../ports.ts';
import type { Duties, Duty, DutyOrder } from './duties.ts';
import { vacanciesOf } from './plain-vacancies.ts';
import { survey } from './survey.ts';

export interface AidePorts {
	readonly createSha256: CreateSha256;
	/** Memory that both threads see. */
	readonly allocate: Allocate;
}

type Answers = { readonly [D in Duty]: (order: Duties[D]['order']) => Duties[D]['answer'] };

/**
 * The second thread's half of a ranking: what it answers to the orders that the first begins. Both
 * must be given the same `participants`.
 */
export function createAide(
	participants: ByteSource,
	ports: AidePorts,
): (order: unknown) => unknown {
	const answers: Answers = {
		survey: () => survey(participants, ports.createSha256),
		read: (order) => readRest(participants, order, ports),
		reorder({ grouping, columns }) {
			reorderColumns(columns, grouping);
			return null;
		},
	};
	return (told) => {
		const { duty, order } = told as DutyOrder;
		return (answers[duty] as (order: unknown) => unknown)(order);
	};
}

/** Reads from a record in the middle of the file to its end. */
function readRest(
	source: ByteSource,
	order: Duties['read']['order'],
	{ allocate }: AidePorts,
): Duties['read']['answer'] {
	const faults = new FaultList();
	const selection = readSelection('', order.selection, new FaultList());
	if (selection === null) throw new Error('the selection was read before');
	const columns = order.columns.values();
	const rows = new ParticipantRows(selection, vacanciesOf(order.vacancies), {
		allocate,
		// The same columns are made in the same order as in the first thread.
		allocateColumn: () => columns.next().value!,
		capacity: order.capacity,
		first: order.first,
	});
	const reader = new CsvReader(source.chunks(order.start.offset), order.start);
	const reading = new TableReading(reader, new TableFaults(source.name, order.header, faults));
	rows.begin(reading);
	readRows(reading, rows, {});
	return { rows: rows.plain(), faults: faults.plain() };
}
