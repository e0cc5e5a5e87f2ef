import type pg from 'pg';
import {
	type ImportKindName,
	importKinds,
	type ImportPermission,
	type ImportsApi,
	type MappingView,
	type UploadOutcome,
} from '../contract.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.server.ts';
import type { Job } from '../../platform/jobs.server.ts';
import { oneAtATime } from '../../platform/one-at-a-time.ts';
import {
	type HeaderFault,
	mappingFaults,
	proposeMapping,
	unusedColumns,
} from '../../platform/tables/mapping.ts';
import { checkNext } from './check.server.ts';
import { columnsOf, createCommands, kindOf } from './commands.server.ts';
import { faultyRows, tableDownload } from './downloads.server.ts';
import { faultPage, faultsInOrder } from './faults.store.server.ts';
import { findFile, listFiles, viewOf } from './imports.store.server.ts';
import type { Db, ImportFile, ImportsTables } from './imports.tables.server.ts';
import { removeFinished } from './leftovers.server.ts';
import { openUpload, type UploadFolder } from './stored-upload.server.ts';
import { createUnfinished, type Unfinished } from './unfinished.server.ts';
import { takeUpload, type Upload } from './uploads.server.ts';
import { listFailed } from './tries.store.server.ts';
import type { Kind } from './check.server.ts';

export { giveUpWaiting } from './give-up.server.ts';
export { unfinishedMs, type Unfinished } from './unfinished.server.ts';
export type { Upload } from './uploads.server.ts';

export interface ImportsDeps extends UploadFolder {
	readonly database: Database;
	readonly pool: pg.Pool;
	readonly clock: Clock;
	readonly kinds: readonly Kind[];
	/** Bytes of the largest file that is taken. */
	readonly largest: number;
	readonly onError: (error: unknown) => void;
	readonly isLogStopped: (error: unknown) => boolean;
	readonly atPoint?: (point: 'staged') => void;
}

export interface Imports extends ImportsApi {
	upload(permission: ImportPermission, upload: Upload): Promise<UploadOutcome>;
	readonly unfinished: Unfinished;
	/** Bytes of the largest file that is taken. */
	readonly largest: number;
	/** Checks every file that waits, one after the other; settles when none waits. */
	checkAll(): Promise<void>;
	readonly jobs: readonly Job[];
}

/** The one door to imports for server code. */
export function createImports(deps: ImportsDeps): Imports {
	const db: Db = deps.database.withTables<ImportsTables>();
	const within = { ...deps, db };
	const checking = oneAtATime(async () => {
		const failed = new Map<number, unknown>();
		while (await checkNext(within, failed));
		await removeFinished(within);
		for (const error of failed.values()) throw error;
	});
	const wake = () => void checking.run().catch(deps.onError);
	return {
		...createReading(db, deps),
		...createCommands(db, deps, wake),
		async upload(permission, upload) {
			const outcome = await takeUpload(within, permission, upload);
			if (outcome.kind === 'taken') wake();
			return outcome;
		},
		unfinished: createUnfinished(within, wake),
		largest: deps.largest,
		checkAll: () => checking.run(),
		jobs: [
			{
				name: 'imports:check',
				schedule: '* * * * *',
				run: () => checking.runUnlessRunning(),
			},
		],
	};
}

type Reading = Omit<ImportsApi, 'setMapping' | 'tryAgain' | 'apply' | 'cancel' | 'undo'>;

function createReading(db: Db, deps: ImportsDeps): Reading {
	const { sealing } = deps;
	return {
		list: ({ resource }, page = 1) => listFiles(db, sealing, resource.institutionId ?? '', page),
		async find(permission, id) {
			const file = await findFile(db, permission, id);
			return file && viewOf(db, sealing, file);
		},
		failed: (institutions) => listFailed(db, institutions),
		async mapping(permission, id) {
			const file = await findFile(db, permission, id);
			return file && mappingView(deps, file);
		},
		async faults(permission, id, page) {
			const file = await findFile(db, permission, id);
			return faultPage(db, sealing, file ?? { id: -1, fault_codes: {} }, page);
		},
		async faultyRows(permission, id, format, describe) {
			const file = await findFile(db, permission, id);
			if (file?.state !== 'faulty') return undefined;
			const open = async () => ({
				bytes: await openUpload(deps, file.stored_as),
				format: file.format,
			});
			const rows = faultyRows(open, file.header, faultsInOrder(db, file.id), describe);
			return tableDownload(`terang-${file.kind}-${file.id}`, format, rows);
		},
		async template(kind, format) {
			const columns = await kindOf(deps, kind).columns({ institutionId: '', id: '' }, []);
			return tableDownload(`terang-${kind}`, format, [columns.map(({ name }) => name)]);
		},
	};
}

async function mappingView(deps: ImportsDeps, file: ImportFile): Promise<MappingView> {
	const columns = await columnsOf(deps, file);
	const { header, mapping } = file;
	const faults = mappingFaults(header, columns, mapping);
	const of = (wanted: HeaderFault['code']) =>
		faults.filter(({ code }) => code === wanted).map(({ column }) => column);
	const looksLike = await betterKind(deps, file);
	return {
		header,
		columns,
		mapping,
		unused: unusedColumns(header, mapping),
		missing: of('missing_column'),
		repeated: of('duplicate_column'),
		...(looksLike === undefined ? {} : { looksLike }),
	};
}

/** Another kind whose template takes every column of a file that does not fit its own. */
async function betterKind(
	deps: ImportsDeps,
	{ kind, institution_id: institutionId, scope_id: id, header }: ImportFile,
): Promise<ImportKindName | undefined> {
	for (const name of importKinds) {
		const columns = await kindOf(deps, name).columns({ institutionId, id }, header);
		const mapping = proposeMapping(header, columns);
		const fits =
			mappingFaults(header, columns, mapping).length === 0 &&
			unusedColumns(header, mapping).length === 0;
		if (fits) return name === kind ? undefined : name;
	}
	return undefined;
}
