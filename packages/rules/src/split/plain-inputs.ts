import { ByteIndex, type PlainIndex } from '../bytes/byte-index.ts';
import { ByteList, type Strings } from '../bytes/byte-list.ts';
import { copyInto, type Memory } from '../bytes/memory.ts';
import { TableFaults } from '../csv/table.ts';
import type { FaultList } from '../faults.ts';
import { LineMap, type LineDistances } from '../input/columns.ts';
import type { ParticipantTable } from '../input/participant-table.ts';
import type { VacancyTable } from '../input/vacancies.ts';

type IndexName = 'ids' | 'units' | 'types' | 'specialJobs';

/** A vacancy table as another thread can be told, in memory that both see. */
export type PlainVacancies = Omit<VacancyTable, IndexName> & Record<IndexName, PlainIndex>;

export function plainVacancies(table: VacancyTable, memory: Memory): PlainVacancies {
	const { allocate } = memory;
	const share = <T extends Uint8Array | Int32Array>(column: T): T =>
		copyInto(column.subarray(0, table.count) as T, allocate);
	const same = Object.fromEntries(
		Object.entries(table.same).map(([column, values]) => [column, share(values)]),
	) as VacancyTable['same'];
	return {
		...table,
		ids: table.ids.plain(allocate),
		units: table.units.plain(allocate),
		types: table.types.plain(allocate),
		specialJobs: table.specialJobs.plain(allocate),
		order: share(table.order),
		seats: share(table.seats),
		plan: share(table.plan),
		threshold: share(table.threshold),
		limits: share(table.limits),
		same,
		specialJob: share(table.specialJob),
		jobIgnored: share(table.jobIgnored),
		doubtful: share(table.doubtful),
		hidden: share(table.hidden),
	};
}

/** The table over the same memory. */
export function vacanciesOf(plain: PlainVacancies): VacancyTable {
	return {
		...plain,
		ids: new ByteIndex(plain.ids),
		units: new ByteIndex(plain.units),
		types: new ByteIndex(plain.types),
		specialJobs: new ByteIndex(plain.specialJobs),
	};
}

/** A participant table as another thread can be told; its columns must lie in shared memory. */
export type PlainParticipants = Omit<
	ParticipantTable,
	'ids' | 'preferences' | 'lines' | 'faults'
> & {
	readonly ids: Strings;
	readonly preferences: Strings;
	readonly lines: LineDistances;
	readonly file: string;
	readonly header: readonly string[];
};

export function plainParticipants(table: ParticipantTable): PlainParticipants {
	const { ids, preferences, lines, faults, ...columns } = table;
	return {
		...columns,
		ids: ids.plain(),
		preferences: preferences.plain(),
		lines: lines.plain(),
		file: faults.file,
		header: faults.columns,
	};
}

export function participantsOf(plain: PlainParticipants, into: FaultList): ParticipantTable {
	const { ids, preferences, lines: distances, file, header, ...columns } = plain;
	const lines = new LineMap();
	lines.append(distances);
	return {
		...columns,
		ids: new ByteList(undefined, ids),
		preferences: new ByteList(undefined, preferences),
		lines,
		faults: new TableFaults(file, header, into),
	};
}
