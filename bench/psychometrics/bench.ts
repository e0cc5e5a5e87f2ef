/**
 * CPU seconds and peak memory beside the figures of the working paper, and how fast this machine is in
 * one fixed loop. Option: `--only NAME` (a part of a line's name).
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loopRate } from '../normalise.ts';

const { values: options } = parseArgs({ options: { only: { type: 'string', default: '' } } });

/** A program of this folder; it prints one line of JSON with `cpuSeconds` and `mebibytes`. */
interface Run {
	readonly name: string;
	readonly program: string;
	readonly args: readonly string[];
	/** Figures to stand beside; undefined where none were given. */
	readonly given: { readonly cpuSeconds: number; readonly mebibytes?: number } | undefined;
}

const runs: readonly Run[] = [
	{
		name: '2PL 110 × 100,000',
		program: 'calibrate',
		args: ['2PL', '110', '100000'],
		given: { cpuSeconds: 1.9, mebibytes: 57 },
	},
	{
		name: '2PL 110 × 1,000,000',
		program: 'calibrate',
		args: ['2PL', '110', '1000000'],
		given: { cpuSeconds: 17.2, mebibytes: 73 },
	},
	{
		name: 'GPCM 45 × 100,000',
		program: 'calibrate',
		args: ['GPCM', '45', '100000'],
		given: undefined,
	},
	{
		name: '3PL 110 × 100,000',
		program: 'calibrate',
		args: ['3PL', '110', '100000'],
		given: { cpuSeconds: 40 },
	},
	{
		name: 'similarity, 1,000',
		program: 'similarity',
		args: [],
		given: { cpuSeconds: 0.42 },
	},
	{
		name: 'ten forms of 110',
		program: 'assembly',
		args: [],
		given: { cpuSeconds: 9.4 },
	},
];

const promised = 1.3;
const timeout = 240_000;

/** As a program of `npm run bench`, or straight from its source under tsx. */
const source = import.meta.url.endsWith('.ts');
const program = (name: string) => [
	...(source ? ['--import', 'tsx'] : []),
	fileURLToPath(new URL(`./${name}${source ? '.ts' : '.js'}`, import.meta.url)),
];

const columns = (cells: readonly string[]) =>
	`${cells.map((cell, i) => (i === 0 ? cell.padEnd(24) : cell.padStart(11))).join('')}\n`;
const ratio = (own: number, given: number | undefined) =>
	given === undefined ? '–' : `${(own / given).toFixed(2)}×`;

process.stdout.write(`loop: ${(loopRate() / 1e6).toFixed(0)} million rounds per CPU second\n`);
process.stdout.write(columns(['', 'CPU s', 'given', 'ratio', 'MiB', 'given', 'ratio']));
let worst = 0;
for (const { name, program: file, args, given } of runs) {
	if (!name.includes(options.only)) continue;
	const run = spawnSync(process.execPath, [...program(file), ...args], {
		encoding: 'utf8',
		timeout,
	});
	if (run.status !== 0) {
		process.stdout.write(
			`${name}: did not finish (${String(run.signal ?? run.status)})\n${run.stderr}`,
		);
		process.exitCode = 1;
		continue;
	}
	const { cpuSeconds, mebibytes, ...rest } = JSON.parse(run.stdout) as Record<string, number> & {
		cpuSeconds: number;
		mebibytes: number;
	};
	process.stdout.write(
		columns([
			name,
			cpuSeconds.toFixed(2),
			given === undefined ? '–' : given.cpuSeconds.toFixed(2),
			ratio(cpuSeconds, given?.cpuSeconds),
			mebibytes.toFixed(0),
			given?.mebibytes === undefined ? '–' : given.mebibytes.toFixed(0),
			ratio(mebibytes, given?.mebibytes),
		]),
	);
	const details = Object.entries(rest).map(([key, value]) => `${key} ${shown(value)}`);
	process.stdout.write(`    ${details.join(', ')}\n`);
	if (given !== undefined) worst = Math.max(worst, cpuSeconds / given.cpuSeconds);
}
process.stdout.write(
	`promise of ${promised}× CPU before normalising: ${worst <= promised ? 'kept' : 'broken'} (${worst.toFixed(2)}×)\n`,
);
if (worst > promised) process.exitCode = 1;

if ('power'.includes(options.only)) {
	spawnSync(process.execPath, program('power'), { stdio: 'inherit', timeout });
}

function shown(value: unknown): string {
	return typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(4) : String(value);
}
