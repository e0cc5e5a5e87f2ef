import { type Kysely, type Selectable, sql } from 'kysely';
import type {
	LogOfPublication,
	PublicationEntries,
	PublicationTable,
	ResultsTables,
} from './results.tables.server.ts';

type Db = Kysely<ResultsTables>;

export type Publication = Selectable<PublicationTable>;

export interface PublicationKey {
	readonly selectionId: string;
	readonly version: number;
}

export async function getPublication(db: Db, key: PublicationKey): Promise<Publication> {
	return db
		.selectFrom('results.publication')
		.selectAll()
		.where('selection_id', '=', key.selectionId)
		.where('version', '=', key.version)
		.executeTakeFirstOrThrow();
}

/** The same, held until the transaction ends: whoever moves the state has looked at it first. */
export async function holdPublication(db: Db, key: PublicationKey): Promise<Publication> {
	return db
		.selectFrom('results.publication')
		.selectAll()
		.where('selection_id', '=', key.selectionId)
		.where('version', '=', key.version)
		.forUpdate()
		.executeTakeFirstOrThrow();
}

/** Versions of a selection, oldest first, in whatever state. */
export async function listVersions(db: Db, selectionId: string): Promise<readonly Publication[]> {
	return db
		.selectFrom('results.publication')
		.selectAll()
		.where('selection_id', '=', selectionId)
		.orderBy('version')
		.execute();
}

/** Begun and not yet visible, of all selections. */
export async function listUnderway(db: Db): Promise<readonly PublicationKey[]> {
	const rows = await db
		.selectFrom('results.publication')
		.select(['selection_id', 'version'])
		.where('state', '<>', 'published')
		.orderBy('received_at')
		.execute();
	return rows.map((row) => ({ selectionId: row.selection_id, version: row.version }));
}

/** Visible versions of all selections, newest first. */
export async function listPublished(db: Db): Promise<readonly Publication[]> {
	return db
		.selectFrom('results.publication')
		.selectAll()
		.where('state', '=', 'published')
		.orderBy('published_at', 'desc')
		.orderBy(sql`selection_id collate "C"`)
		.orderBy('version', 'desc')
		.execute();
}

export async function updatePublication(
	db: Db,
	key: PublicationKey,
	changes: Parameters<typeof set>[1],
): Promise<void> {
	await set(db, changes)
		.where('selection_id', '=', key.selectionId)
		.where('version', '=', key.version)
		.executeTakeFirstOrThrow();
}

function set(
	db: Db,
	changes: Partial<{
		state: Publication['state'];
		entries: PublicationEntries;
		participants_root: Buffer;
		participants_blocks: Buffer;
		participants_salt: Buffer;
		results_digest: Buffer;
		manifest_digest: Buffer;
		log: LogOfPublication;
		summary: NonNullable<Publication['summary']>;
		published_at: Date;
	}>,
) {
	const { entries, log, summary, ...plain } = changes;
	return db.updateTable('results.publication').set({
		...plain,
		...(entries === undefined ? {} : { entries: JSON.stringify(entries) }),
		...(log === undefined ? {} : { log: JSON.stringify(log) }),
		...(summary === undefined ? {} : { summary: JSON.stringify(summary) }),
	});
}
