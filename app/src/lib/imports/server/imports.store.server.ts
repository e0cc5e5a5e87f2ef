import type { Selectable } from 'kysely';
import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import type { ImportPage, ImportView, ReadPermission } from '../contract.ts';
import { wordsOf } from './file-words.server.ts';
import type { Db, ImportFile, ProgressTable } from './imports.tables.server.ts';

type Progress = Pick<Selectable<ProgressTable>, 'bytes_done' | 'rows_done'>;
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
	return { files: files.map((file) => toView(sealing, file)), page, pages };
}

export async function viewOf(db: Db, sealing: Opening, file: ImportFile): Promise<ImportView> {
	if (file.state !== 'checking') return toView(sealing, file);
	const progress = await db
		.selectFrom('imports.progress')
		.select(['bytes_done', 'rows_done'])
		.where('import_id', '=', file.id)
		.executeTakeFirst();
	return toView(sealing, file, progress);
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
		state: file.state,
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
