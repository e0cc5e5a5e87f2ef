import {
	buildManifest,
	checkpointFile,
	dataFiles,
	type Manifest,
	manifestFile,
	proofFile,
} from '@terang/bundle';
import { formatProof, parseProof } from '@terang/ledger';
import { engineVersion } from '@terang/rules';
import { type Zippable, zipSync } from 'fflate';
import type { FileSet } from './files.server.ts';
import type { Publication } from './publications.store.server.ts';
import type { LogOfPublication } from './results.tables.server.ts';
import {
	getFile,
	getPackBytes,
	nodeSha256,
	publicParticipants,
	runRules,
} from './ranking.server.ts';

/** A published version: what it consists of, before the log has its manifest and after. */

export interface Sealed {
	/** The data files and `manifest.json`. */
	readonly files: FileSet;
	readonly manifestDigest: Buffer;
}

/** The seven data files in public form and the manifest that binds them. */
export function sealBundle(
	publication: Publication,
	input: FileSet,
	previous: Publication | undefined,
	log: LogOfPublication,
): Sealed {
	const pack = publication.summary?.pack;
	if (pack === undefined) throw new Error('a publication is sealed before it is recorded');
	const files = dataFilesOf(input, pack);
	if (publication.results_digest?.equals(nodeSha256(getFile(files, 'results.csv'))) !== true) {
		throw new Error('the public form leads to another result than the full form');
	}
	if (publication.approved_files !== null && !areAsApproved(files, publication.approved_files)) {
		throw new Error('the data files are not those that were approved');
	}
	const manifest = buildManifest({
		selection: publication.selection_id,
		version: publication.version,
		previous: previousOf(previous),
		files,
		log: { ...log, entries: indicesOf(publication) },
		engineVersion,
		sha256: nodeSha256,
	});
	return {
		files: new Map([...files, [manifestFile, manifest]]),
		manifestDigest: nodeSha256(manifest),
	};
}

/** The seven data files in public form: everything of a bundle that people decide about. */
export function dataFilesOf(input: FileSet, pack: string): FileSet {
	const inputs = new Map([
		['selection.json', getFile(input, 'selection.json')],
		['vacancies.csv', getFile(input, 'vacancies.csv')],
		['participants.csv', publicParticipants(input)],
		['decisions.csv', getFile(input, 'decisions.csv')],
	]);
	const run = runRules(inputs);
	if (run.kind === 'refused') throw new Error('the public form is refused');
	return new Map([
		...inputs,
		['pack.json', getPackBytes(pack)],
		['results.csv', run.results],
		['report.json', run.report],
	]);
}

/** Lower-case hexadecimal SHA-256 of each file by name. */
export function digestsOf(files: FileSet): Readonly<Record<string, string>> {
	return Object.fromEntries(
		[...files].map(([name, bytes]) => [name, nodeSha256(bytes).toString('hex')]),
	);
}

/** Whether these are exactly the bytes that were signed: each of the seven files, and no other. */
export function areAsApproved(files: FileSet, approved: Readonly<Record<string, string>>): boolean {
	const found = digestsOf(files);
	return (
		Object.keys(approved).length === dataFiles.length &&
		dataFiles.every((name) => found[name] !== undefined && found[name] === approved[name])
	);
}

function previousOf(previous: Publication | undefined): Manifest['previous'] {
	if (previous === undefined || previous.manifest_digest === null) return null;
	return {
		version: previous.version,
		manifestSha256: previous.manifest_digest.toString('hex'),
	};
}

/** Entries before the bundle, by type; the entry about the manifest cannot stand in the manifest. */
function indicesOf(publication: Publication): Record<string, number[]> {
	const placed = Object.entries(publication.entries).filter(([type]) => type !== publishedType);
	return Object.fromEntries(
		placed.map(([type, entries]) => [
			type,
			entries.map(({ index }) => {
				if (index === undefined) throw new Error(`an entry ${type} has no place yet`);
				return index;
			}),
		]),
	);
}

export const publishedType = 'result.published';
export const approvedType = 'result.approved';

export const sealedNames: readonly string[] = [manifestFile, ...dataFiles];

/** Everything the public folder holds; the proof carries the entry itself in its `extra` line. */
export function completeBundle(files: FileSet, proofText: string, entry: Uint8Array): FileSet {
	const parsed = parseProof(proofText);
	if (!parsed.ok) throw new Error('the log gave a malformed proof');
	const proof = formatProof({ ...parsed.proof, extra: entry });
	const encoder = new TextEncoder();
	return new Map([
		...sealedNames.map((name) => [name, getFile(files, name)] as const),
		[proofFile, encoder.encode(proof)],
		[checkpointFile, encoder.encode(parsed.proof.checkpoint)],
	]);
}

/**
 * The folder as an archive, equal bytes for equal files: fflate writes the local fields of the
 * date, so a date built from local fields comes out the same in every time zone.
 */
export function archive(files: FileSet): Uint8Array {
	const mtime = new Date(1980, 0, 1);
	const entries: Zippable = {};
	for (const [name, bytes] of files) entries[name] = [bytes, { mtime, level: 6 }];
	return zipSync(entries);
}
