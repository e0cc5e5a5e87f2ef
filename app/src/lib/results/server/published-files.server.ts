import { parseManifest } from '@terang/bundle';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PublishedFile, PublishedVersion } from '../contract.ts';

/** Beside the seven that the manifest lists; each is small enough to be read whole. */
const others = ['manifest.json', 'publication.tlog-proof', 'checkpoint'] as const;

/** What stands in the folder of a visible version: sizes and digests of all ten files. */
export async function publishedFiles(
	folder: string,
	{ selectionId, version }: PublishedVersion,
): Promise<readonly PublishedFile[]> {
	const place = join(folder, selectionId, `v${version}`);
	const read = await Promise.all(
		others.map(async (name) => {
			const bytes = await readFile(join(place, name));
			const sha256 = createHash('sha256').update(bytes).digest('hex');
			return { bytes, file: { name, bytes: bytes.length, sha256 } };
		}),
	);
	const manifest = parseManifest(read[0]?.bytes ?? new Uint8Array());
	if (!manifest.ok) throw new Error('a published version has no sound manifest');
	const listed = manifest.manifest.files.map(({ path, bytes, sha256 }) => ({
		name: path,
		bytes,
		sha256,
	}));
	return [...listed, ...read.map(({ file }) => file)];
}
