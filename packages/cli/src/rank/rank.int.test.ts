import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { finish, start, terang } from '../../test/run.ts';

const selection = JSON.stringify({
	id: 'contoh',
	pack: 'cpns-2024',
	skb: [{ code: 'cat', max: 500, weight: '1' }],
	fill_rounds: [],
});
const vacancies =
	'vacancy_id,agency_id,position_code,education_group,unit_id,formation_type,seats\nV1,A,P,E,U,umum,1\n';
const header =
	'participant_id,vacancy_id,admin_status,skd_status,twk,tiu,tkp,skb_status,skb_cat,gpa,birth_date';
const people = [
	'P1,V1,MS,hadir,100,120,190,hadir,400,3.5,1999-01-02',
	'P2,V1,MS,hadir,95,115,185,hadir,390,3.2,1998-03-04',
];

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'terang-rank-'));
	write('selection.json', selection);
	write('vacancies.csv', vacancies);
	write('participants.csv', [header, ...people, ''].join('\n'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): void {
	writeFileSync(path.join(folder, name), content);
}

function args(...more: string[]): string[] {
	return [
		'rank', '--selection', 'selection.json', '--vacancies', 'vacancies.csv',
		'--participants', 'participants.csv', '--out', 'new/folder', ...more,
	]; // prettier-ignore
}

const results = (): string => readFileSync(path.join(folder, 'new/folder/results.csv'), 'utf8');

describe('terang rank', () => {
	it('writes results and report into a folder that it makes', async () => {
		const run = await terang(args(), { cwd: folder });
		expect(run).toMatchObject({ code: 0, stderr: '' });
		expect(results().split('\n')[1]).toMatch(/^P1,V1,L,410,/);
		const report = JSON.parse(
			readFileSync(path.join(folder, 'new/folder/report.json'), 'utf8'),
		) as { results: string };
		expect(report.results).toBe(createHash('sha256').update(results()).digest('hex'));
		expect(readdirSync(path.join(folder, 'new/folder')).sort()).toEqual([
			'report.json',
			'results.csv',
		]);
	});

	it('reads gzip by its name and writes the same bytes', async () => {
		await terang(args(), { cwd: folder });
		const plain = results();
		write('people.csv.gz', gzipSync([header, ...people, ''].join('\n')));
		const run = await terang([...args(), '--participants', 'people.csv.gz'], { cwd: folder });
		expect(run.code).toBe(0);
		expect(results()).toBe(plain);
	});

	it('names every fault by file, line, column and code, and writes nothing', async () => {
		write(
			'participants.csv',
			[header, people[0], 'P1,V9,MS,hadir,151,-5,abc,hadir,,,1999-02-30', ''].join('\n'),
		);
		const run = await terang(args(), { cwd: folder });
		expect(run.code).toBe(2);
		expect(run.stdout).toBe('');
		for (const line of run.stderr.trimEnd().split('\n')) {
			expect(line).toMatch(/^participants\.csv:3:[a-z_]+: [a-z_]+: /);
		}
		expect(run.stderr).toContain('participants.csv:3:vacancy_id: unknown_vacancy: V9');
		expect(existsSync(path.join(folder, 'new'))).toBe(false);
	});

	it('gives faults as JSON Lines when asked', async () => {
		write('vacancies.csv', '');
		const run = await terang(args('--json'), { cwd: folder });
		expect(run.code).toBe(2);
		const [first = ''] = run.stderr.split('\n');
		expect(JSON.parse(first)).toMatchObject({ file: 'vacancies.csv', code: 'empty_file' });
	});

	it('answers an open tie with status 3, and with 0 once it is decided', async () => {
		const equal = people[0]!.replace('P1', 'P0');
		write('participants.csv', [header, people[0], equal, ''].join('\n'));
		const open = await terang(args(), { cwd: folder });
		expect(open.code).toBe(3);
		expect(open.stderr).toContain('tie_unresolved: V1');
		expect(results()).toContain('tie_unresolved');
		write(
			'decisions.csv',
			'vacancy_id,participant_id,decision,authority,reason\nV1,P0,L,PPK,berita acara 7\n',
		);
		const decided = await terang(args('--decisions', 'decisions.csv'), { cwd: folder });
		expect(decided.code).toBe(0);
		expect(results()).toMatch(/^P0,V1,L,/m);
	});

	it('explains one person with every step of the sum, in the language asked for', async () => {
		const run = await terang(args('--explain', 'P2'), { cwd: folder });
		expect(run.code).toBe(0);
		expect(run.stdout).toContain('395 ÷ 550 × 100');
		const english = await terang(args('--explain', 'P2', '--lang', 'en'), { cwd: folder });
		expect(english.stdout).not.toBe(run.stdout);
		const unknown = await terang(args('--explain', 'P9'), { cwd: folder });
		expect(unknown.code).toBe(2);
	});

	it('writes the same bytes by two threads as by one', async () => {
		const many = Array.from({ length: 200_000 }, (_, at) =>
			people[at % 2]!.replace(/^P/, `Q${at}`),
		);
		const text = [header, ...many, '"R\n1",V1,TMS,,,,,,,,', ''].join('\n');
		write('participants.csv', text);
		// A compressed file has no middle to begin at, so one thread reads it.
		write('people.csv.gz', gzipSync(text));
		expect((await terang(args(), { cwd: folder })).code).toBe(3);
		const byTwo = results();
		const alone = await terang([...args(), '--participants', 'people.csv.gz'], { cwd: folder });
		expect(alone.code).toBe(3);
		expect(results() === byTwo).toBe(true);
	});

	it('names the line of a fault that the second thread found', async () => {
		const many = Array.from({ length: 200_000 }, (_, at) => people[0]!.replace('P1', `Q${at}`));
		write('participants.csv', [header, ...many, people[1]!.replace('95', '-5'), ''].join('\n'));
		const run = await terang(args(), { cwd: folder });
		expect(run).toMatchObject({ code: 2, stderr: 'participants.csv:200002:twk: negative: -5\n' });
	});

	it('leaves what stood there before when it is cancelled', async () => {
		await terang(args(), { cwd: folder });
		const before = results();
		const many = Array.from({ length: 800_000 }, (_, at) => people[0]!.replace('P1', `Q${at}`));
		write('participants.csv', [header, ...many, ''].join('\n'));
		const child = start(args(), { cwd: folder });
		const run = finish(child);
		await vi.waitUntil(() => readdirSync(path.join(folder, 'new/folder')).length > 2, {
			timeout: 60_000,
			interval: 2,
		});
		child.kill('SIGINT');
		expect((await run).code).toBe(130);
		expect(results()).toBe(before);
		expect(readdirSync(path.join(folder, 'new/folder')).sort()).toEqual([
			'report.json',
			'results.csv',
		]);
	});
});

describe('the command line', () => {
	it.each([
		[[], 0],
		[['--help'], 0],
		[['rank', '--help'], 0],
		[['rnk'], 64],
		[['rank'], 64],
		[['rank', '--nonsense'], 64],
		[['verify'], 64],
		[['verify', 'x', '--log-key', 'a', '--policy', 'b'], 64],
		[['verify', '/does/not/exist'], 2],
		[['verify', 'http://127.0.0.1:1/'], 2],
		[['log', 'verify', '/does/not/exist'], 2],
	])('%j exits with %i', async (words, code) => {
		expect((await terang(words)).code).toBe(code);
	});

	it('shows an example with every command', async () => {
		for (const command of [['rank'], ['verify'], ['log', 'verify'], ['log', 'witness']]) {
			expect((await terang([...command, '--help'])).stdout).toContain('Example:');
		}
	});
});
