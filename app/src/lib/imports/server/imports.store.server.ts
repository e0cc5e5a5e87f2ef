import type { Selectable } from 'kysely';
import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import type { ImportPage, ImportView, ReadPermission } from '../contract.ts';
import { wordsOf } from './file-words.server.ts';
import type { Db, ImportFile, ProgressTable } from './imports.tables.server.ts';

type Progress = Omit<Selectable<ProgressTable>, 'cancel_asked'>;
type Opening = Pick<Sealing, 'open'>;

export async function findFile(
	db: Db,
	permission: { readonly resource: ReadPermission['resource'] },
	id: number,
): Promise<ImportFile | undefined> {
	const { institutionId } = permission.resource;
	if (institutionId === undefined || !Number.isSafeInteger(id)) return undefined;
	return db
		.selectFrom('imports.file')
		.selectAll()
		.where('id', '=', id)
		.where('institution_id', '=', institutionId)
		.executeTakeFirst();
}

const pageSize = 20;

/** The newest first. */
export async function listFiles(
	db: Db,
	sealing: Opening,
	institutionId: string,
	wanted: number,
): Promise<ImportPage> {
	const own = db.selectFrom('imports.file').where('institution_id', '=', institutionId);
	const { count } = await own
		.select((expression) => expression.fn.countAll<number>().as('count'))
		.executeTakeFirstOrThrow();
	const pages = Math.max(1, Math.ceil(count / pageSize));
	const page = Math.min(Math.max(1, wanted), pages);
	const files = await own
		.selectAll()
		.orderBy('id', 'desc')
		.limit(pageSize)
		.offset((page - 1) * pageSize)
		.execute();
	const progress = await progressOf(db, files);
	const views = files.map((file) => toView(sealing, file, progress.get(file.id)));
	return { files: views, page, pages };
}

export async function viewOf(db: Db, sealing: Opening, file: ImportFile): Promise<ImportView> {
	return toView(sealing, file, (await progressOf(db, [file])).get(file.id));
}

/** Of the files that wait or are read; of the others it says nothing any more. */
async function progressOf(
	db: Db,
	files: readonly ImportFile[],
): Promise<ReadonlyMap<number, Progress>> {
	const waiting = files.filter(({ state }) => state === 'checking').map(({ id }) => id);
	if (waiting.length === 0) return new Map();
	const rows = await db
		.selectFrom('imports.progress')
		.select(['import_id', 'bytes_done', 'rows_done', 'tries', 'try_after', 'given_up'])
		.where('import_id', 'in', waiting)
		.execute();
	return new Map(rows.map((row) => [row.import_id, row]));
}

function toView(sealing: Opening, file: ImportFile, progress?: Progress): ImportView {
	return {
		id: file.id,
		institutionId: file.institution_id,
		kind: file.kind,
		scopeId: file.scope_id,
		...wordsOf(sealing, file),
		format: file.format,
		bytes: file.bytes,
		digest: file.digest.toString('hex'),
		state: progress?.given_up === true ? 'failed' : file.state,
		uploadedAt: file.uploaded_at.toISOString(),
		rows: file.rows,
		faultTotal: file.fault_total,
		faultyRows: file.faulty_rows,
		...(file.changes === null ? {} : { changes: file.changes }),
		...(file.same_as === null ? {} : { sameAs: file.same_as }),
		...(file.checked_at === null ? {} : { checkedAt: file.checked_at.toISOString() }),
		...(file.applied_at === null ? {} : { appliedAt: file.applied_at.toISOString() }),
		...(progress === undefined
			? {}
			: { progress: { bytes: progress.bytes_done, rows: progress.rows_done } }),
		...(progress === undefined || progress.try_after === null
			? {}
			: { tried: { times: progress.tries, againAt: progress.try_after.toISOString() } }),
	};
}

/** The file of the same bytes for the same purpose that is in effect. */
export async function findSame(
	db: Db,
	file: Pick<ImportFile, 'institution_id' | 'kind' | 'scope_id' | 'digest'>,
): Promise<number | undefined> {
	// Anything but the newest has been replaced or laid over: giving it again would change something.
	const newest = await db
		.selectFrom('imports.file')
		.select(['id', 'digest'])
		.where('institution_id', '=', file.institution_id)
		.where('kind', '=', file.kind)
		.where('scope_id', '=', file.scope_id)
		.where('state', '=', 'applied')
		.orderBy('applied_at', 'desc')
		.orderBy('id', 'desc')
		.limit(1)
		.executeTakeFirst();
	return newest?.digest.equals(file.digest) === true ? newest.id : undefined;
}
