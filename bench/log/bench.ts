/**
 * The log: a tree of a million leaves beside nothing but its hashes, and proofs a second. The
 * promise is at most 1.5 times the CPU of the bare hashes. Option: `--runs N` (3).
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { spawnSync } from 'node:child_process';
import { measureNode, median, tableLine, type Usage } from '../measure.ts';
import { entryBytes, hashes } from './hashes.ts';

const { values: options } = parseArgs({ options: { runs: { type: 'string', default: '3' } } });
const runs = Number(options.runs);
const leaves = 1_000_000;
const promised = 1.5;
const minute = 60_000;

/** As a program of `npm run bench`, or straight from its source under tsx. */
const source = import.meta.url.endsWith('.ts');
const program = (name: string) => [
	...(source ? ['--import', 'tsx'] : []),
	fileURLToPath(new URL(`./${name}${source ? '.ts' : '.js'}`, import.meta.url)),
];

process.stdout.write(`${leaves} leaves of ${entryBytes} bytes, median of ${runs}\n`);
let worst = 0;
for (const name of Object.keys(hashes)) {
	const [bare, build]: [Usage[], Usage[]] = [[], []];
	for (let run = 0; run < runs; run += 1) {
		bare.push(await measureNode([...program('bare'), name, String(leaves)], 2 * minute));
		build.push(await measureNode([...program('build'), name, String(leaves)], 2 * minute));
	}
	const rival = median(bare);
	process.stdout.write(`${tableLine(`${name}: bare hashes`, rival, rival)}\n`);
	process.stdout.write(`${tableLine(`${name}: tree and tiles`, median(build), rival)}\n`);
	worst = Math.max(worst, median(build).cpuSeconds / rival.cpuSeconds);
}
const kept = worst <= promised ? 'kept' : 'broken';
process.stdout.write(`promise of ${promised}× CPU: ${kept} (${worst.toFixed(2)}×)\n`);

const proofs = spawnSync(process.execPath, program('proofs'), { stdio: 'inherit' });
process.exitCode = worst <= promised && proofs.status === 0 ? 0 : 1;
