import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ImportPermission, UploadOutcome } from '../contract.ts';
import type { ImportKindName } from '../domain/states.ts';
import type { Clock } from '../../platform/clock.ts';
import {
	type ColumnMapping,
	mappingFaults,
	proposeMapping,
	unusedColumns,
} from '../../platform/tables/mapping.ts';
import { formatOf, readHeader, type TableFile } from '../../platform/tables/records.server.ts';
import type { Kind } from './check.server.ts';
import { findSame } from './imports.store.server.ts';
import type { Db } from './imports.tables.server.ts';

export interface Upload {
	readonly kind: ImportKindName;
	readonly scopeId: string;
	readonly source: string;
	readonly fileName: string;
	readonly content: Readable;
}

export interface UploadDeps {
	readonly db: Db;
	readonly clock: Clock;
	readonly kinds: readonly Kind[];
	/** Private folder of what was handed in. */
	readonly folder: string;
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
	const path = join(deps.folder, storedAs);
	await mkdir(deps.folder, { recursive: true, mode: 0o700 });
	try {
		const written = await writeLimited(upload.content, path, deps.largest);
		const table = await lookInto(path);
		if (table === undefined) {
			await rm(path, { force: true });
			return { kind: 'refused', code: 'imports.not_a_table' };
		}
		const id = await note(deps, permission, upload, { storedAs, ...written, ...table });
		return { kind: 'taken', id };
	} catch (error) {
		await rm(path, { force: true });
		if (error instanceof TooLarge) return { kind: 'refused', code: 'imports.too_large' };
		throw error;
	}
}

async function writeLimited(content: Readable, path: string, largest: number) {
	const sha256 = createHash('sha256');
	let bytes = 0;
	const measure = new Transform({
		transform(chunk: Buffer, _encoding, done) {
			bytes += chunk.length;
			sha256.update(chunk);
			if (bytes > largest) done(new TooLarge());
			else done(null, chunk);
		},
	});
	await pipeline(
		content,
		measure,
		createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }),
	);
	return { bytes, digest: sha256.digest() };
}

/** Format and header; nothing where the bytes are no table. */
async function lookInto(path: string) {
	const file: TableFile = { path, format: await formatOf(path) };
	const header = await readHeader(file).catch(() => undefined);
	if (header === undefined || header.malformed !== undefined) return undefined;
	const names = header.cells.map((cell) => cell.trim());
	const isText = names.every((name) => name.length <= 200 && !/\p{Cc}/u.test(name));
	return names.length > 0 && isText ? { format: file.format, header: names } : undefined;
}

interface Stored {
	readonly storedAs: string;
	readonly bytes: number;
	readonly digest: Buffer;
	readonly format: 'csv' | 'xlsx';
	readonly header: readonly string[];
}

async function note(
	deps: UploadDeps,
	permission: ImportPermission,
	upload: Upload,
	stored: Stored,
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
				file_name: upload.fileName.slice(0, 200),
				stored_as: stored.storedAs,
				format: stored.format,
				bytes: stored.bytes,
				digest: stored.digest,
				header: [...stored.header],
				mapping: JSON.stringify(mapping),
				source: upload.source.slice(0, 300),
				state,
				same_as: same ?? null,
				uploaded_by: permission.actor.personId,
				uploaded_at: deps.clock.now(),
				checked_at: null,
				applied_by: null,
				applied_at: null,
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await trx.insertInto('imports.progress').values({ import_id: id }).execute();
		return id;
	});
}

/** What the institution said before, else what the names say; a person settles the rest. */
async function mappingFor(
	{ db, kinds }: UploadDeps,
	institutionId: string,
	{ kind, scopeId }: Upload,
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
