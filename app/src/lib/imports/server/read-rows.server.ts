import type { Clock } from '../../platform/clock.ts';
import type { CopyWriter } from '../../platform/tables/copy.server.ts';
import type { TableRecord } from '../../platform/tables/csv-records.ts';
import type { CellFault, Staging } from '../../platform/tables/kind.ts';
import { positionsOf } from '../../platform/tables/mapping.ts';
import {
	isBlank,
	readRecords,
	type TableFile,
	trimEnd,
} from '../../platform/tables/records.server.ts';
import { spreadsheetTrap } from '../../platform/tables/spreadsheet-traps.ts';
import type { FaultBook } from './faults.store.server.ts';
import type { Db, ImportFile } from './imports.tables.server.ts';

/** What cannot be read at all, as opposed to what says something wrong. */
export class Unreadable extends Error {}
export class Cancelled extends Error {}

export interface ReadDeps {
	readonly db: Db;
	readonly clock: Clock;
}

/**
 * Judges every row of a file and puts the sound ones where they belong.
 * @returns how many rows it has
 * @throws Unreadable, Cancelled
 */
export async function copyRows(
	deps: ReadDeps,
	{ file, table }: { readonly file: ImportFile; readonly table: TableFile },
	staging: Staging,
	writer: CopyWriter,
	faults: FaultBook,
): Promise<number> {
	const row = rowReader(file);
	const progress = progressOf(deps, file.id);
	const records = readRecords(table, (count) => {
		progress.bytes(count);
	});
	let header = true;
	const put = writer.put.bind(writer);
	for await (const batch of readable(records)) {
		for (const record of batch) {
			if (isBlank(record)) continue;
			if (header) {
				header = false;
				continue;
			}
			const found = row.turnTo(record);
			progress.row();
			for (const one of found.faults) faults.add({ ...one, line: record.line });
			if (found.kind === 'broken') continue;
			const trapped = found.faults.map(({ column }) => column);
			for (const one of staging.row(record.line, row.read, put)) {
				if (!trapped.includes(one.column)) faults.add({ ...one, line: record.line });
			}
		}
		await writer.flush();
		await faults.flush();
		await progress.tell();
	}
	await progress.tell(true);
	return progress.rows();
}

/** What is no workbook fails somewhere inside its reader; a bug of ours does not happen there. */
async function* readable(
	records: AsyncIterable<readonly TableRecord[]>,
): AsyncIterable<readonly TableRecord[]> {
	const iterator = records[Symbol.asyncIterator]();
	try {
		for (;;) {
			const step = await iterator.next().catch((error: unknown) => {
				throw new Unreadable('', { cause: error });
			});
			if (step.done === true) return;
			yield step.value;
		}
	} finally {
		await iterator.return?.();
	}
}

/** A broken row cannot be told by its columns; one that is read may hold what nobody meant. */
interface Turned {
	readonly kind: 'broken' | 'read';
	readonly faults: readonly CellFault[];
}

const sound: Turned = { kind: 'read', faults: [] };

const broken = (fault: CellFault): Turned => ({ kind: 'broken', faults: [fault] });

/** Reads cells by the template's columns, from whichever record it was turned to. */
function rowReader(file: ImportFile) {
	const positions = positionsOf(file.header, file.mapping);
	const used = [...positions];
	const width = file.header.length;
	let cells: readonly string[] = [];
	return {
		read: (column: string): string => {
			const position = positions.get(column);
			return position === undefined ? '' : (cells[position] ?? '').trim();
		},
		turnTo(record: TableRecord): Turned {
			const { malformed } = record;
			if (malformed !== undefined) {
				const value = record.cells.join(',').slice(0, 200);
				return broken({ column: '', code: malformed, value });
			}
			cells = record.cells.length > width ? trimEnd(record.cells) : record.cells;
			if (cells.length !== width && !(file.format === 'xlsx' && cells.length < width)) {
				const code = cells.length > width ? 'too_many_fields' : 'too_few_fields';
				return broken({ column: '', code, value: String(cells.length) });
			}
			const faults = trapsIn(used, cells);
			return faults === undefined ? sound : { kind: 'read', faults };
		},
	};
}

function trapsIn(
	used: readonly (readonly [string, number])[],
	cells: readonly string[],
): readonly CellFault[] | undefined {
	let found: CellFault[] | undefined;
	for (const [column, position] of used) {
		const value = cells[position] ?? '';
		const code = spreadsheetTrap(value);
		if (code !== undefined) (found ??= []).push({ column, code, value });
	}
	return found;
}

/** @throws Cancelled where somebody asked that while the file was judged */
export async function stopIfAsked(db: Db, importId: number): Promise<void> {
	const asked = await db
		.selectFrom('imports.progress')
		.select('cancel_asked')
		.where('import_id', '=', importId)
		.executeTakeFirst();
	if (asked?.cancel_asked === true) throw new Cancelled();
}

const tellEveryMs = 500;

/** Told beside the transaction, so that the page sees it; a request to stop comes back that way. */
function progressOf({ db, clock }: ReadDeps, importId: number) {
	let bytes = 0;
	let rows = 0;
	let toldAt = 0;
	return {
		bytes: (count: number) => {
			bytes += count;
		},
		row: () => {
			rows += 1;
		},
		rows: () => rows,
		async tell(last = false): Promise<void> {
			const now = clock.now().getTime();
			if (!last && now - toldAt < tellEveryMs) return;
			toldAt = now;
			const told = await db
				.updateTable('imports.progress')
				.set({ bytes_done: bytes, rows_done: rows })
				.where('import_id', '=', importId)
				.returning('cancel_asked')
				.executeTakeFirst();
			if (told?.cancel_asked === true) throw new Cancelled();
		},
	};
}
