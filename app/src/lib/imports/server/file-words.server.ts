import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import type { ImportFile } from './imports.tables.server.ts';

/** What people called a file, and where they say its rows come from. */
export interface FileWords {
	readonly fileName: string;
	readonly source: string;
}

/** No longer than they are kept. */
export function wordsIn({ fileName, source }: FileWords): FileWords {
	return { fileName: fileName.slice(0, 200), source: source.slice(0, 300) };
}

const placeOf = (storedAs: string) => ({ column: 'imports.file.personal', row: [storedAs] });

export function sealWords(
	sealing: Pick<Sealing, 'seal'>,
	storedAs: string,
	{ fileName, source }: FileWords,
): Buffer {
	return sealing.seal(placeOf(storedAs), JSON.stringify({ fileName, source }));
}

export function wordsOf(
	sealing: Pick<Sealing, 'open'>,
	file: Pick<ImportFile, 'stored_as' | 'personal' | 'file_name' | 'source'>,
): FileWords {
	if (file.personal === null) return { fileName: file.file_name, source: file.source };
	return openWords(sealing, file.stored_as, file.personal);
}

export function openWords(
	sealing: Pick<Sealing, 'open'>,
	storedAs: string,
	sealed: Buffer,
): FileWords {
	return JSON.parse(sealing.open(placeOf(storedAs), sealed).toString()) as FileWords;
}
