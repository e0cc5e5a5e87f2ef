import type { Allocate } from '../bytes/memory.ts';
import { CsvReader } from '../csv/reader.ts';
import { readRows, TableFaults, TableReading } from '../csv/table.ts';
import { FaultList } from '../faults.ts';
import { Decisions } from '../input/decisions.ts';
import { reorderColumns } from '../input/grouping.ts';
import { ParticipantRows } from '../input/participants.ts';
import { readSelection, type Selection } from '../input/selection.ts';
import { ResultsWriter } from '../output/results.ts';
import type { ByteSource, CreateSha256 } from '../ports.ts';
import { runSeats, runShortlist } from '../rank/run.ts';
import type { Inputs, Standings } from '../rank/standings.ts';
import type { Duties, Duty, DutyOrder } from './duties.ts';
import { PipeWriter } from './pipe.ts';
import { participantsOf, vacanciesOf } from './plain-inputs.ts';
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
	let ranked: { readonly inputs: Inputs; readonly standings: Standings } | undefined;
	const answers: Answers = {
		survey: () => survey(participants, ports.createSha256),
		read: (order) => readRest(participants, order, ports),
		reorder({ grouping, columns }) {
			reorderColumns(columns, grouping);
			return null;
		},
		shortlist(order) {
			const faults = new FaultList();
			const inputs = {
				selection: selectionOf(order.selection),
				vacancies: vacanciesOf(order.vacancies),
				participants: participantsOf(order.participants, faults),
			};
			ranked = { inputs, standings: order.standings };
			runShortlist(inputs, order.standings, order.range);
			return faults.plain();
		},
		seats({ decisions: told, range }) {
			const { inputs, standings } = ranked!;
			const decisions = Decisions.of(told);
			const ties = runSeats(inputs, standings, decisions, range);
			return { ties, consulted: decisions.all.map(({ consulted }) => consulted) };
		},
		write({ reasons, ranges, pipe }) {
			const rows = new ResultsWriter(ranked!.inputs, ranked!.standings, reasons);
			const writer = new PipeWriter(pipe);
			ranges.every((range) => writer.write(rows.write(range)));
			return null;
		},
	};
	return (told) => {
		const { duty, order } = told as DutyOrder;
		return (answers[duty] as (order: unknown) => unknown)(order);
	};
}

/** The faults of the selection are the first thread's to tell. */
function selectionOf(bytes: Uint8Array): Selection {
	const selection = readSelection('', bytes, new FaultList());
	if (selection === null) throw new Error('the first thread could read this selection');
	return selection;
}

/** Reads from a record in the middle of the file to its end. */
function readRest(
	source: ByteSource,
	order: Duties['read']['order'],
	{ allocate }: AidePorts,
): Duties['read']['answer'] {
	const faults = new FaultList();
	const columns = order.columns.values();
	const rows = new ParticipantRows(selectionOf(order.selection), vacanciesOf(order.vacancies), {
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
