import { statSync } from 'node:fs';
import type { ByteSource } from '@terang/rules';
import { FileProblem, readChunks } from '../files.ts';

/** A file of the command line; of a plain one the size is known and any byte can be begun at. */
export function inputFile(path: string): ByteSource {
	const found = path.endsWith('.gz') ? undefined : statSync(path, { throwIfNoEntry: false });
	const chunks = (from?: number): Iterable<Uint8Array> => readChunks(path, from);
	return found?.isFile() === true
		? { name: path, size: found.size, chunks }
		: { name: path, chunks };
}

/** Fails where the file is not what it was: then its digest may not be that of what was read. */
export function watchFile(path: string): () => void {
	const look = (): string => {
		const found = statSync(path, { bigint: true, throwIfNoEntry: false });
		return found === undefined ? '' : [found.ino, found.size, found.mtimeNs].join();
	};
	const before = look();
	return () => {
		if (look() !== before) throw new FileProblem(`${path}: was changed while it was read`);
	};
}
