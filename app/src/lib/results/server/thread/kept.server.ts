import { type FileSet } from '../files.server.ts';
import { readInput } from '../input-files.server.ts';
import type { ThreadSide } from './side.server.ts';
import type { Kept } from './tasks.server.ts';

/** Kept files as they were received; all of them, or those that are named. */
export function openKept(
	{ sealing }: Pick<ThreadSide, 'sealing'>,
	{ folder, selectionId, digest }: Kept,
	names?: readonly string[],
): Promise<FileSet> {
	const key = { selection_id: selectionId, input_digest: Buffer.from(digest, 'hex') };
	return readInput({ folders: { inputs: folder }, sealing }, key, names);
}
