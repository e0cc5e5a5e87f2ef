import { unzipSync } from 'fflate';
import { bundleFiles } from './files.ts';

/** Where a bundle's files come from: a folder, an archive, a site. */
export interface BundleSource {
	/** The bytes of one file, or nothing when the bundle lacks it. Throws when it cannot be reached. */
	read(path: string): Promise<Uint8Array | undefined>;
}

/** A bundle already in memory. */
export function memorySource(files: ReadonlyMap<string, Uint8Array>): BundleSource {
	return { read: (path) => Promise.resolve(files.get(path)) };
}

/** No published file needs more; an archive that claims it is refused before it is unpacked. */
const largestFile = 1024 * 1024 * 1024;

/**
 * A bundle in a ZIP archive, its files at the top or in one folder. Only the names a bundle knows
 * are unpacked.
 */
export function zipSource(
	archive: Uint8Array,
): { ok: true; source: BundleSource } | { ok: false; code: 'zip_unreadable' | 'zip_too_large' } {
	const tooLarge: string[] = [];
	try {
		const unpacked = unzipSync(archive, {
			filter(file) {
				if (!bundleFiles.includes(baseName(file.name))) return false;
				if (file.originalSize > largestFile) tooLarge.push(file.name);
				return tooLarge.length === 0;
			},
		});
		if (tooLarge.length > 0) return { ok: false, code: 'zip_too_large' };
		const files = new Map(
			Object.entries(unpacked).map(([path, bytes]) => [baseName(path), bytes] as const),
		);
		return { ok: true, source: memorySource(files) };
	} catch {
		return { ok: false, code: 'zip_unreadable' };
	}
}

function baseName(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}
