import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { build as buildPages } from 'vite';

/**
 * Builds the application into one folder: `host/` (the process), `kit/` (the pages) and `browser/`
 * (scripts for pages, with a digest in each name). Usage: node tools/build.mjs <folder>
 */

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const app = path.join(root, 'app');
const out = path.resolve(process.argv[2] ?? path.join(root, 'build', 'manual'));

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await Promise.all([buildHost(), buildBrowser()]);
await buildKit();

/** Packages of this repository are bundled, since they are TypeScript; all others stay outside. */
function externalPackages() {
	return {
		name: 'external-packages',
		/** @param {import('esbuild').PluginBuild} builder */
		setup(builder) {
			builder.onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) => {
				if (
					kind === 'entry-point' ||
					name.startsWith('@terang/') ||
					name.startsWith('terang-cli')
				) {
					return undefined;
				}
				return name.startsWith('$lib') ? undefined : { path: name, external: true };
			});
		},
	};
}

async function buildHost() {
	await build({
		entryPoints: hostEntries(),
		outdir: path.join(out, 'host'),
		bundle: true,
		splitting: true,
		platform: 'node',
		format: 'esm',
		target: 'node20.19',
		sourcemap: true,
		alias: { $lib: path.join(app, 'src', 'lib') },
		plugins: [externalPackages()],
		logLevel: 'warning',
	});
}

/** Every process of the application has its own entry. @returns {Record<string, string>} */
function hostEntries() {
	/** @type {Record<string, string>} */
	const entries = JSON.parse(readFileSync(path.join(app, 'host', 'entries.json'), 'utf8'));
	return Object.fromEntries(
		Object.entries(entries).map(([name, file]) => [name, path.join(app, 'host', file)]),
	);
}

/**
 * `app/src/browser/<name>.ts` becomes `/skrip/<name>-<digest>.js`; `scripts.json` gives the
 * addresses by name. A worker is an entry as well.
 */
async function buildBrowser() {
	const folder = path.join(app, 'src', 'browser');
	const entries = readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isFile() && /^[a-z-]+\.ts$/.test(entry.name))
		.map((entry) => path.join(folder, entry.name));
	/** @type {Record<string, string>} */
	const addresses = {};
	if (entries.length > 0) {
		const { metafile } = await build({
			entryPoints: entries,
			outdir: path.join(out, 'browser'),
			entryNames: '[name]-[hash]',
			chunkNames: 'chunk-[hash]',
			bundle: true,
			splitting: false,
			minify: true,
			platform: 'browser',
			format: 'esm',
			target: 'es2022',
			alias: { $lib: path.join(app, 'src', 'lib') },
			metafile: true,
			logLevel: 'warning',
		});
		for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
			if (entryPoint === undefined) continue;
			addresses[path.basename(entryPoint, '.ts')] = `/skrip/${path.basename(file)}`;
		}
	}
	writeFileSync(path.join(out, 'scripts.json'), JSON.stringify(addresses));
}

async function buildKit() {
	process.env.NODE_ENV = 'production';
	process.env.KIT_OUT = path.join(out, 'kit');
	// A working folder of its own: another build, or the type checker, may be using the usual one.
	process.env.KIT_WORK = path.relative(app, path.join(out, 'kit-work'));
	process.env.KIT_VERSION = path.basename(out).slice(0, 16);
	process.chdir(app);
	await buildPages({ root: app, logLevel: 'warn' });
	rmSync(path.join(out, 'kit-work'), { recursive: true, force: true });
}
