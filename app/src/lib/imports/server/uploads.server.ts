import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ImportPermission, UploadOutcome, UploadRefusal } from '../contract.ts';
import type { ImportKindName } from '../domain/states.ts';
import type { Clock } from '../../platform/clock.ts';
import {
	type ColumnMapping,
	mappingFaults,
	proposeMapping,
	unusedColumns,
} from '../../platform/tables/mapping.ts';
import { lookAt, readHeader, type TableFormat } from '../../platform/tables/records.server.ts';
import type { Kind } from './check.server.ts';
import { sealWords, wordsIn } from './file-words.server.ts';
import { findSame } from './imports.store.server.ts';
import type { Db } from './imports.tables.server.ts';
import { openUpload, pathOfUpload, sealUpload, type UploadFolder } from './stored-upload.server.ts';

/** What its sender says of a file. */
export interface Announced {
	readonly kind: ImportKindName;
	readonly scopeId: string;
	readonly source: string;
	readonly fileName: string;
}

export interface Upload extends Announced {
	readonly content: Readable;
}

export interface UploadDeps extends UploadFolder {
	readonly db: Db;
	readonly clock: Clock;
	readonly kinds: readonly Kind[];
	/** Bytes of the largest file that is taken. */
	readonly largest: number;
}

class TooLarge extends Error {}

/** Writes the file aside while it comes, then notes it; a kill in between leaves a nameless file. */
export async function takeUpload(
	deps: UploadDeps,
	permission: ImportPermission,
	upload: Upload,
): Promise<UploadOutcome> {
	const storedAs = randomUUID();
	const path = pathOfUpload(deps, storedAs);
	await mkdir(deps.folder, { recursive: true, mode: 0o700 });
	try {
		const written = await writeLimited(deps, upload.content, storedAs);
		return await takeOver(deps, permission, upload, { storedAs, ...written });
	} catch (error) {
		await rm(path, { force: true });
		if (error instanceof TooLarge) return { kind: 'refused', code: 'imports.too_large' };
		throw error;
	}
}

/** A file that lies sealed under its name, whole. */
export interface StoredFile {
	readonly storedAs: string;
	readonly bytes: number;
	/** SHA-256 of what was sealed. */
	readonly digest: Buffer;
}

/**
 * Makes an uploaded file one of the imports, by whichever door it came, or removes it.
 *
 * @param within what else must hold or fail with it
 */
export async function takeOver(
	deps: UploadDeps,
	permission: ImportPermission,
	announced: Announced,
	stored: StoredFile,
	within?: (trx: Db, id: number) => Promise<void>,
): Promise<UploadOutcome> {
	const table = await lookInto(deps, stored.storedAs);
	if ('refused' in table) {
		await rm(pathOfUpload(deps, stored.storedAs), { force: true });
		return { kind: 'refused', code: table.refused };
	}
	const id = await note(deps, permission, announced, { ...stored, ...table }, within);
	return { kind: 'taken', id };
}

async function writeLimited(deps: UploadDeps, content: Readable, storedAs: string) {
	const sha256 = createHash('sha256');
	let bytes = 0;
	const measure = new Transform({
		transform(chunk: Buffer, _encoding, done) {
			bytes += chunk.length;
			sha256.update(chunk);
			if (bytes > deps.largest) done(new TooLarge());
			else done(null, chunk);
		},
	});
	// Open before anything can fail: a file that comes into being behind a cut line would stay.
	const file = await open(pathOfUpload(deps, storedAs), 'wx', 0o600);
	const kept = file.createWriteStream({ flush: true });
	await pipeline(content, measure, sealUpload(deps, storedAs), kept);
	return { bytes, digest: sha256.digest() };
}

type Table =
	| { readonly format: TableFormat; readonly header: readonly string[] }
	| { readonly refused: UploadRefusal };

/** Format and header, or why the bytes are no table that can be read. */
async function lookInto(deps: UploadDeps, storedAs: string): Promise<Table> {
	const bytes = await openUpload(deps, storedAs);
	try {
		const looked = await lookAt(bytes);
		if (!looked.ok) return { refused: `imports.${looked.code}` };
		const header = await readHeader({ bytes, format: looked.format }).catch(() => undefined);
		if (header?.malformed === 'not_utf8') return { refused: 'imports.wrong_encoding' };
		if (header === undefined || header.malformed !== undefined) return notATable;
		const names = header.cells.map((cell) => cell.trim());
		if (names.length > mostColumns) return { refused: 'imports.too_many_columns' };
		const isText = names.every((name) => name.length <= 200 && !/\p{Cc}/u.test(name));
		return names.length > 0 && isText ? { format: looked.format, header: names } : notATable;
	} finally {
		await bytes.close();
	}
}

/** No template has as many; each is offered on the page that matches them. */
const mostColumns = 500;
const notATable: Table = { refused: 'imports.not_a_table' };

interface StoredTable extends StoredFile {
	readonly format: TableFormat;
	readonly header: readonly string[];
}

async function note(
	deps: UploadDeps,
	permission: ImportPermission,
	upload: Announced,
	stored: StoredTable,
	within?: (trx: Db, id: number) => Promise<void>,
): Promise<number> {
	const { db } = deps;
	const institutionId = permission.resource.institutionId ?? '';
	const { mapping, complete } = await mappingFor(deps, institutionId, upload, stored.header);
	const same = await findSame(db, {
		institution_id: institutionId,
		kind: upload.kind,
		scope_id: upload.scopeId,
		digest: stored.digest,
	});
	const state = same !== undefined ? 'unchanged' : complete ? 'checking' : 'mapping';
	return db.transaction().execute(async (trx) => {
		const { id } = await trx
			.insertInto('imports.file')
			.values({
				institution_id: institutionId,
				kind: upload.kind,
				scope_id: upload.scopeId,
				personal: sealWords(deps.sealing, stored.storedAs, wordsIn(upload)),
				stored_as: stored.storedAs,
				format: stored.format,
				bytes: stored.bytes,
				digest: stored.digest,
				header: [...stored.header],
				mapping: JSON.stringify(mapping),
				state,
				same_as: same ?? null,
				uploaded_by: permission.actor.personId,
				uploaded_at: deps.clock.now(),
				checked_at: null,
				applied_by: null,
				applied_at: null,
				basis: null,
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await trx.insertInto('imports.progress').values({ import_id: id }).execute();
		await within?.(trx, id);
		return id;
	});
}

/** What the institution said before, else what the names say; a person settles the rest. */
async function mappingFor(
	{ db, kinds }: UploadDeps,
	institutionId: string,
	{ kind, scopeId }: Announced,
	header: readonly string[],
): Promise<{ readonly mapping: ColumnMapping; readonly complete: boolean }> {
	const columns = await kinds
		.find(({ name }) => name === kind)
		?.columns({ institutionId, id: scopeId }, header);
	if (columns === undefined) throw new Error(`no kind of import ${kind}`);
	const remembered = await db
		.selectFrom('imports.mapping')
		.select('mapping')
		.where('institution_id', '=', institutionId)
		.where('kind', '=', kind)
		.executeTakeFirst();
	const mapping = proposeMapping(header, columns, remembered?.mapping);
	const sound = mappingFaults(header, columns, mapping).length === 0;
	const settled = remembered !== undefined || unusedColumns(header, mapping).length === 0;
	return { mapping, complete: sound && settled };
}
