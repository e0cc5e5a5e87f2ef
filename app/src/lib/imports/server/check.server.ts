import type { Kysely, Transaction } from 'kysely';
import type pg from 'pg';
import type { Clock } from '../../platform/clock.ts';
import { CopyWriter } from '../../platform/tables/copy.server.ts';
import type { TableRecord } from '../../platform/tables/csv-records.ts';
import type { ImportKind, LineFault, Staging } from '../../platform/tables/kind.ts';
import { positionsOf } from '../../platform/tables/mapping.ts';
import { readRecords, trimEnd } from '../../platform/tables/records.server.ts';
import { FaultsOfFile } from '../domain/faults-of-file.ts';
import type { ImportFile, ImportsTables } from './imports.tables.server.ts';

export type Kind = ImportKind<Transaction<unknown>>;

export interface CheckDeps {
	readonly db: Kysely<ImportsTables>;
	readonly pool: pg.Pool;
	readonly clock: Clock;
	readonly kinds: readonly Kind[];
	readonly pathOf: (file: Pick<ImportFile, 'stored_as'>) => string;
	/** Tests stop an attempt here as a kill would. */
	readonly atPoint?: (point: 'staged') => void;
}

type Faults = FaultsOfFile<LineFault>;

const mostTogether = 100_000;

/** What cannot be read at all, as opposed to what says something wrong. */
class Unreadable extends Error {}
class Cancelled extends Error {}

/**
 * The dry run of one file that waits for it, in one transaction: rows are staged and judged, then
 * the file is `ready` with all of them or `faulty` with none. Whatever ends the process before the
 * commit leaves the file waiting, and nothing else.
 * @returns false where no file waits
 */
export async function checkNext(deps: CheckDeps): Promise<boolean> {
	const client = await deps.pool.connect();
	let broken: Error | undefined;
	try {
		await client.query('BEGIN');
		const found = await client.query<ImportFile>(
			`select * from imports.file where state = 'checking' order by id
			limit 1 for update skip locked`,
		);
		const [file] = found.rows;
		if (file === undefined) {
			await client.query('ROLLBACK');
			return false;
		}
		await checkFile(deps, client, file);
		await client.query('COMMIT');
		return true;
	} catch (error) {
		broken = error as Error;
		// Whoever tries next must not find the file still held by a connection that is going away.
		await client.query('ROLLBACK').catch(() => undefined);
		throw error;
	} finally {
		client.release(broken);
	}
}

async function checkFile(deps: CheckDeps, client: pg.PoolClient, file: ImportFile): Promise<void> {
	await client.query('SAVEPOINT staged');
	try {
		const { faults, rows } = await stage(deps, client, file);
		deps.atPoint?.('staged');
		if (faults.total > 0) {
			await client.query('ROLLBACK TO SAVEPOINT staged');
			await keepFaults(client, file.id, faults);
		}
		await client.query(
			`update imports.file set state = $2, rows = $3, fault_total = $4, faulty_lines = $5,
				checked_at = $6 where id = $1`,
			[
				file.id,
				faults.total > 0 ? 'faulty' : 'ready',
				rows,
				faults.total,
				faults.lines(),
				deps.clock.now(),
			],
		);
	} catch (error) {
		if (!(error instanceof Unreadable || error instanceof Cancelled)) throw error;
		await client.query('ROLLBACK TO SAVEPOINT staged');
		await client.query(`update imports.file set state = $2, checked_at = $3 where id = $1`, [
			file.id,
			error instanceof Cancelled ? 'cancelled' : 'unreadable',
			deps.clock.now(),
		]);
	}
}

async function stage(deps: CheckDeps, client: pg.PoolClient, file: ImportFile) {
	const kind = deps.kinds.find(({ name }) => name === file.kind);
	if (kind === undefined) throw new Error(`no kind of import ${file.kind}`);
	const staging = await kind.begin({
		importId: file.id,
		scope: { institutionId: file.institution_id, id: file.scope_id },
		columns: Object.keys(file.mapping),
	});
	const faults: Faults = new FaultsOfFile();
	const writer = new CopyWriter(client, staging.targets);
	let rows: number;
	try {
		rows = await copyRows(deps, file, staging, writer, faults);
	} catch (error) {
		await writer.abandon();
		throw error;
	}
	await writer.end();
	const together = await staging.checkTogether(
		{
			async query<Row>(text: string, values: readonly unknown[] = []) {
				const { rows } = await client.query(text, [...values]);
				return rows as Row[];
			},
		},
		mostTogether,
	);
	for (const fault of together.faults) faults.add(fault);
	faults.countFurther(together.total - together.faults.length);
	return { faults, rows };
}

async function copyRows(
	deps: CheckDeps,
	file: ImportFile,
	staging: Staging,
	writer: CopyWriter,
	faults: Faults,
): Promise<number> {
	const row = rowReader(file);
	const progress = progressOf(deps, file.id);
	const records = readRecords({ path: deps.pathOf(file), format: file.format }, (count) => {
		progress.bytes(count);
	});
	let header = true;
	const put = writer.put.bind(writer);
	for await (const batch of readable(records)) {
		for (const record of batch) {
			if (header) {
				header = false;
				continue;
			}
			const fault = row.turnTo(record);
			if (fault === 'blank') continue;
			progress.row();
			const found = fault === undefined ? staging.row(record.line, row.read, put) : [fault];
			for (const one of found) faults.add({ ...one, line: record.line });
		}
		await writer.flush();
		await progress.tell();
	}
	return progress.rows();
}

/** A workbook that is none fails somewhere inside its reader; a bug of ours does not happen there. */
async function* readable(
	records: AsyncIterable<readonly TableRecord[]>,
): AsyncIterable<readonly TableRecord[]> {
	const iterator = records[Symbol.asyncIterator]();
	try {
		for (;;) {
			const step = await iterator.next().catch((error: unknown) => {
				if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
				throw new Unreadable();
			});
			if (step.done === true) return;
			yield step.value;
		}
	} finally {
		await iterator.return?.();
	}
}

/** Reads cells by the template's columns, from whichever record it was turned to. */
function rowReader(file: ImportFile) {
	const positions = positionsOf(file.header, file.mapping);
	const width = file.header.length;
	let cells: readonly string[] = [];
	return {
		read: (column: string): string => {
			const position = positions.get(column);
			return position === undefined ? '' : (cells[position] ?? '').trim();
		},
		turnTo(record: TableRecord): Omit<LineFault, 'line'> | 'blank' | undefined {
			const { malformed } = record;
			if (malformed !== undefined) {
				return { column: '', code: malformed, value: record.cells.join(',').slice(0, 200) };
			}
			cells = record.cells.length > width ? trimEnd(record.cells) : record.cells;
			if (cells.every((cell) => cell === '')) return 'blank';
			if (cells.length === width || (file.format === 'xlsx' && cells.length < width)) {
				return undefined;
			}
			const code = cells.length > width ? 'too_many_fields' : 'too_few_fields';
			return { column: '', code, value: String(cells.length) };
		},
	};
}

const tellEveryMs = 500;

/** Told beside the transaction, so that the page sees it; a request to stop comes back that way. */
function progressOf({ db, clock }: CheckDeps, importId: number) {
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
		async tell(): Promise<void> {
			const now = clock.now().getTime();
			if (now - toldAt < tellEveryMs) return;
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

async function keepFaults(client: pg.PoolClient, id: number, faults: Faults): Promise<void> {
	const kept = faults.first();
	await client.query(
		`insert into imports.fault (import_id, position, line, other_line, column_name, code, value)
		select $1, * from unnest($2::int[], $3::int[], $4::int[], $5::text[], $6::text[], $7::text[])`,
		[
			id,
			kept.map((_, position) => position),
			kept.map(({ line }) => line),
			kept.map(({ otherLine }) => otherLine ?? null),
			kept.map(({ column }) => column),
			kept.map(({ code }) => code),
			kept.map(({ value }) => value.replaceAll('\u0000', '\uFFFD').slice(0, 500)),
		],
	);
}
