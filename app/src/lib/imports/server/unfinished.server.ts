import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { type Selectable, sql } from 'kysely';
import type { ImportPermission, UnfinishedUpload, UploadOutcome } from '../contract.ts';
import { arrivedBytes, growFile } from '../../platform/sealed/growing-file.server.ts';
import { openWords, sealWords, wordsIn } from './file-words.server.ts';
import type { Db, UploadTable } from './imports.tables.server.ts';
import { openUpload, pathOfUpload, planOfUpload } from './stored-upload.server.ts';
import { type Announced, takeOver, type UploadDeps } from './uploads.server.ts';

/** Of which nothing came for as long is not coming any more. */
export const unfinishedMs = 24 * 3_600_000;

/** At once, of one person; who begins another gives up the one of which nothing came for longest. */
const mostUnfinished = 5;

export interface BegunUpload extends Announced {
	/** Also the name under which it lies. */
	readonly id: string;
	/** From 1 to the largest that is taken. */
	readonly bytes: number;
}

/**
 * Uploads that come in parts. Whoever calls sees to it that one upload is added to by one at a time;
 * an upload belongs to the person who began it, and nobody else's exists for them.
 */
export interface Unfinished {
	begin(permission: ImportPermission, upload: BegunUpload): Promise<void>;
	find(personId: string, id: string): Promise<UnfinishedUpload | undefined>;
	/**
	 * Adds what comes, also where it ends in an error, which is thrown on. The last byte makes it one
	 * of the imports, or not: see `outcome`. Undefined where it was given up meanwhile.
	 */
	add(
		permission: ImportPermission,
		id: string,
		content: AsyncIterable<Buffer>,
	): Promise<UnfinishedUpload | undefined>;
	giveUp(personId: string, id: string): Promise<void>;
}

type Row = Selectable<UploadTable>;

class Gone extends Error {}

/** @param onTaken told when there is a file to check */
export function createUnfinished(deps: UploadDeps, onTaken: () => void): Unfinished {
	const { db } = deps;
	async function find(personId: string, id: string): Promise<UnfinishedUpload | undefined> {
		const row = await rowOf(deps, personId, id);
		return row && viewOf(deps, row);
	}
	return {
		begin: (permission, upload) => begin(deps, permission, upload),
		find,
		async add(permission, id, content) {
			const { personId } = permission.actor;
			const row = await rowOf(deps, personId, id);
			if (row === undefined || isOver(row)) return row && viewOf(deps, row);
			const grown = await grow(deps, row, content);
			if (grown === 'gone') return undefined;
			if (grown === 'unfinished') return find(personId, id);
			const outcome = await finish(deps, permission, row).catch((error: unknown) => {
				if (error instanceof Gone) return undefined;
				throw error;
			});
			if (outcome?.kind === 'taken') onTaken();
			return outcome && { ...(await viewOf(deps, row)), arrived: row.bytes, outcome };
		},
		async giveUp(personId, id) {
			await db
				.deleteFrom('imports.upload')
				.where('id', '=', id)
				.where('begun_by', '=', personId)
				.where('import_id', 'is', null)
				.returning('id')
				.execute()
				.then((given) => removeFiles(deps, given));
		},
	};
}

async function begin(
	deps: UploadDeps,
	permission: ImportPermission,
	upload: BegunUpload,
): Promise<void> {
	const { personId } = permission.actor;
	const now = deps.clock.now();
	await mkdir(deps.folder, { recursive: true, mode: 0o700 });
	const given = await deps.db.transaction().execute(async (trx) => {
		await sql`select pg_advisory_xact_lock(hashtext('imports.upload'), hashtext(${personId}))`.execute(
			trx,
		);
		const others = await trx
			.selectFrom('imports.upload')
			.select('id')
			.where('begun_by', '=', personId)
			.where('import_id', 'is', null)
			.where('refused_as', 'is', null)
			.orderBy('touched_at', 'desc')
			.offset(mostUnfinished - 1)
			.execute();
		await removeRows(trx, others);
		await trx
			.insertInto('imports.upload')
			.values({
				id: upload.id,
				institution_id: permission.resource.institutionId ?? '',
				kind: upload.kind,
				scope_id: upload.scopeId,
				personal: sealWords(deps.sealing, upload.id, wordsIn(upload)),
				bytes: upload.bytes,
				begun_by: personId,
				begun_at: now,
				touched_at: now,
				import_id: null,
				refused_as: null,
			})
			.execute();
		return others;
	});
	await removeFiles(deps, given);
}

type Ids = readonly { readonly id: string }[];

async function removeRows(db: Db, rows: Ids): Promise<void> {
	await sql`delete from imports.upload where id = any(${rows.map(({ id }) => id)})`.execute(db);
}

async function removeFiles(deps: Pick<UploadDeps, 'folder'>, rows: Ids): Promise<void> {
	for (const { id } of rows) await rm(pathOfUpload(deps, id), { force: true });
}

async function rowOf({ db, clock }: UploadDeps, personId: string, id: string) {
	return db
		.selectFrom('imports.upload')
		.selectAll()
		.where('id', '=', id)
		.where('begun_by', '=', personId)
		.where('touched_at', '>', new Date(clock.now().getTime() - unfinishedMs))
		.executeTakeFirst();
}

function isOver(row: Row): boolean {
	return outcomeOf(row) !== undefined;
}

function outcomeOf({ import_id: id, refused_as: code }: Row): UploadOutcome | undefined {
	if (id !== null) return { kind: 'taken', id };
	return code === null ? undefined : { kind: 'refused', code };
}

async function viewOf(deps: UploadDeps, row: Row): Promise<UnfinishedUpload> {
	const outcome = outcomeOf(row);
	const arrived =
		outcome === undefined
			? await arrivedBytes(deps.sealing, planOfUpload(deps, row.id, row.bytes))
			: row.bytes;
	return {
		id: row.id,
		institutionId: row.institution_id,
		kind: row.kind,
		scopeId: row.scope_id,
		bytes: row.bytes,
		arrived,
		touchedAt: row.touched_at,
		...(outcome === undefined ? {} : { outcome }),
	};
}

async function grow(
	deps: UploadDeps,
	row: Row,
	content: AsyncIterable<Buffer>,
): Promise<'unfinished' | 'whole' | 'gone'> {
	const file = await growFile(deps.sealing, planOfUpload(deps, row.id, row.bytes));
	let isThere = true;
	try {
		for await (const chunk of content) await file.append(chunk);
	} finally {
		await file.close();
		isThere = await touch(deps, row);
	}
	if (!isThere) return 'gone';
	return file.arrived() === row.bytes ? 'whole' : 'unfinished';
}

/** Whether it was not given up meanwhile; then what just came is not kept either. */
async function touch(deps: UploadDeps, { id }: Row): Promise<boolean> {
	const { numUpdatedRows } = await deps.db
		.updateTable('imports.upload')
		.set({ touched_at: deps.clock.now() })
		.where('id', '=', id)
		.executeTakeFirst();
	if (numUpdatedRows === 0n) await removeFiles(deps, [{ id }]);
	return numUpdatedRows > 0n;
}

/** @throws Gone where the upload was given up meanwhile */
async function finish(
	deps: UploadDeps,
	permission: ImportPermission,
	row: Row,
): Promise<UploadOutcome> {
	const digest = await digestOf(deps, row.id);
	if (digest === undefined) return refuse(deps, row, 'imports.damaged');
	const { fileName, source } = openWords(deps.sealing, row.id, row.personal);
	const announced = { kind: row.kind, scopeId: row.scope_id, fileName, source };
	const stored = { storedAs: row.id, bytes: row.bytes, digest };
	const outcome = await takeOver(deps, permission, announced, stored, async (trx, id) => {
		const { numUpdatedRows } = await trx
			.updateTable('imports.upload')
			.set({ import_id: id })
			.where('id', '=', row.id)
			.where('import_id', 'is', null)
			.executeTakeFirst();
		if (numUpdatedRows !== 1n) throw new Gone();
	});
	return outcome.kind === 'refused' ? refuse(deps, row, outcome.code) : outcome;
}

async function refuse(
	deps: UploadDeps,
	{ id }: Row,
	code: Extract<UploadOutcome, { kind: 'refused' }>['code'],
): Promise<UploadOutcome> {
	await deps.db
		.updateTable('imports.upload')
		.set({ refused_as: code })
		.where('id', '=', id)
		.execute();
	await removeFiles(deps, [{ id }]);
	return { kind: 'refused', code };
}

const readAtOnce = 1 << 20;

/** Of what lies there, read back: what was torn or changed since it came is found now. */
async function digestOf(deps: UploadDeps, storedAs: string): Promise<Buffer | undefined> {
	const sha256 = createHash('sha256');
	const file = await openUpload(deps, storedAs).catch(() => undefined);
	if (file === undefined) return undefined;
	try {
		for (let at = 0; at < file.size; at += readAtOnce) {
			sha256.update(await file.read(at, readAtOnce));
		}
		return sha256.digest();
	} catch {
		return undefined;
	} finally {
		await file.close();
	}
}

/** Removes uploads of which nothing came for a day, whatever became of them. */
export async function removeUntouched(
	deps: Pick<UploadDeps, 'db' | 'clock' | 'folder'>,
): Promise<void> {
	const before = new Date(deps.clock.now().getTime() - unfinishedMs);
	const removed = await deps.db
		.deleteFrom('imports.upload')
		.where('touched_at', '<', before)
		.returning(['id', 'import_id'])
		.execute();
	await removeFiles(
		deps,
		removed.filter(({ import_id: file }) => file === null),
	);
}
