import { sql } from 'kysely';
import type pg from 'pg';
import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import type { FaultCode } from '../../platform/tables/fault-codes.ts';
import { CopyWriter } from '../../platform/tables/copy.server.ts';
import type { CopyRow, CopyTarget, LineFault } from '../../platform/tables/kind.ts';
import type { FaultPage, RowFault } from '../contract.ts';
import type { Db, ImportFile } from './imports.tables.server.ts';

/** As many as a person could mend in a year; the rest is counted, so that no file fills the disk. */
const mostKept = 1_000_000;
const pageSize = 25;
/** Who has a thousand faults mends the cause; the download has all of them. */
const mostPages = 40;
const mostShown = mostPages * pageSize;

/** A fault, and whether a page can show what stood in the cell; the download reads the file. */
interface Noted {
	readonly fault: LineFault;
	readonly shown: boolean;
}

const nothing = Buffer.alloc(0);

/** Written at once. */
const atOnce = 10_000;
/** Read at once. */
const batchSize = 2_000;
const longestValue = 500;

const faultTable: CopyTarget = {
	table: 'imports.fault',
	columns: ['import_id', 'position', 'line', 'other_line', 'column_name', 'code', 'value', 'bound'],
};

const placeOf = (importId: number, position: number) => ({
	column: 'imports.fault.value',
	row: [importId, position],
});

/**
 * Writes faults down while they are found, beside the transaction that stages the rows: a file of
 * nothing but faults costs no memory, and until it is through nobody looks at them.
 */
export class FaultBook {
	total = 0;
	readonly codes = new Map<string, number>();
	private readonly pool: pg.Pool;
	private readonly sealing: Pick<Sealing, 'seal'>;
	private readonly importId: number;
	private waiting: Noted[] = [];
	private position = 0;
	/** Of the pass over the file that is under way. */
	private readonly seen = new Map<string, number>();

	constructor(pool: pg.Pool, sealing: Pick<Sealing, 'seal'>, importId: number) {
		this.pool = pool;
		this.sealing = sealing;
		this.importId = importId;
	}

	add(fault: LineFault): void {
		this.total += 1;
		count(this.codes, fault.code);
		if (this.total > mostKept) return;
		// Each kind of fault comes in the order of the lines: later ones are on no page.
		const shown = count(this.seen, fault.code) <= mostShown;
		this.waiting.push({ fault, shown });
	}

	/** From here on what is found begins at the first line again. */
	beginAgain(): void {
		this.seen.clear();
	}

	async flush(atLeast = atOnce): Promise<void> {
		if (this.waiting.length < atLeast) return;
		const faults = this.waiting;
		this.waiting = [];
		const client = await this.pool.connect();
		let broken: Error | undefined;
		try {
			const writer = new CopyWriter(client, [faultTable]);
			for (const noted of faults) {
				writer.put(0, this.rowOf(noted));
				await writer.flush();
			}
			await writer.end();
		} catch (error) {
			broken = error as Error;
			throw error;
		} finally {
			client.release(broken);
		}
	}

	/** In the order of the columns. */
	private rowOf({ fault, shown }: Noted): CopyRow {
		const { line, otherLine, column, code, value, limit } = fault;
		const position = this.position;
		this.position += 1;
		const place = placeOf(this.importId, position);
		// Sealing takes longer than all the rest of a fault.
		const sealed = shown ? this.sealing.seal(place, value.slice(0, longestValue)) : nothing;
		return [
			String(this.importId),
			String(position),
			String(line),
			otherLine === undefined ? null : String(otherLine),
			column,
			code,
			`\\x${sealed.toString('hex')}`,
			limit ?? null,
		];
	}
}

function count(counts: Map<string, number>, code: string): number {
	const more = (counts.get(code) ?? 0) + 1;
	counts.set(code, more);
	return more;
}

export async function removeFaults(db: Db, importId: number): Promise<void> {
	await db.deleteFrom('imports.fault').where('import_id', '=', importId).execute();
}

export async function countFaultyRows(db: Db, importId: number): Promise<number> {
	const { count } = await db
		.selectFrom('imports.fault')
		.select((expression) => expression.fn.count<number>('line').distinct().as('count'))
		.where('import_id', '=', importId)
		.executeTakeFirstOrThrow();
	return count;
}

/** One page of the faults in the order of the file, however many there are. */
export async function faultPage(
	db: Db,
	sealing: Pick<Sealing, 'open'>,
	file: Pick<ImportFile, 'id' | 'fault_codes'>,
	wanted: { readonly code?: string; readonly page: number },
): Promise<FaultPage> {
	const codes = (Object.entries(file.fault_codes) as [FaultCode, number][])
		.map(([code, count]) => ({ code, count }))
		.sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
	const chosen = codes.find(({ code }) => code === wanted.code)?.code;
	const count = codes
		.filter(({ code }) => chosen === undefined || code === chosen)
		.reduce((sum, one) => sum + one.count, 0);
	const pages = Math.min(mostPages, Math.max(1, Math.ceil(count / pageSize)));
	const page = Math.min(Math.max(1, wanted.page), pages);
	let query = db
		.selectFrom('imports.fault')
		.selectAll()
		.where('import_id', '=', file.id)
		.orderBy('line')
		.orderBy('position')
		.limit(pageSize)
		.offset((page - 1) * pageSize);
	if (chosen !== undefined) query = query.where('code', '=', chosen);
	const rows = await query.execute();
	return {
		faults: rows.map((row) => ({
			line: row.line,
			column: row.column_name,
			code: row.code,
			value:
				row.value.length === 0
					? ''
					: sealing.open(placeOf(row.import_id, row.position), row.value).toString(),
			...(row.other_line === null ? {} : { otherLine: row.other_line }),
			...(row.bound === null ? {} : { limit: row.bound }),
		})),
		count,
		shown: Math.min(count, mostShown),
		pages,
		page,
		codes,
	};
}

/** Every fault that was kept, in the order of the file, without what stood in the cell. */
export async function* faultsInOrder(db: Db, importId: number): AsyncGenerator<RowFault> {
	let after = { line: -1, position: -1 };
	for (;;) {
		const { line, position } = after;
		const rows = await db
			.selectFrom('imports.fault')
			.select(['line', 'position', 'other_line', 'column_name', 'code', 'bound'])
			.where('import_id', '=', importId)
			.where(sql<boolean>`(line, position) > (${line}::int, ${position}::int)`)
			.orderBy('line')
			.orderBy('position')
			.limit(batchSize)
			.execute();
		for (const row of rows) {
			yield {
				line: row.line,
				column: row.column_name,
				code: row.code,
				...(row.other_line === null ? {} : { otherLine: row.other_line }),
				...(row.bound === null ? {} : { limit: row.bound }),
			};
		}
		const last = rows.at(-1);
		if (last === undefined || rows.length < batchSize) return;
		after = last;
	}
}
