import { join } from 'node:path';
import { findFile, type FileSet } from './files.server.ts';
import type { Publication } from './publications.store.server.ts';

/** What a publication is made from; the last never enters the engine or a bundle. */
export const inputNames = [
	'selection.json',
	'vacancies.csv',
	'participants.csv',
	'decisions.csv',
	'people.csv',
] as const;

export interface ResultFolders {
	/** Full-form inputs, with personal data: readable by the program alone. */
	readonly inputs: string;
	/** The public folder `/data/`. */
	readonly published: string;
	/** For what is not finished; on the same file system as the other two. */
	readonly aside: string;
}

export function inputFolder(folders: ResultFolders, selectionId: string, digest: Buffer): string {
	return join(folders.inputs, selectionId, digest.toString('hex'));
}

/** The files of a publication as they were received. */
export async function readInput(
	folders: ResultFolders,
	publication: Publication,
): Promise<FileSet> {
	const folder = inputFolder(folders, publication.selection_id, publication.input_digest);
	const files = new Map<string, Uint8Array>();
	for (const name of inputNames) {
		const bytes = await findFile(join(folder, name));
		if (bytes === undefined) throw new Error(`received input lacks ${name}`);
		files.set(name, bytes);
	}
	return files;
}
