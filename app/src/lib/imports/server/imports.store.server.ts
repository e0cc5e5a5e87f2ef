import type { Selectable } from 'kysely';
import type { FaultPage, ImportView, ReadPermission } from '../contract.ts';
import type { Db, ImportFile, ProgressTable } from './imports.tables.server.ts';

type Progress = Pick<Selectable<ProgressTable>, 'bytes_done' | 'rows_done'>;

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

/** The newest first. */
export async function listFiles(db: Db, institutionId: string): Promise<readonly ImportView[]> {
	const files = await db
		.selectFrom('imports.file')
		.selectAll()
		.where('institution_id', '=', institutionId)
		.orderBy('id', 'desc')
		.limit(100)
		.execute();
	return files.map((file) => toView(file));
}

export async function viewOf(db: Db, file: ImportFile): Promise<ImportView> {
	if (file.state !== 'checking') return toView(file);
	const progress = await db
		.selectFrom('imports.progress')
		.select(['bytes_done', 'rows_done'])
		.where('import_id', '=', file.id)
		.executeTakeFirst();
	return toView(file, progress);
}

function toView(file: ImportFile, progress?: Progress): ImportView {
	return {
		id: file.id,
		institutionId: file.institution_id,
		kind: file.kind,
		scopeId: file.scope_id,
		fileName: file.file_name,
		format: file.format,
		bytes: file.bytes,
		digest: file.digest.toString('hex'),
		source: file.source,
		state: file.state,
		uploadedAt: file.uploaded_at.toISOString(),
		rows: file.rows,
		faultTotal: file.fault_total,
		faultyRows: file.faulty_lines.length,
		...(file.same_as === null ? {} : { sameAs: file.same_as }),
		...(file.checked_at === null ? {} : { checkedAt: file.checked_at.toISOString() }),
		...(file.applied_at === null ? {} : { appliedAt: file.applied_at.toISOString() }),
		...(progress === undefined
			? {}
			: { progress: { bytes: progress.bytes_done, rows: progress.rows_done } }),
	};
}

const pageSize = 25;

/** One page of the faults that were kept, in the order of the file. */
export async function faultPage(
	db: Db,
	importId: number,
	wanted: { readonly code?: string; readonly page: number },
): Promise<FaultPage> {
	const codes = await db
		.selectFrom('imports.fault')
		.select(['code', (count) => count.fn.countAll<number>().as('count')])
		.where('import_id', '=', importId)
		.groupBy('code')
		.orderBy('count', 'desc')
		.orderBy('code')
		.execute();
	const chosen = wanted.code;
	const count = codes
		.filter(({ code }) => chosen === undefined || code === chosen)
		.reduce((sum, one) => sum + one.count, 0);
	const pages = Math.max(1, Math.ceil(count / pageSize));
	const page = Math.min(Math.max(1, wanted.page), pages);
	let query = db
		.selectFrom('imports.fault')
		.selectAll()
		.where('import_id', '=', importId)
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
			value: row.value,
			...(row.other_line === null ? {} : { otherLine: row.other_line }),
		})),
		count,
		pages,
		page,
		codes,
	};
}

/** The file of the same bytes for the same purpose that is in effect. */
export async function findSame(
	db: Db,
	file: Pick<ImportFile, 'institution_id' | 'kind' | 'scope_id' | 'digest'>,
): Promise<number | undefined> {
	const inEffect = await db
		.selectFrom('imports.file')
		.select(['id', 'digest'])
		.where('institution_id', '=', file.institution_id)
		.where('kind', '=', file.kind)
		.where('scope_id', '=', file.scope_id)
		.where('state', '=', 'applied')
		.orderBy('applied_at', 'desc')
		.orderBy('id', 'desc')
		.execute();
	// Anything but the newest has been replaced or laid over: giving it again would change something.
	const newest = inEffect[0];
	return newest?.digest.equals(file.digest) === true ? newest.id : undefined;
}
