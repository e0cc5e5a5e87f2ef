import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * `npm run bench [name] [-- options]`: every folder of `bench/` with a `bench.ts` is a benchmark
 * that prints its figures beside a rival's. Without a name all run, one after the other.
 */

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const out = path.join(root, 'build', 'bench');

const names = readdirSync('bench')
	.filter((name) => existsSync(path.join('bench', name, 'bench.ts')))
	.sort();

const [wanted, ...options] = process.argv.slice(2);
const isName = wanted !== undefined && !wanted.startsWith('-');
if (isName && !names.includes(wanted)) {
	process.stderr.write(`No benchmark "${wanted}". There are: ${names.join(', ')}\n`);
	process.exit(64);
}

/** Every script of a benchmark becomes a program, for each measured side is its own process. */
async function bundle() {
	rmSync(out, { recursive: true, force: true });
	await build({
		entryPoints: names.flatMap((name) =>
			readdirSync(path.join('bench', name))
				.filter((file) => file.endsWith('.ts'))
				.map((file) => path.join('bench', name, file)),
		),
		outbase: 'bench',
		outdir: out,
		bundle: true,
		splitting: true,
		platform: 'node',
		format: 'esm',
		target: 'node20.19',
		logLevel: 'warning',
		plugins: [
			{
				// Packages of this repository are TypeScript and go in; all others stay outside.
				name: 'external-packages',
				setup(builder) {
					builder.onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) =>
						kind === 'entry-point' || name.startsWith('@terang/')
							? undefined
							: { path: name, external: true },
					);
				},
			},
		],
	});
}

await bundle();
let failed = 0;
for (const name of isName ? [wanted] : names) {
	process.stdout.write(`\n# ${name}\n`);
	const args = [path.join(out, name, 'bench.js'), ...(isName ? options : process.argv.slice(2))];
	const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
	if (status !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);
