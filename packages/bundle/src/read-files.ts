import type { Sha256 } from '@terang/ledger';
import { checkpointFile, manifestFile, proofFile } from './files.ts';
import { toHex } from './hex.ts';
import { parseManifest, type Manifest } from './manifest.ts';
import type { BundleSource } from './source.ts';
import type { Findings } from './verdict.ts';

export interface BundleContent {
	readonly manifest: Manifest;
	readonly manifestBytes: Uint8Array;
	/** The data files as they came, also where they are not what the manifest says. */
	readonly files: ReadonlyMap<string, Uint8Array>;
	readonly proof: Uint8Array | undefined;
	readonly checkpoint: Uint8Array | undefined;
}

/**
 * Step one: the manifest, and every data file against its length and digest in it. Nothing when
 * there is no manifest to go by.
 */
export async function readBundle(
	source: BundleSource,
	sha256: Sha256,
	findings: Findings,
): Promise<BundleContent | undefined> {
	const manifestBytes = await source.read(manifestFile);
	if (manifestBytes === undefined) {
		findings.add('file_missing', manifestFile);
		return undefined;
	}
	const parsed = parseManifest(manifestBytes);
	if (!parsed.ok) {
		findings.add(parsed.code, parsed.where);
		return undefined;
	}
	const { manifest } = parsed;
	findings.know({ selection: manifest.selection, version: manifest.version });
	const files = new Map<string, Uint8Array>();
	for (const expected of manifest.files) {
		const bytes = await source.read(expected.path);
		if (bytes === undefined) {
			findings.add('file_missing', expected.path);
		} else {
			// Kept even if changed: the recomputation then names the row, not only the file.
			compareWithManifest(expected, bytes, sha256, findings);
			files.set(expected.path, bytes);
		}
	}
	return {
		manifest,
		manifestBytes,
		files,
		proof: await readRequired(source, proofFile, findings),
		checkpoint: await readRequired(source, checkpointFile, findings),
	};
}

async function readRequired(source: BundleSource, path: string, findings: Findings) {
	const bytes = await source.read(path);
	if (bytes === undefined) findings.add('file_missing', path);
	return bytes;
}

function compareWithManifest(
	expected: Manifest['files'][number],
	bytes: Uint8Array,
	sha256: Sha256,
	findings: Findings,
): void {
	if (bytes.length !== expected.bytes) {
		findings.add(
			'file_length_differs',
			expected.path,
			`${expected.bytes} bytes`,
			`${bytes.length} bytes`,
		);
	}
	const digest = toHex(sha256(bytes));
	if (digest !== expected.sha256) {
		findings.add('file_digest_differs', expected.path, expected.sha256, digest);
	}
}
