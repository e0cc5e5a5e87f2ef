import { ByteIndex, type PlainIndex } from '../bytes/byte-index.ts';
import { copyInto, type Allocate } from '../bytes/memory.ts';
import type { VacancyTable } from '../input/vacancies.ts';

const indexes = ['ids', 'units', 'types', 'specialJobs'] as const;
type IndexName = (typeof indexes)[number];

/** A vacancy table as another thread can be told, in memory that both see. */
export type PlainVacancies = Omit<VacancyTable, IndexName> & Record<IndexName, PlainIndex>;

export function plainVacancies(table: VacancyTable, allocate: Allocate): PlainVacancies {
	const share = <T extends Uint8Array | Int32Array>(column: T): T => copyInto(column, allocate);
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
