import { buildManifest, manifestFile } from '@terang/bundle';
import { engineVersion } from '@terang/rules';
import { join } from 'node:path';
import { areAsApproved, dataFilesOf, digestsOf } from '../bundle.server.ts';
import { createFolder } from '../files.server.ts';
import { nodeSha256 } from '../ranking.server.ts';
import { openKept } from './kept.server.ts';
import { stepOf, type ThreadSide } from './side.server.ts';
import type { SealInput, SealOutput } from './tasks.server.ts';

/** The seven data files in public form and the manifest that binds them, in a folder of their own. */
export async function seal(side: ThreadSide, input: SealInput): Promise<SealOutput> {
	const kept = await openKept(side, input.kept);
	const made = dataFilesOf(kept, input.pack, stepOf(side, 0, 0.9));
	if (made.kind === 'refused') throw new Error('files that were recorded are refused');
	const digests = digestsOf(made.files);
	if (digests['results.csv'] !== input.results) {
		throw new Error('the public form leads to another result than the full form');
	}
	if (input.approvedFiles !== undefined && !areAsApproved(digests, input.approvedFiles)) {
		throw new Error('the data files are not those that were approved');
	}
	const manifest = buildManifest({
		...input.manifest,
		files: made.files,
		engineVersion,
		sha256: nodeSha256,
	});
	const manifestDigest = nodeSha256(manifest);
	const folder = join(input.into, manifestDigest.toString('hex'));
	const files = new Map([...made.files, [manifestFile, manifest]]);
	await createFolder(folder, files, { aside: input.aside });
	return { manifestDigest };
}
