import { checkpointFile, dataFiles, type Manifest, manifestFile, proofFile } from '@terang/bundle';
import { formatProof, parseProof } from '@terang/ledger';
import type { ReportedTie, ResultRow } from '@terang/rules';
import type { FileDigests } from '../committee/contract.ts';
import type { FileSet } from './files.server.ts';
import type { Publication } from './publications.store.server.ts';
import {
	getFile,
	getPackBytes,
	nodeSha256,
	publicParticipants,
	type RefusedFiles,
	runRules,
} from './ranking.server.ts';

/** A published version: what it consists of, before the log has its manifest and after. */

export type DataFiles =
	| {
			readonly kind: 'ranked';
			/** The seven data files in public form: everything of a bundle that people decide about. */
			readonly files: FileSet;
			readonly openTies: readonly ReportedTie[];
			readonly rows: () => Iterable<ResultRow>;
	  }
	| RefusedFiles;

/** @param input in full form */
export function dataFilesOf(
	input: FileSet,
	pack: string,
	onShare: (share: number) => void = () => undefined,
): DataFiles {
	const participants = publicParticipants(input, (share) => {
		onShare(share / 2);
	});
	if (participants.kind === 'refused') return participants;
	const inputs = new Map([
		['selection.json', getFile(input, 'selection.json')],
		['vacancies.csv', getFile(input, 'vacancies.csv')],
		['participants.csv', participants.bytes],
		['decisions.csv', getFile(input, 'decisions.csv')],
	]);
	const run = runRules(inputs, (share) => {
		onShare((1 + share) / 2);
	});
	if (run.kind === 'refused') throw new Error('the public form is refused');
	const files = new Map([
		...inputs,
		['pack.json', getPackBytes(pack)],
		['results.csv', run.results],
		['report.json', run.report],
	]);
	return { kind: 'ranked', files, openTies: run.openTies, rows: run.rows };
}

/** Lower-case hexadecimal SHA-256 of each file by name. */
export function digestsOf(files: FileSet): FileDigests {
	return Object.fromEntries(
		[...files].map(([name, bytes]) => [name, nodeSha256(bytes).toString('hex')]),
	);
}

/** Whether these are exactly the bytes that were signed: each of the seven files, and no other. */
export function areAsApproved(found: FileDigests, approved: FileDigests): boolean {
	return (
		Object.keys(approved).length === dataFiles.length &&
		dataFiles.every((name) => found[name] !== undefined && found[name] === approved[name])
	);
}

export function previousOf(previous: Publication | undefined): Manifest['previous'] {
	if (previous === undefined || previous.manifest_digest === null) return null;
	return {
		version: previous.version,
		manifestSha256: previous.manifest_digest.toString('hex'),
	};
}

/** Entries before the bundle, by type; the entry about the manifest cannot stand in the manifest. */
export function indicesOf(publication: Publication): Record<string, number[]> {
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

/** What a folder needs besides the sealed files; the proof carries the entry itself in `extra`. */
export function proofFiles(proofText: string, entry: Uint8Array): FileSet {
	const parsed = parseProof(proofText);
	if (!parsed.ok) throw new Error('the log gave a malformed proof');
	const proof = formatProof({ ...parsed.proof, extra: entry });
	const encoder = new TextEncoder();
	return new Map([
		[proofFile, encoder.encode(proof)],
		[checkpointFile, encoder.encode(parsed.proof.checkpoint)],
	]);
}
