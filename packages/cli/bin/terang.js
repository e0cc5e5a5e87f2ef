#!/usr/bin/env node
/**
 * The auditor's command. Plain JavaScript on purpose: npm links a bin only when its file exists at
 * install, and Node 20 runs no TypeScript. The program itself is built from source on first use and
 * kept by the digest of that source, so it can never be older than what stands in the repository.
 */
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync } from 'node:fs'; // prettier-ignore
import { copyFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const unavailable = 69;
const cli = path.resolve(path.dirname(realpathSync(fileURLToPath(import.meta.url))), '..');
const packages = path.dirname(cli);

/** @param {string} sentence @returns {never} */
function refuse(sentence) {
	process.stderr.write(`terang: ${sentence}\n`);
	process.exit(unavailable);
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
	refuse(`needs Node 20.19 or newer; this is ${process.versions.node}`);
}

/** Everything the program is built from, in a fixed order. */
function sources() {
	const files = [];
	for (const name of ['bundle', 'cli', 'ledger', 'psychometrics', 'rules']) {
		const folder = path.join(packages, name);
		files.push(path.join(folder, 'package.json'));
		for (const part of ['src', 'packs']) {
			const within = path.join(folder, part);
			if (!existsSync(within)) continue;
			for (const entry of readdirSync(within, { recursive: true, withFileTypes: true })) {
				const file = path.join(entry.parentPath, entry.name);
				if (entry.isFile() && !/\.test\.ts$/.test(file)) files.push(file);
			}
		}
	}
	return files.sort();
}

/** @param {string[]} files */
function digest(files) {
	const hash = createHash('sha256');
	for (const file of files) {
		hash.update(path.relative(packages, file)).update('\0').update(readFileSync(file)).update('\0');
	}
	return hash.digest('hex').slice(0, 24);
}

/** Beside the source where that can be written, else in a folder that only this user can write. */
function cacheFolder() {
	const beside = path.join(cli, '.build');
	try {
		mkdirSync(beside, { recursive: true });
		accessSync(beside, constants.W_OK);
		return beside;
	} catch {
		const { uid } = userInfo();
		const own = path.join(tmpdir(), `terang-cli-${uid}`);
		mkdirSync(own, { recursive: true, mode: 0o700 });
		const found = lstatSync(own);
		// Somebody else's folder in a shared place could hold somebody else's program.
		if (!found.isDirectory() || (uid >= 0 && found.uid !== uid) || (found.mode & 0o022) !== 0) {
			refuse(`${own} does not belong to this user alone; remove it`);
		}
		return own;
	}
}

/** Several first uses at once: each builds aside, one rename wins, the others find it there. */
async function build(/** @type {string} */ target) {
	const aside = `${target}.${process.pid}`;
	const { build: bundle } = await import('esbuild').catch(() =>
		refuse('is not installed: run npm ci in the repository first'),
	);
	await bundle({
		entryPoints: [path.join(cli, 'src/main.ts'), path.join(cli, 'src/worker.ts')],
		outdir: aside,
		outExtension: { '.js': '.mjs' },
		bundle: true,
		splitting: true,
		format: 'esm',
		platform: 'node',
		target: 'node20.19',
		sourcemap: 'inline',
		sourcesContent: false,
		logLevel: 'silent',
	});
	// The solver looks for its machine code beside its own module.
	const solver = createRequire(import.meta.url).resolve('highs/runtime');
	await copyFile(solver, path.join(aside, 'highs.wasm'));
	try {
		await rename(aside, target);
	} catch (error) {
		await rm(aside, { recursive: true, force: true });
		if (!existsSync(path.join(target, 'main.mjs'))) throw error;
	}
}

const target = path.join(cacheFolder(), digest(sources()));
if (!existsSync(path.join(target, 'main.mjs'))) await build(target);
const { main } = await import(pathToFileURL(path.join(target, 'main.mjs')).href);
process.exitCode = await main(process.argv.slice(2));
