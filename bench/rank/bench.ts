/**
 * The whole country in one selection, beside DuckDB: whole processes in turn, reading, checking,
 * ranking and writing included. Options: `--small` for a sixteenth part, `--runs N` (5).
 */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureNode, median, tableLine, type Usage } from '../measure.ts';
import { compare } from './compare.ts';

const { values: options } = parseArgs({
	options: { small: { type: 'boolean' }, runs: { type: 'string', default: '5' } },
});
const runs = Number(options.runs);
const [participants, vacancies] = options.small === true ? [250_000, 15_625] : [4_000_000, 250_000];
const cache = process.env['BENCH_DATA'] ?? path.resolve('build/bench-data');
const input = path.join(cache, `rank-${participants}`);
const minutes = 60_000;

const program = (name: string) => fileURLToPath(new URL(`./${name}.js`, import.meta.url));
const terang = path.resolve('packages/cli/bin/terang.js');

mkdirSync(cache, { recursive: true });
if (!existsSync(input)) {
	const args = [program('generate'), input, String(participants), String(vacancies)];
	await measureNode(args, 10 * minutes);
}
const megabytes = statSync(path.join(input, 'participants.csv')).size / 1e6;
process.stdout.write(
	`${participants} participants (${megabytes.toFixed(0)} MB) over ${vacancies} vacancies, ` +
		`median of ${runs}\n`,
);

const output = (name: string) => path.join(cache, name);
const given = (name: string) => path.join(input, name);
const command = (folder: string) => [
	...[terang, 'rank', '--quiet', '--selection', given('selection.json')],
	...['--vacancies', given('vacancies.csv'), '--participants', given('participants.csv')],
	...['--decisions', given('decisions.csv'), '--out', output(folder)],
];
const sides: { name: string; args: string[]; usages: Usage[] }[] = [
	{ name: 'DuckDB', args: [program('duckdb'), input, output('duckdb.csv')], usages: [] },
	{ name: 'terang rank --no-reasons', args: [...command('plain'), '--no-reasons'], usages: [] },
	{ name: 'terang rank', args: command('reasoned'), usages: [] },
];
// The command builds itself on first use; that belongs to installing, not to ranking.
await measureNode([terang, '--help'], minutes);
for (let run = 0; run < runs; run++) {
	for (const { args, usages } of sides) usages.push(await measureNode(args, 5 * minutes));
}

const rival = median(sides[0]?.usages ?? []);
for (const { name, usages } of sides) {
	process.stdout.write(`${tableLine(name, median(usages), rival)}\n`);
}
for (const file of ['plain/results.csv', 'reasoned/results.csv']) {
	const { rows, moved, cuts, tiedCuts } = await compare(
		output(file),
		output('duckdb.csv'),
		given('vacancies.csv'),
	);
	process.stdout.write(
		`${file}: ${rows} rows equal to the SQL; ${moved} more placed by fill rounds; ` +
			`${tiedCuts} of ${cuts} cuts tied (${((100 * tiedCuts) / cuts).toFixed(1)}%)\n`,
	);
}
