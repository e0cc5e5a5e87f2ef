import type { Kysely, Transaction } from 'kysely';
import type pg from 'pg';
import type { Clock } from '../../platform/clock.ts';
import { CopyWriter } from '../../platform/tables/copy.server.ts';
import type {
	ImportKind,
	LineFault,
	StagingConnection,
	TableChanges,
} from '../../platform/tables/kind.ts';
import { positionsOf } from '../../platform/tables/mapping.ts';
import type { TableFile } from '../../platform/tables/records.server.ts';
import { countFaultyRows, FaultBook, removeFaults } from './faults.store.server.ts';
import { beginTry, pauseTries } from './tries.store.server.ts';
import type { ImportFile, ImportsTables } from './imports.tables.server.ts';
import { Cancelled, copyRows, stopIfAsked, Unreadable } from './read-rows.server.ts';
import { openUpload, type UploadFolder } from './stored-upload.server.ts';

export type Kind = ImportKind<Transaction<unknown>>;

export interface CheckDeps extends UploadFolder {
	readonly db: Kysely<ImportsTables>;
	readonly pool: pg.Pool;
	readonly clock: Clock;
	readonly kinds: readonly Kind[];
	/** Hears of every try that failed, with the number of its file. */
	readonly onError: (error: unknown) => void;
	/** Tests stop an attempt here as a kill would. */
	readonly atPoint?: (point: 'staged') => void;
}

/**
 * The dry run of one file that waits for it, in one transaction: rows are staged and judged, then
 * the file is `ready` with all of them or `faulty` with none. Whatever ends the process before the
 * commit leaves the file waiting, and nothing that counts but the try.
 * @param failed gets a file that waits on because of an error; nobody else's waits behind it
 * @returns false where no other file waits
 */
export async function checkNext(deps: CheckDeps, failed: Map<number, unknown>): Promise<boolean> {
	const client = await deps.pool.connect();
	let broken: Error | undefined;
	let file: ImportFile | undefined;
	try {
		await client.query('BEGIN');
		// Not a full lock: its faults are written beside the transaction and refer to it.
		const found = await client.query<ImportFile>(
			`select file.* from imports.file file
				join imports.progress progress on progress.import_id = file.id
			where file.state = 'checking' and file.id <> all ($1) and not progress.given_up
				and (progress.try_after is null or progress.try_after <= $2)
			order by file.id limit 1 for no key update of file skip locked`,
			[[...failed.keys()], deps.clock.now()],
		);
		[file] = found.rows;
		if (file === undefined) {
			await client.query('ROLLBACK');
			return false;
		}
		if (await beginTry(deps, file.id)) await checkFile(deps, client, file);
		await client.query('COMMIT');
		return true;
	} catch (error) {
		broken = error as Error;
		// Whoever tries next must not find the file still held by a connection that is going away.
		await client.query('ROLLBACK').catch(() => undefined);
		if (file === undefined) throw error;
		failed.set(file.id, error);
		deps.onError(new Error(`import ${file.id} could not be checked`, { cause: error }));
		await pauseTries(deps, file.id);
		return true;
	} finally {
		client.release(broken);
	}
}

async function checkFile(deps: CheckDeps, client: pg.PoolClient, file: ImportFile): Promise<void> {
	await removeFaults(deps.db, file.id);
	await client.query('SAVEPOINT staged');
	try {
		const found = await stage(deps, client, file);
		deps.atPoint?.('staged');
		if (found.faults.total > 0) await client.query('ROLLBACK TO SAVEPOINT staged');
		await settle(deps, client, file, found);
	} catch (error) {
		if (!(error instanceof Unreadable || error instanceof Cancelled)) throw error;
		await client.query('ROLLBACK TO SAVEPOINT staged');
		await removeFaults(deps.db, file.id);
		await client.query(`update imports.file set state = $2, checked_at = $3 where id = $1`, [
			file.id,
			error instanceof Cancelled ? 'cancelled' : 'unreadable',
			deps.clock.now(),
		]);
	}
}

interface Found {
	readonly faults: FaultBook;
	readonly rows: number;
	readonly changes: TableChanges | null;
	readonly basis: string;
}

async function stage(deps: CheckDeps, client: pg.PoolClient, file: ImportFile): Promise<Found> {
	const kind = deps.kinds.find(({ name }) => name === file.kind);
	if (kind === undefined) throw new Error(`no kind of import ${file.kind}`);
	const scope = { institutionId: file.institution_id, id: file.scope_id };
	const basis = await deps.db.transaction().execute(async (trx) => {
		const plain = trx as unknown as Transaction<unknown>;
		// A second dry run begins where the first began.
		if (file.basis !== null) await kind.discard(plain, file.id);
		return kind.basis(plain, scope);
	});
	const columns = [...positionsOf(file.header, file.mapping).keys()];
	const staging = await kind.begin({ importId: file.id, scope, columns });
	const faults = new FaultBook(deps.pool, deps.sealing, file.id);
	const table = await openTable(deps, file);
	// From here on the connection takes rows and nothing else, until they end or are given up.
	const writer = new CopyWriter(client, staging.targets);
	let rows: number;
	try {
		rows = await copyRows(deps, { file, table }, staging, writer, faults);
	} catch (error) {
		await writer.abandon();
		throw error;
	} finally {
		await table.bytes.close();
	}
	await writer.end();
	if (rows === 0 && !kind.mayBeEmpty) faults.add(noRows);
	const connection = connectionOf(client);
	faults.beginAgain();
	for await (const found of staging.checkTogether(connection)) {
		for (const fault of found) faults.add(fault);
		await faults.flush();
		await stopIfAsked(deps.db, file.id);
	}
	await faults.flush(1);
	const changes = faults.total > 0 ? null : await staging.compare(connection);
	return { faults, rows, changes, basis };
}

const noRows: LineFault = { line: 1, column: '', code: 'no_rows', value: '' };

async function openTable(deps: CheckDeps, file: ImportFile): Promise<TableFile> {
	try {
		return { bytes: await openUpload(deps, file.stored_as), format: file.format };
	} catch (error) {
		throw new Unreadable('', { cause: error });
	}
}

async function settle(
	{ db, clock }: CheckDeps,
	client: pg.PoolClient,
	file: ImportFile,
	{ faults, rows, changes, basis }: Found,
): Promise<void> {
	await client.query(
		`update imports.file set state = $2, rows = $3, fault_total = $4, faulty_rows = $5,
			fault_codes = $6, changes = $7, basis = $8, checked_at = $9 where id = $1`,
		[
			file.id,
			faults.total > 0 ? 'faulty' : 'ready',
			rows,
			faults.total,
			faults.total > 0 ? await countFaultyRows(db, file.id) : 0,
			JSON.stringify(Object.fromEntries(faults.codes)),
			changes === null ? null : JSON.stringify(changes),
			basis,
			clock.now(),
		],
	);
}

const batchSize = 2_000;

function connectionOf(client: pg.PoolClient): StagingConnection {
	let cursors = 0;
	return {
		async query<Row>(text: string, values: readonly unknown[] = []) {
			const { rows } = await client.query(text, [...values]);
			return rows as Row[];
		},
		async *batches<Row>(text: string, values: readonly unknown[] = []) {
			cursors += 1;
			const cursor = `batches_${cursors}`;
			await client.query(`declare ${cursor} no scroll cursor for ${text}`, [...values]);
			for (;;) {
				const { rows } = await client.query(`fetch ${batchSize} from ${cursor}`);
				if (rows.length > 0) yield rows as Row[];
				if (rows.length < batchSize) break;
			}
			await client.query(`close ${cursor}`);
		},
	};
}
