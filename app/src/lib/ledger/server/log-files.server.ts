import { createHash } from 'node:crypto';
import { join, relative, sep } from 'node:path';
import { readdir } from 'node:fs/promises';
import { createDurably, hasCode, readIfThere, writeDurably } from './durable-files.server.ts';

/** Bytes, and a mark that names exactly them to `swap`. */
export interface MarkedBytes {
	readonly bytes: Uint8Array;
	readonly mark: string;
}

/**
 * The named bytes of one log, in a folder or in an object store. All writes are durable when they
 * return, and a reader sees them whole or not at all. On `create` rests the whole log: of any number
 * of processes on any number of machines, one gets true.
 */
export interface LogFiles {
	read(path: string): Promise<Uint8Array | undefined>;
	readMarked(path: string): Promise<MarkedBytes | undefined>;
	exists(path: string): Promise<boolean>;
	/** False: the name is taken, nothing was written. */
	create(path: string, bytes: Uint8Array): Promise<boolean>;
	replace(path: string, bytes: Uint8Array): Promise<void>;
	/** Replaces what was read under this mark (undefined: nothing); false where something else stands. */
	swap(path: string, mark: string | undefined, bytes: Uint8Array): Promise<boolean>;
	/** Every path, in byte order. */
	list(): Promise<readonly string[]>;
}

const asideFolder = 'state/aside';

export function folderFiles(folder: string): LogFiles {
	const aside = join(folder, asideFolder);
	const at = (path: string) => join(folder, path);
	const read = (path: string) => readIfThere(at(path));
	const create = (path: string, bytes: Uint8Array) => createDurably(at(path), bytes, { aside });
	const replace = (path: string, bytes: Uint8Array) => writeDurably(at(path), bytes, { aside });
	return {
		read,
		async readMarked(path) {
			const bytes = await read(path);
			return bytes === undefined ? undefined : { bytes, mark: markOf(bytes) };
		},
		exists: async (path) => (await read(path)) !== undefined,
		create,
		replace,
		/** Looks and then renames: a second process can come in between, which the caller must bear. */
		async swap(path, mark, bytes) {
			if (mark === undefined) return create(path, bytes);
			const current = await read(path);
			if (current === undefined || markOf(current) !== mark) return false;
			await replace(path, bytes);
			return true;
		},
		list: async () =>
			(await filesBelow(folder)).filter((path) => !path.startsWith(`${asideFolder}/`)),
	};
}

function markOf(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}

/** Relative paths with `/`, in byte order; none of a folder that is not there. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
	try {
		const found = await readdir(folder, { recursive: true, withFileTypes: true });
		return found
			.filter((entry) => entry.isFile())
			.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
			.sort();
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return [];
		throw error;
	}
}
