import { join } from 'node:path';
import type pg from 'pg';
import type { Transaction } from 'kysely';
import type { ImportOutcome, ImportPermission, ImportsApi, UploadOutcome } from '../contract.ts';
import { actionOf, cancellable, type ImportState } from '../domain/states.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.server.ts';
import type { Job } from '../../platform/jobs.server.ts';
import type { TakenFile } from '../../platform/tables/kind.ts';
import { type ColumnMapping, mappingFaults, unusedColumns } from '../../platform/tables/mapping.ts';
import { checkNext, type Kind } from './check.server.ts';
import { faultyRows, tableDownload } from './downloads.server.ts';
import { faultPage, findFile, listFiles, viewOf } from './imports.store.server.ts';
import type { Db, ImportFile, ImportsTables } from './imports.tables.server.ts';
import { removeFinished } from './leftovers.server.ts';
import { takeUpload, type Upload } from './uploads.server.ts';

export type { Upload } from './uploads.server.ts';

export interface ImportsDeps {
	readonly database: Database;
	readonly pool: pg.Pool;
	readonly clock: Clock;
	readonly kinds: readonly Kind[];
	/** Private folder of what was handed in. */
	readonly folder: string;
	readonly largest: number;
	readonly onError: (error: unknown) => void;
	readonly atPoint?: (point: 'staged') => void;
}

export interface Imports extends ImportsApi {
	upload(permission: ImportPermission, upload: Upload): Promise<UploadOutcome>;
	/** Checks every file that waits, one after the other; settles when none waits. */
	checkAll(): Promise<void>;
	readonly jobs: readonly Job[];
}

/** The one door to imports for server code. */
export function createImports(deps: ImportsDeps): Imports {
	const db: Db = deps.database.withTables<ImportsTables>();
	const pathOf = (file: Pick<ImportFile, 'stored_as'>) => join(deps.folder, file.stored_as);
	const checking = { ...deps, db, pathOf };
	const run = oneAtATime(async () => {
		while (await checkNext(checking));
		await removeFinished({ db, clock: deps.clock, folder: deps.folder });
	});
	const wake = () => void run().catch(deps.onError);
	const commands = createCommands(db, deps, wake);
	return {
		list: async ({ resource }) => listFiles(db, resource.institutionId ?? ''),
		async find(permission, id) {
			const file = await findFile(db, permission, id);
			return file && viewOf(db, file);
		},
		async mapping(permission, id) {
			const file = await findFile(db, permission, id);
			return file && mappingView(deps, file);
		},
		async faults(permission, id, page) {
			const file = await findFile(db, permission, id);
			return faultPage(db, file?.id ?? -1, page);
		},
		async faultyRows(permission, id, format) {
			const file = await findFile(db, permission, id);
			if (file?.state !== 'faulty') return undefined;
			const faults = await keptFaults(db, file.id);
			const table = { path: pathOf(file), format: file.format };
			const rows = faultyRows(table, file.header, file.faulty_lines, faults);
			return tableDownload(`terang-${file.kind}-${file.id}`, format, rows);
		},
		async template(kind, format) {
			const columns = await kindOf(deps, kind).columns({ institutionId: '', id: '' }, []);
			return tableDownload(`terang-${kind}`, format, [columns.map(({ name }) => name)]);
		},
		...commands,
		async upload(permission, upload) {
			const outcome = await takeUpload({ ...deps, db }, permission, upload);
			if (outcome.kind === 'taken') wake();
			return outcome;
		},
		checkAll: run,
		jobs: [{ name: 'imports:check', schedule: '* * * * *', run }],
	};
}

type Commands = Pick<ImportsApi, 'setMapping' | 'apply' | 'cancel' | 'undo'>;

const done: ImportOutcome = { kind: 'done' };
const refused = (code: Extract<ImportOutcome, { kind: 'refused' }>['code']): ImportOutcome => ({
	kind: 'refused',
	code,
});

function createCommands(db: Db, deps: ImportsDeps, wake: () => void): Commands {
	/** The file is held until the command is through: of two at once, the second finds it moved. */
	function moving(
		permission: ImportPermission,
		id: number,
		from: readonly ImportState[],
		move: (trx: Transaction<ImportsTables>, file: ImportFile) => Promise<ImportOutcome>,
	): Promise<ImportOutcome> {
		return db.transaction().execute(async (trx) => {
			const file = await findFile(trx, permission, id);
			if (file === undefined || permission.action !== actionOf(file.kind)) {
				return refused('imports.unknown');
			}
			const held = await trx
				.selectFrom('imports.file')
				.selectAll()
				.where('id', '=', file.id)
				.forUpdate()
				.executeTakeFirstOrThrow();
			return from.includes(held.state) ? move(trx, held) : refused('imports.not_in_this_state');
		});
	}
	return {
		async setMapping(permission, id, mapping) {
			const outcome = await moving(permission, id, ['mapping', 'faulty'], (trx, file) =>
				settleMapping(trx, deps, file, mapping),
			);
			if (outcome.kind === 'done') wake();
			return outcome;
		},
		apply: (permission, id) =>
			moving(permission, id, ['ready'], async (trx, file) => {
				const { personId } = permission.actor;
				await kindOf(deps, file.kind).apply(asPlain(trx), takenFile(file, personId));
				const applied = { state: 'applied', applied_by: personId, applied_at: deps.clock.now() };
				await update(trx, file.id, applied as Partial<ImportFile>);
				return done;
			}),
		async cancel(permission, id) {
			// One that is being read holds the file; it looks for this between two pieces.
			const file = await findFile(db, permission, id);
			if (file === undefined) return refused('imports.unknown');
			await db
				.updateTable('imports.progress')
				.set({ cancel_asked: true })
				.where('import_id', '=', file.id)
				.execute();
			return moving(permission, id, [...cancellable, 'cancelled'], async (trx, held) => {
				if (held.state === 'cancelled') return done;
				await kindOf(deps, held.kind).discard(asPlain(trx), held.id);
				await update(trx, held.id, { state: 'cancelled' });
				return done;
			});
		},
		undo: (permission, id) =>
			moving(permission, id, ['applied'], async (trx, file) => {
				const undone = await kindOf(deps, file.kind).undo(
					asPlain(trx),
					takenFile(file, file.applied_by ?? ''),
				);
				if (!undone) return refused('imports.used');
				await update(trx, file.id, { state: 'undone' });
				return done;
			}),
	};
}

async function settleMapping(
	trx: Transaction<ImportsTables>,
	deps: ImportsDeps,
	file: ImportFile,
	wanted: ColumnMapping,
): Promise<ImportOutcome> {
	const columns = await columnsOf(deps, file);
	const mapping = Object.fromEntries(
		Object.entries(wanted).filter(
			([name, source]) =>
				columns.some((column) => column.name === name) && file.header.includes(source),
		),
	);
	if (mappingFaults(file.header, columns, mapping).length > 0) {
		return refused('imports.mapping_incomplete');
	}
	const text = JSON.stringify(mapping);
	await trx
		.insertInto('imports.mapping')
		.values({ institution_id: file.institution_id, kind: file.kind, mapping: text })
		.onConflict((conflict) =>
			conflict.columns(['institution_id', 'kind']).doUpdateSet({ mapping: text }),
		)
		.execute();
	await trx.deleteFrom('imports.fault').where('import_id', '=', file.id).execute();
	await trx
		.updateTable('imports.file')
		.set({ mapping: text, state: 'checking' })
		.where('id', '=', file.id)
		.execute();
	return done;
}

async function update(
	trx: Transaction<ImportsTables>,
	id: number,
	changes: Partial<Pick<ImportFile, 'state' | 'applied_by' | 'applied_at'>>,
): Promise<void> {
	await trx.updateTable('imports.file').set(changes).where('id', '=', id).execute();
}

/** Another capability's tables are its own; it gets the transaction without ours. */
function asPlain(trx: Transaction<ImportsTables>): Transaction<unknown> {
	return trx as unknown as Transaction<unknown>;
}

function kindOf(deps: Pick<ImportsDeps, 'kinds'>, name: string): Kind {
	const kind = deps.kinds.find((candidate) => candidate.name === name);
	if (kind === undefined) throw new Error(`no kind of import ${name}`);
	return kind;
}

function columnsOf(deps: ImportsDeps, file: ImportFile) {
	const scope = { institutionId: file.institution_id, id: file.scope_id };
	return kindOf(deps, file.kind).columns(scope, file.header);
}

function takenFile(file: ImportFile, appliedBy: string): TakenFile {
	return {
		importId: file.id,
		appliedBy,
		scope: { institutionId: file.institution_id, id: file.scope_id },
		digest: file.digest,
		rows: file.rows,
		columns: Object.keys(file.mapping),
	};
}

async function mappingView(deps: ImportsDeps, file: ImportFile) {
	const columns = await columnsOf(deps, file);
	const { header, mapping } = file;
	return {
		header,
		columns,
		mapping,
		unused: unusedColumns(header, mapping),
		missing: mappingFaults(header, columns, mapping)
			.filter(({ code }) => code === 'missing_column')
			.map(({ column }) => column),
	};
}

async function keptFaults(db: Db, importId: number) {
	const rows = await db
		.selectFrom('imports.fault')
		.selectAll()
		.where('import_id', '=', importId)
		.orderBy('position')
		.execute();
	return rows.map(({ line, column_name: column, code, value }) => ({ line, column, code, value }));
}

/** Whoever asks while it runs waits for one more run after it: what was just noted is in that one. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
	let running: Promise<void> | undefined;
	let next: Promise<void> | undefined;
	function start(): Promise<void> {
		running = work().finally(() => {
			running = undefined;
		});
		return running;
	}
	return () => {
		if (running === undefined) return start();
		next ??= running
			.catch(() => undefined)
			.then(() => {
				next = undefined;
				return start();
			});
		return next;
	};
}
