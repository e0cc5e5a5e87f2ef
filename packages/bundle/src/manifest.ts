import * as z from 'zod/mini';
import { toHex } from './hex.ts';
import { dataFiles } from './files.ts';

/**
 * The manifest binds a published version: it names every data file with its SHA-256, and the log
 * entry `result.published` carries the SHA-256 of the manifest's own bytes.
 */

const sha256Hex = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const atLeast = (least: number) => z.int().check(z.minimum(least));
const text = z.string().check(z.minLength(1));
const version = atLeast(1);

const manifestSchema = z.strictObject({
	format: z.literal('terang-bundle/1'),
	selection: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,99}$/)),
	version,
	/** The version that this one corrects, bound by its own manifest's digest. */
	previous: z.nullable(z.strictObject({ version, manifestSha256: sha256Hex })),
	files: z.array(z.strictObject({ path: z.enum(dataFiles), bytes: atLeast(0), sha256: sha256Hex })),
	log: z.strictObject({
		origin: text,
		vkey: text,
		/** `/log/<year>/`, relative to the site that serves the bundle. */
		url: z.string().check(z.regex(/^\/log\/\d{4}(?:-\d+)?\/$/)),
		/** Indices of the entries that led to this version, by entry type. */
		entries: z.record(z.string(), z.array(atLeast(0))),
	}),
	engine: z.strictObject({ name: z.literal('terang-rules'), version: text }),
});

export type Manifest = z.infer<typeof manifestSchema>;

export type ManifestParsing =
	| { readonly ok: true; readonly manifest: Manifest }
	| {
			readonly ok: false;
			readonly code: 'manifest_not_json' | 'manifest_malformed';
			readonly where: string;
	  };

/** What a publisher knows when the seven files are ready and the leading entries are sequenced. */
export interface ManifestInput {
	readonly selection: string;
	readonly version: number;
	readonly previous: Manifest['previous'];
	readonly files: ReadonlyMap<string, Uint8Array>;
	readonly log: Manifest['log'];
	readonly engineVersion: string;
	readonly sha256: (bytes: Uint8Array) => Uint8Array;
}

/**
 * The bytes of `manifest.json`: two-space JSON with a final newline. Throws when a data file is
 * absent, for then the publisher has a bug.
 */
export function buildManifest(input: ManifestInput): Uint8Array {
	const files = dataFiles.map((path) => {
		const bytes = input.files.get(path);
		if (bytes === undefined) throw new Error(`bundle lacks ${path}`);
		return { path, bytes: bytes.length, sha256: toHex(input.sha256(bytes)) };
	});
	const manifest: Manifest = manifestSchema.parse({
		format: 'terang-bundle/1',
		selection: input.selection,
		version: input.version,
		previous: input.previous,
		files,
		log: input.log,
		engine: { name: 'terang-rules', version: input.engineVersion },
	});
	return new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
}

/** Reads a manifest and refuses one that does not list each data file exactly once. */
export function parseManifest(bytes: Uint8Array): ManifestParsing {
	let value: unknown;
	try {
		value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch {
		return { ok: false, code: 'manifest_not_json', where: 'manifest.json' };
	}
	const parsed = manifestSchema.safeParse(value);
	if (!parsed.success) {
		const path = parsed.error.issues[0]?.path.join('/') ?? '';
		return { ok: false, code: 'manifest_malformed', where: `manifest.json#/${path}` };
	}
	const listed = parsed.data.files.map((file) => file.path);
	const complete = listed.length === dataFiles.length && new Set(listed).size === listed.length;
	if (!complete) return { ok: false, code: 'manifest_malformed', where: 'manifest.json#/files' };
	return { ok: true, manifest: parsed.data };
}
