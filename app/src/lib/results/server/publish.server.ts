import type { Kysely } from 'kysely';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { indicesOf, previousOf, proofFiles, publishedType, sealedNames } from './bundle.server.ts';
import {
	createFolder,
	type FileSet,
	type FileSources,
	findFile,
	removeLeftovers,
	replaceFile,
} from './files.server.ts';
import type { Database } from '../../platform/database.server.ts';
import { eachApart } from '../../platform/each-apart.ts';
import type { ShownCounts } from '../domain/shown-counts.ts';
import { aloneAfterOthers, aloneWith } from './alone.server.ts';
import { keptOf } from './input-files.server.ts';
import { tellPublished } from './letters.server.ts';
import { indexJson } from './published-index.server.ts';
import type { PublicationInput, PublicationOutcome, PublishDeps } from './publication.server.ts';
import {
	getPublication,
	holdPublication,
	listPublished,
	listUnderway,
	listVersions,
	type Publication,
	type PublicationKey,
	updatePublication,
} from './publications.store.server.ts';
import { receive } from './receive.server.ts';
import { record, streamOf } from './record.server.ts';
import type {
	LogOfPublication,
	PublicationEntries,
	PublicationSummary,
	ResultsTables,
} from './results.tables.server.ts';
import { readShownCounts } from './shown-counts.store.server.ts';

type Db = Kysely<ResultsTables>;

const sequencingLimit = { timeoutMs: 60_000 };

/**
 * Publishes a version of a selection: received → recorded → bound → published. Each arrow is one
 * transaction or one rename, and each step can be repeated, so that an attempt that ended anywhere
 * is taken up where it was. The public folder appears only when the log holds its manifest.
 */
export async function publish(
	deps: PublishDeps,
	input: PublicationInput,
): Promise<PublicationOutcome> {
	const received = await receive(deps, input);
	if (!received.ok) return received;
	const { key } = received;
	return aloneAfterOthers(deps.database, key.selectionId, () => takeUp(deps, key));
}

/**
 * Finishes what a crash, a full disk or a stopped log interrupted, and writes the index that
 * belongs to the database. May be called at any time: what another attempt is at is left to it.
 */
export async function resumePublications(deps: PublishDeps): Promise<void> {
	const db = deps.database.withTables<ResultsTables>();
	await removeLeftovers(deps.folders.aside, deps.clock.now());
	const underway = await listUnderway(db);
	await eachApart(underway, (key) =>
		aloneWith(deps.database, key.selectionId, () => takeUp(deps, key)),
	).finally(async () => {
		const published = await listPublished(db);
		for (const id of new Set(published.map((one) => one.selection_id))) {
			await tellSeason(deps, db, id);
		}
		await writeIndex(deps, db);
		await removeSealed(deps, published);
	});
}

/** Everybody has what was sealed for a version that is published. */
async function removeSealed(deps: PublishDeps, published: readonly Publication[]): Promise<void> {
	for (const { manifest_digest: digest } of published) {
		if (digest === null) continue;
		await rm(sealedFolder(deps, digest), { recursive: true, force: true });
	}
}

async function takeUp(deps: PublishDeps, key: PublicationKey): Promise<PublicationOutcome> {
	const db = deps.database.withTables<ResultsTables>();
	await deps.atPoint?.('received');
	await record(deps, key);
	await deps.atPoint?.('recorded');
	await bind(deps, db, key);
	await deps.atPoint?.('bound');
	const replaced = await findReplacedLog(deps, db, key);
	if (replaced !== undefined) return { ok: false, code: 'results.log_replaced', origin: replaced };
	await reveal(deps, db, key);
	await tellSeason(deps, db, key.selectionId);
	await deps.atPoint?.('season_told');
	await writeIndex(deps, db);
	const { manifest_digest: digest } = await getPublication(db, key);
	return { ok: true, version: key.version, manifestSha256: digest?.toString('hex') ?? '' };
}

/**
 * From `recorded` to `bound`: the manifest's digest is decided together with its entry. All entries
 * that the manifest names, and its own, stand in one log: where the log was replaced meanwhile, they
 * are said again in the new one.
 */
async function bind(deps: PublishDeps, db: Db, key: PublicationKey): Promise<void> {
	while ((await getPublication(db, key)).state === 'recorded') {
		const log = await deps.database.transaction().execute((trx) => gatherEntries(deps, trx, key));
		await placeEntries(deps, db, key);
		const manifestDigest = await seal(deps, db, await getPublication(db, key), log);
		await deps.atPoint?.('sealed');
		const decide = (trx: Database) => bindTo(deps, trx, { key, log, manifestDigest });
		if (await deps.database.transaction().execute(decide)) return;
		await rm(sealedFolder(deps, manifestDigest), { recursive: true, force: true });
	}
}

/** The current log, which from here on holds or awaits every entry of the publication. */
async function gatherEntries(
	deps: PublishDeps,
	trx: Database,
	key: PublicationKey,
): Promise<LogOfPublication> {
	const log = await deps.log.holdLog(trx);
	const tables = trx.withTables<ResultsTables>();
	const { entries } = await holdPublication(tables, key);
	const listed = Object.entries(entries)
		.flatMap(([type, ofType]) => ofType.map((entry) => ({ type, entry })))
		.sort((one, other) => one.entry.ref.sequence - other.entry.ref.sequence);
	const gathered: Record<string, PublicationEntries[string][number][]> = {};
	for (const { type, entry } of listed) {
		const place = await deps.log.findPlace(entry.ref);
		const here = place?.log.origin === log.origin;
		const refs = here ? [] : await deps.log.restate(trx, [entry.ref]);
		(gathered[type] ??= []).push(...(here ? [entry] : refs.map((ref) => ({ ref }))));
	}
	await updatePublication(tables, key, { entries: gathered });
	return log;
}

/** False where the log was replaced since the manifest was sealed. */
async function bindTo(
	deps: PublishDeps,
	trx: Database,
	sealed: {
		readonly key: PublicationKey;
		readonly log: LogOfPublication;
		readonly manifestDigest: Buffer;
	},
): Promise<boolean> {
	const { key, log, manifestDigest } = sealed;
	if ((await deps.log.holdLog(trx)).origin !== log.origin) return false;
	const tables = trx.withTables<ResultsTables>();
	const publication = await holdPublication(tables, key);
	if (publication.state !== 'recorded') return true;
	const payload = {
		selection: key.selectionId,
		version: key.version,
		manifest: manifestDigest.toString('base64url'),
	};
	const refs = await deps.log.append(trx, [
		{ stream: streamOf(key.selectionId), type: publishedType, payload },
	]);
	await updatePublication(tables, key, {
		state: 'bound',
		manifest_digest: manifestDigest,
		log,
		entries: { ...publication.entries, [publishedType]: refs.map((ref) => ({ ref })) },
	});
	return true;
}

/** The log of a sealed manifest, where its entry was carried into another one. */
export async function findReplacedLog(
	deps: PublishDeps,
	db: Db,
	key: PublicationKey,
): Promise<string | undefined> {
	const { state, log, entries } = await getPublication(db, key);
	const [published] = entries[publishedType] ?? [];
	if (state !== 'bound' || log === null || published === undefined) return undefined;
	const place = await deps.log.findPlace(published.ref);
	return place?.log.origin === log.origin ? undefined : log.origin;
}

/** Waits for the place of each entry and notes it. */
async function placeEntries(deps: PublishDeps, db: Db, key: PublicationKey): Promise<void> {
	const { entries } = await getPublication(db, key);
	const placed: Record<string, PublicationEntries[string]> = {};
	for (const [type, ofType] of Object.entries(entries)) {
		placed[type] = await Promise.all(
			ofType.map(async ({ ref, index }) => ({
				ref,
				index: index ?? (await deps.log.whenSequenced(ref, sequencingLimit)).index,
			})),
		);
	}
	await updatePublication(db, key, { entries: placed });
}

/** @returns the digest of the manifest, under which the bundle waits */
async function seal(
	deps: PublishDeps,
	db: Db,
	publication: Publication,
	log: LogOfPublication,
): Promise<Buffer> {
	const versions = await listVersions(db, publication.selection_id);
	const previous = versions.find((one) => one.version === publication.version - 1);
	const { summary, results_digest: results, approved_files: approvedFiles } = publication;
	if (summary === null || results === null) {
		throw new Error('a publication is sealed before it is recorded');
	}
	const { manifestDigest } = await deps.threads.work('seal', {
		kept: keptOf(deps, publication),
		pack: summary.pack,
		results: results.toString('hex'),
		...(approvedFiles === null ? {} : { approvedFiles }),
		manifest: {
			selection: publication.selection_id,
			version: publication.version,
			previous: previousOf(previous),
			log: { ...log, entries: indicesOf(publication) },
		},
		into: sealedFolders(deps),
		aside: deps.folders.aside,
	});
	return Buffer.from(manifestDigest);
}

/**
 * A sealed bundle waits here until the log holds its manifest, so that neither another release of
 * the engine nor another log can change its bytes in between.
 */
function sealedFolder(deps: PublishDeps, manifestDigest: Buffer): string {
	return join(sealedFolders(deps), manifestDigest.toString('hex'));
}

function sealedFolders({ folders }: PublishDeps): string {
	return join(folders.inputs, '.sealed');
}

/** From `bound` to `published`: the folder, its archive, then the mark that shows both. */
async function reveal(deps: PublishDeps, db: Db, key: PublicationKey): Promise<void> {
	if ((await getPublication(db, key)).state !== 'bound') return;
	await placeEntries(deps, db, key);
	const publication = await getPublication(db, key);
	if (publication.manifest_digest === null) throw new Error('bound without a manifest');
	const sealed = sealedFolder(deps, publication.manifest_digest);
	const folder = join(deps.folders.published, key.selectionId, `v${key.version}`);
	const files: FileSources = new Map<string, Uint8Array | { readonly copyOf: string }>([
		...sealedNames.map((name) => [name, { copyOf: join(sealed, name) }] as const),
		...(await prove(deps, publication)),
	]);
	const { aside } = deps.folders;
	await createFolder(folder, files, { aside });
	await deps.atPoint?.('folder_shown');
	// What is shown may be of an attempt before a crash, with an earlier checkpoint: it stays.
	const path = `${folder}.zip`;
	await deps.threads.work('archive', { folder, names: [...files.keys()], path, aside });
	await deps.atPoint?.('archive_shown');
	await deps.database.transaction().execute(async (trx) => {
		const shown = { state: 'published', published_at: deps.clock.now() } as const;
		await updatePublication(trx.withTables<ResultsTables>(), key, shown);
		await tellPublished(deps.letters, trx, key);
	});
	await deps.atPoint?.('marked_published');
	await rm(sealed, { recursive: true, force: true });
}

async function prove(deps: PublishDeps, publication: Publication): Promise<FileSet> {
	const index = publication.entries[publishedType]?.[0]?.index;
	if (index === undefined) throw new Error('a bound publication has no entry');
	if (publication.log === null) throw new Error('a bound publication names no log');
	const { log } = publication;
	const entry = await deps.log.findEntry(index, log);
	if (entry === undefined) throw new Error(`the log lacks its entry ${index}`);
	const proof = await deps.log.proofFor(index, { witnessMs: 2_000, log });
	return proofFiles(proof, new TextEncoder().encode(entry.raw));
}

/** The season's page counts the people of each step from the newest version. */
async function tellSeason(deps: PublishDeps, db: Db, selectionId: string): Promise<void> {
	const newest = (await listVersions(db, selectionId)).findLast((one) => one.state === 'published');
	if (newest === undefined || newest.summary === null) return;
	const { season_id: seasonId } = await db
		.selectFrom('results.selection')
		.select('season_id')
		.where('id', '=', selectionId)
		.executeTakeFirstOrThrow();
	const shown = await readShownCounts(db, { selectionId, version: newest.version });
	await deps.vacancies.recordSelection(seasonId, selectionId, stepCounts(newest.summary, shown));
}

/** Without those that are not shown. */
function stepCounts(summary: PublicationSummary, shown: ShownCounts) {
	const { applicants, eligible } = shown;
	return {
		...(typeof applicants === 'number' ? { registration: applicants } : {}),
		...(typeof eligible === 'number' ? { screening: eligible } : {}),
		skd: summary.attended,
		skb: summary.shortlisted,
		final_result: summary.filled,
	};
}

async function writeIndex(deps: PublishDeps, db: Db): Promise<void> {
	const path = join(deps.folders.published, 'index.json');
	const bytes = indexJson(await listPublished(db));
	const present = await findFile(path);
	if (present !== undefined && Buffer.compare(present, bytes) === 0) return;
	await replaceFile(path, bytes, deps.folders);
}
