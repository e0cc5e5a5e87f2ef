import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { zipSource, type Anchor, type BundleSource, type SiteRow } from '@terang/bundle';
import { FileProblem, fileProblem, readWhole } from '../files.ts';
import { fetchBytes, fetchJson } from '../http.ts';

/** One published version to check, from wherever it was named. */
export interface Target {
	readonly name: string;
	readonly source: BundleSource;
	/** What to trust when the caller brought no key and no policy. */
	readonly anchor: Anchor;
	/** Only for a site: what its pages show. */
	readonly siteRows?: () => AsyncIterable<SiteRow>;
	/** Only over HTTP: where the log is. */
	readonly logUrl?: URL;
}

/** Finds out what was named: a folder, an archive, a bundle's address or a whole site. */
export async function findTargets(named: string): Promise<readonly Target[]> {
	if (!/^https?:\/\//.test(named)) return [localTarget(named)];
	const url = new URL(named);
	if (url.pathname.endsWith('.zip')) return [await zipTarget(url)];
	const folder = asFolder(url);
	const manifest = await fetchBytes(new URL('manifest.json', folder));
	if (manifest !== undefined) return [await bundleTarget(folder, manifest)];
	return siteTargets(folder);
}

function localTarget(named: string): Target {
	let isFolder: boolean;
	try {
		isFolder = statSync(named).isDirectory();
	} catch (error) {
		throw fileProblem(named, error);
	}
	const source = isFolder ? folderSource(named) : archiveSource(named, readWhole(named));
	return { name: named, source, anchor: { kind: 'bundle' } };
}

function folderSource(folder: string): BundleSource {
	return {
		read(file) {
			const place = path.join(folder, file);
			try {
				return Promise.resolve(readFileSync(place));
			} catch (error) {
				const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
				if (absent) return Promise.resolve(undefined);
				throw fileProblem(place, error);
			}
		},
	};
}

function archiveSource(name: string, bytes: Uint8Array): BundleSource {
	const opened = zipSource(bytes);
	if (!opened.ok) throw new FileProblem(`${name}: ${opened.code}`);
	return opened.source;
}

async function zipTarget(url: URL): Promise<Target> {
	const bytes = await fetchBytes(url);
	if (bytes === undefined) throw new FileProblem(`${url.href}: not found`);
	return { name: url.href, source: archiveSource(url.href, bytes), anchor: { kind: 'bundle' } };
}

async function bundleTarget(folder: URL, manifest: Uint8Array): Promise<Target> {
	const logUrl = logOf(manifest, folder);
	return {
		name: folder.href,
		source: httpSource(folder),
		anchor: await siteAnchor(logUrl),
		...(logUrl === undefined ? {} : { logUrl }),
	};
}

/** A manifest that cannot be read is for the check itself to name; here it only has no log. */
function logOf(manifest: Uint8Array, folder: URL): URL | undefined {
	try {
		const value = JSON.parse(new TextDecoder().decode(manifest)) as { log?: { url?: unknown } };
		return typeof value.log?.url === 'string' ? new URL(value.log.url, folder) : undefined;
	} catch {
		return undefined;
	}
}

interface IndexEntry {
	readonly selection: string;
	readonly version: number;
	readonly url: string;
	readonly log: string;
}

/** The newest version of every selection that the site lists. */
async function siteTargets(site: URL): Promise<readonly Target[]> {
	const index = await fetchJson(new URL('data/index.json', site));
	if (!Array.isArray(index)) {
		throw new FileProblem(`${site.href}: neither a bundle nor a site with /data/index.json`);
	}
	const newest = new Map<string, IndexEntry>();
	for (const entry of index as IndexEntry[]) {
		const known = newest.get(entry.selection);
		if (known === undefined || known.version < entry.version) newest.set(entry.selection, entry);
	}
	if (newest.size === 0) throw new FileProblem(`${site.href}: nothing is published yet`);
	return Promise.all(
		[...newest.values()].map(async (entry) => {
			const logUrl = new URL(entry.log, site);
			return {
				name: `${entry.selection} v${entry.version}`,
				source: httpSource(asFolder(new URL(entry.url, site))),
				anchor: await siteAnchor(logUrl),
				siteRows: () => readSiteRows(site, entry),
				logUrl,
			};
		}),
	);
}

async function siteAnchor(logUrl: URL | undefined): Promise<Anchor> {
	const bytes = logUrl === undefined ? undefined : await fetchBytes(new URL('vkey', logUrl));
	if (bytes === undefined) return { kind: 'bundle' };
	return { kind: 'site', vkey: new TextDecoder().decode(bytes).trim() };
}

function httpSource(folder: URL): BundleSource {
	return { read: (file) => fetchBytes(new URL(file, folder)) };
}

async function* readSiteRows(site: URL, entry: IndexEntry): AsyncGenerator<SiteRow> {
	let after: number | undefined = 0;
	while (after !== undefined) {
		const url = new URL(`api/v1/selections/${entry.selection}/results`, site);
		url.search = new URLSearchParams({
			version: String(entry.version),
			after: String(after),
		}).toString();
		const page = (await fetchJson(url)) as { rows?: SiteRow[]; next?: number } | undefined;
		if (!Array.isArray(page?.rows)) throw new FileProblem(`${url.pathname}: gives no rows`);
		yield* page.rows;
		after = page.next;
	}
}

function asFolder(url: URL): URL {
	return url.pathname.endsWith('/') ? url : new URL(`${url.pathname}/`, url);
}
