import type { Memory } from '../bytes/memory.ts';
import type { ByteList } from '../bytes/byte-list.ts';
import type { Span } from '../bytes/span.ts';
import { CsvReader, type RecordStart } from '../csv/reader.ts';
import { HashedBytes, openTable, readRows, type TableFaults } from '../csv/table.ts';
import type { FaultList } from '../faults.ts';
import type { ByteSource, RankPorts } from '../ports.ts';
import { beginDuty, type Survey } from '../split/duties.ts';
import type { Told } from '../split/told.ts';
import type { LineMap } from './columns.ts';
import { checkForm, type ParticipantColumns } from './participant-columns.ts';
import { participantSpec } from './participant-table.ts';
import { alone, ParticipantRows, type RowsRead } from './participants.ts';
import type { Selection } from './selection.ts';
import type { VacancyTable } from './vacancies.ts';

/** All rows in the order of the file; between the spans, in which they stand, is nothing. */
export interface ParticipantsRead {
	readonly columns: ParticipantColumns;
	readonly ids: ByteList;
	readonly preferences: ByteList;
	readonly lines: LineMap;
	readonly spans: readonly Span[];
	readonly faults: TableFaults;
	readonly digest: Uint8Array;
}

export interface ParticipantSource {
	readonly source: ByteSource;
	readonly selection: Selection;
	/** `undefined` where they could not be read. */
	readonly vacancies: VacancyTable | undefined;
}

type Outcome = ParticipantsRead | 'unreadable' | 'cancelled';

export function readAlone(from: ParticipantSource, faults: FaultList, ports: RankPorts): Outcome {
	const { source, selection, vacancies } = from;
	const bytes = new HashedBytes(source, ports.createSha256);
	const reader = new CsvReader(bytes.chunks());
	const reading = openTable(source.name, reader, participantSpec(selection), faults);
	if (reading === undefined) return 'unreadable';
	checkForm(reading.faults);
	const rows = new ParticipantRows(selection, vacancies, alone);
	rows.begin(reading);
	if (!readRows(reading, rows, ports)) return 'cancelled';
	return joined(rows, undefined, from, reading.faults, bytes.digest());
}

interface HalvedSource extends ParticipantSource {
	readonly told: Told;
	readonly survey: Survey;
	/** Where the second thread begins. */
	readonly start: RecordStart;
}

/**
 * Whether a record starts in the middle is known only when this thread comes there: where it does
 * not, since a quoted field holds that line feed, this thread reads on and the other half is left.
 */
export function readHalf(
	from: HalvedSource,
	faults: FaultList,
	ports: RankPorts,
	memory: Memory,
): Outcome {
	const { source, selection, told, survey, start } = from;
	const reader = new CsvReader(source.chunks());
	const reading = openTable(source.name, reader, participantSpec(selection), faults);
	if (reading === undefined) return 'unreadable';
	checkForm(reading.faults);
	const columns: ArrayBufferLike[] = [];
	const { allocate } = memory;
	// Before the middle are a header and at most one row a line.
	const first = Math.max(start.line - 2, 0);
	const place = { allocate, allocateColumn, capacity: survey.lines + 1, first: 0 };
	const rows = new ParticipantRows(selection, from.vacancies, place);
	rows.begin(reading);
	const finishRest = beginDuty(told.second, 'read', {
		selection: told.selection,
		vacancies: told.vacancies,
		header: reading.faults.columns,
		start,
		columns,
		capacity: place.capacity,
		first,
	});
	if (!readRows(reading, rows, ports, start.offset)) return 'cancelled';
	const rest = finishRest();
	const holds = reader.consumed === start.offset;
	if (holds) faults.append(rest.faults);
	else if (!readRows(reading, rows, ports)) return 'cancelled';
	const read = joined(rows, holds ? rest.rows : undefined, from, reading.faults, survey.digest);
	for (const { bytes, offsets } of [rest.rows.ids, rest.rows.preferences])
		memory.release(bytes, offsets);
	return read;

	function allocateColumn(bytes: number): ArrayBufferLike {
		const column = allocate(bytes);
		columns.push(column);
		return column;
	}
}

function joined(
	rows: ParticipantRows,
	rest: RowsRead | undefined,
	{ vacancies }: ParticipantSource,
	faults: TableFaults,
	digest: Uint8Array,
): ParticipantsRead {
	const { ids, preferences, lines, columns } = rows;
	const hidden = vacancies?.hidden;
	const spans = [rows.span];
	for (const part of rest === undefined ? [rows] : [rows, rest])
		part.hidden.forEach((count, v) => (hidden![v]! += count));
	if (rest !== undefined) {
		const { span } = rest;
		spans.push(span);
		ids.append(rest.ids, span.from);
		if (rest.preferences.count > 0) preferences.append(rest.preferences, span.from);
		lines.append(rest.lines);
	}
	return { columns, ids, preferences, lines, spans, faults, digest };
}
