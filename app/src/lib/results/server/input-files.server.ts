import { join } from 'node:path';
import { isSealed, type Sealing } from '../../platform/sealed/sealing.server.ts';
import { findFile, type FileSet } from './files.server.ts';
import type { Publication } from './publications.store.server.ts';
import type { Kept } from './thread/tasks.server.ts';

/** What a publication is made from; the last never enters the engine or a bundle. */
export const inputNames = [
	'selection.json',
	'vacancies.csv',
	'participants.csv',
	'decisions.csv',
	'people.csv',
] as const;

export interface ResultFolders {
	/** Full-form inputs; those about people are sealed. */
	readonly inputs: string;
	/** The public folder `/data/`. */
	readonly published: string;
	/**
	 * For what is not finished, and nothing else: what is old in it is removed. On the same file
	 * system as the other two.
	 */
	readonly aside: string;
}

export function inputFolder(
	folders: Pick<ResultFolders, 'inputs'>,
	selectionId: string,
	digest: Buffer,
): string {
	return join(folders.inputs, selectionId, digest.toString('hex'));
}

type InputKey = Pick<Publication, 'selection_id' | 'input_digest'>;

const aboutPeople: readonly string[] = ['participants.csv', 'people.csv'];

const filePlace = (name: string, selectionId: string, digest: Buffer) => ({
	column: `files/${name}`,
	row: [selectionId, digest.toString('hex')],
});

/** The files as they are kept on the disk. */
export function sealInput(
	sealing: Sealing,
	selectionId: string,
	digest: Buffer,
	files: FileSet,
): FileSet {
	return new Map(
		[...files].map(([name, bytes]) => [
			name,
			aboutPeople.includes(name)
				? sealing.seal(filePlace(name, selectionId, digest), bytes)
				: bytes,
		]),
	);
}

/** One kept file as it was received. */
export function openInput(
	sealing: Sealing,
	publication: InputKey,
	name: string,
	bytes: Uint8Array,
): Uint8Array {
	// Of an older release they are readable; a table never begins like a sealed value.
	if (!aboutPeople.includes(name) || !isSealed(bytes)) return bytes;
	const { selection_id: selectionId, input_digest: digest } = publication;
	return sealing.open(filePlace(name, selectionId, digest), bytes);
}

/** What a publication is made from, as a thread finds it. */
export function keptOf(
	{ folders }: { readonly folders: Pick<ResultFolders, 'inputs'> },
	{ selection_id: selectionId, input_digest: digest }: InputKey,
): Kept {
	return { folder: folders.inputs, selectionId, digest: digest.toString('hex') };
}

/** The files of a publication as they were received, or those of them that are named. */
export async function readInput(
	{
		folders,
		sealing,
	}: { readonly folders: Pick<ResultFolders, 'inputs'>; readonly sealing: Sealing },
	publication: InputKey,
	names: readonly string[] = inputNames,
): Promise<FileSet> {
	const { selection_id: selectionId, input_digest: digest } = publication;
	const folder = inputFolder(folders, selectionId, digest);
	const files = new Map<string, Uint8Array>();
	for (const name of names) {
		const bytes = await findFile(join(folder, name));
		if (bytes === undefined) throw new Error(`received input lacks ${name}`);
		files.set(name, openInput(sealing, publication, name, bytes));
	}
	return files;
}
