import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import type { ImportFile } from './imports.tables.server.ts';

/** What people called a file, and where they say its rows come from. */
export interface FileWords {
	readonly fileName: string;
	readonly source: string;
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
	return JSON.parse(sealing.open(placeOf(file.stored_as), file.personal).toString()) as FileWords;
}
