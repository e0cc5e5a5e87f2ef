import { join } from 'node:path';
import type { GrowingPlan } from '../../platform/sealed/growing-file.server.ts';
import { openSealedFile, sealingStream } from '../../platform/sealed/sealed-file.server.ts';
import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import type { TableBytes } from '../../platform/tables/table-bytes.ts';

/** Where uploads lie, and under what: what a committee hands in is full of people. */
export interface UploadFolder {
	/** Private folder of what was handed in. */
	readonly folder: string;
	readonly sealing: Sealing;
}

export function pathOfUpload({ folder }: Pick<UploadFolder, 'folder'>, storedAs: string): string {
	return join(folder, storedAs);
}

const nameOf = (storedAs: string) => `uploads/${storedAs}`;

export function sealUpload({ sealing }: UploadFolder, storedAs: string) {
	return sealingStream(sealing, nameOf(storedAs));
}

/** @param size bytes of the whole, at least 1 */
export function planOfUpload(place: UploadFolder, storedAs: string, size: number): GrowingPlan {
	return { path: pathOfUpload(place, storedAs), name: nameOf(storedAs), size };
}

/** @throws where the file is gone, or is not what was handed in */
export function openUpload(place: UploadFolder, storedAs: string): Promise<TableBytes> {
	return openSealedFile(place.sealing, pathOfUpload(place, storedAs), nameOf(storedAs));
}
