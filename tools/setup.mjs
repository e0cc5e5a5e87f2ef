import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	accessSync,
	constants,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	utimesSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withSetupLock } from './setup-lock.mjs';

/**
 * What a checkout needs before it can run: dependencies as the lock file says, and a build of the
 * present source. Plain JavaScript on Node alone, since nothing is installed yet.
 */

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const buildFolder = path.join(root, 'build');
const KEPT_BUILDS = 2;

/** A set-up step that cannot be done, with one sentence for the terminal. */
export class SetupError extends Error {}

/** @param {string} text */
function progress(text) {
	process.stderr.write(`${text}\n`);
}

/** Installs only where `node_modules` is not what the lock file asks for. */
export async function ensureInstalled() {
	if (isInstalled()) return;
	requireWritable(root);
	await withSetupLock(buildFolder, async () => {
		if (isInstalled()) return;
		progress('Terang: memasang dependensi (npm ci)…');
		const npm = process.env.npm_execpath;
		const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
		const args = ['ci', '--include=dev', ...quiet, ...npmCache()];
		const status = npm?.endsWith('.js')
			? await run(process.execPath, [npm, ...args])
			: await run('npm', args);
		if (status !== 0) throw new SetupError(`npm ci gagal (status ${status}).`);
	});
}

/** An account without a home of its own, such as a service's, has no place for npm's cache. */
function npmCache() {
	try {
		const cache = process.env.npm_config_cache ?? path.join(homedir(), '.npm');
		mkdirSync(cache, { recursive: true });
		accessSync(cache, constants.W_OK);
		return [];
	} catch {
		return ['--cache', path.join(buildFolder, '.npm-cache')];
	}
}

/**
 * npm writes `node_modules/.package-lock.json` when an installation is complete and removes it when
 * it starts over, so that file, and not a mark of ours, says what is there. An optional package of
 * another platform is rightly absent.
 */
function isInstalled() {
	/** @type {Record<string, LockedPackage>} */
	let installed;
	try {
		installed = readLock(path.join(root, 'node_modules', '.package-lock.json'));
	} catch {
		return false;
	}
	return Object.entries(readLock(path.join(root, 'package-lock.json'))).every(([place, wanted]) => {
		if (!place.startsWith('node_modules/')) return true;
		const found = installed[place];
		if (found === undefined) return wanted.optional === true || wanted.devOptional === true;
		return (
			found.version === wanted.version &&
			found.integrity === wanted.integrity &&
			existsSync(path.join(root, place))
		);
	});
}

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage */

/** @param {string} file @returns {Record<string, LockedPackage>} */
function readLock(file) {
	return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/**
 * Builds only what was never built; gives the folder of the build. Built aside and renamed, so that
 * a running server keeps its files and a broken build is never mistaken for one.
 * @returns {Promise<string>}
 */
export async function ensureBuilt() {
	const folder = path.join(buildFolder, sourceDigest());
	if (existsSync(folder)) {
		markUsed(folder);
		return folder;
	}
	requireWritable(root);
	await withSetupLock(buildFolder, async () => {
		if (existsSync(folder)) return;
		progress('Terang: membangun aplikasi…');
		removeUnfinishedBuilds();
		const aside = `${folder}.${process.pid}.unfinished`;
		const script = path.join(root, 'tools', 'build.mjs');
		const status = await run(process.execPath, [script, aside], { quiet: true });
		if (status !== 0) throw new SetupError(`Pembangunan aplikasi gagal (status ${status}).`);
		renameSync(aside, folder);
		removeOldBuilds(path.basename(folder));
	});
	return folder;
}

/** Digest over everything a build is made of: same bytes, same build. */
export function sourceDigest() {
	const hash = createHash('sha256');
	hash.update(`node ${process.versions.modules} ${process.platform} ${process.arch}\n`);
	for (const file of ['package-lock.json', 'tools/build.mjs', ...sourceFiles()].sort()) {
		const bytes = readFileSync(path.join(root, file));
		hash.update(`${file}\0${bytes.length}\0`).update(bytes);
	}
	return hash.digest('hex').slice(0, 16);
}

function sourceFiles() {
	/** @type {string[]} */
	const found = [];
	for (const start of ['app', 'packages']) collect(start, found);
	return found;
}

const skippedFolders = new Set([
	'node_modules',
	'.svelte-kit',
	'build',
	'.build',
	'test',
	'paraglide',
]);

/** Generated words and tests do not change what is built. @param {string} folder @param {string[]} found */
function collect(folder, found) {
	for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
		const place = `${folder}/${entry.name}`;
		if (entry.isDirectory()) {
			if (!skippedFolders.has(entry.name)) collect(place, found);
		} else if (entry.isFile() && !isGenerated(place) && !/\.test\.ts$/.test(entry.name)) {
			found.push(place);
		}
	}
}

/** The compiler of the words leaves notes of its own beside its settings. @param {string} place */
function isGenerated(place) {
	return place.includes('/project.inlang/') && !place.endsWith('/settings.json');
}

/** @param {string} folder */
function markUsed(folder) {
	try {
		const now = new Date();
		utimesSync(folder, now, now);
	} catch {
		// A checkout that belongs to somebody else: it only decides which build is oldest.
	}
}

/** @returns {string[]} */
function builds() {
	return readdirSync(buildFolder).filter((name) => /^[0-9a-f]{16}$/.test(name));
}

/** The builder of a set-up that was killed may still write into its own: that goes another time. */
function removeUnfinishedBuilds() {
	for (const name of readdirSync(buildFolder)) {
		if (!name.endsWith('.unfinished')) continue;
		try {
			rmSync(path.join(buildFolder, name), { recursive: true, force: true });
		} catch (error) {
			if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOTEMPTY') throw error;
		}
	}
}

/** The build before stays, for a server that still runs from it. @param {string} current */
function removeOldBuilds(current) {
	const age = (/** @type {string} */ name) => statSync(path.join(buildFolder, name)).mtimeMs;
	const old = builds()
		.filter((name) => name !== current)
		.sort((a, b) => age(b) - age(a));
	for (const name of old.slice(KEPT_BUILDS - 1)) {
		rmSync(path.join(buildFolder, name), { recursive: true, force: true });
	}
}

/** @param {string} folder */
function requireWritable(folder) {
	try {
		accessSync(folder, constants.W_OK);
		mkdirSync(buildFolder, { recursive: true });
		accessSync(buildFolder, constants.W_OK);
	} catch {
		throw new SetupError(
			`Folder ${folder} tidak dapat ditulis oleh pengguna ini; jalankan npm start sekali sebagai pemiliknya.`,
		);
	}
}

/** @type {import('node:child_process').ChildProcess | undefined} */
let running;

/** Ends a set-up step that is under way; for signals. */
export function stopSetup() {
	if (running?.pid === undefined) return;
	try {
		process.kill(-running.pid, 'SIGTERM');
	} catch {
		// Already gone.
	}
}

/**
 * Output goes to stderr, since stdout belongs to the ready line; of a quiet step only if it fails.
 * @param {string} command @param {string[]} args @param {{ quiet?: boolean }} [options]
 * @returns {Promise<number>}
 */
function run(command, args, { quiet = false } = {}) {
	return new Promise((resolve, reject) => {
		const output = quiet ? 'pipe' : 2;
		const child = spawn(command, args, {
			cwd: root,
			stdio: ['ignore', output, output],
			// A group of its own, so that npm's and the bundler's children end with it.
			detached: true,
			env: { ...process.env, NODE_ENV: 'development' },
		});
		running = child;
		/** @type {Buffer[]} */
		const said = [];
		child.stdout?.on('data', (chunk) => said.push(chunk));
		child.stderr?.on('data', (chunk) => said.push(chunk));
		child.once('error', (error) => reject(new SetupError(`${command}: ${error.message}`)));
		child.once('close', (code) => {
			running = undefined;
			if (code !== 0) process.stderr.write(Buffer.concat(said));
			resolve(code ?? 1);
		});
	});
}
