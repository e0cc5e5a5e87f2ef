import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finish, start, terang } from '../../test/run.ts';

let folder: string;

/** Repeatable numbers in [0, 1): a linear congruential generator is enough for test data. */
function chance(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
		return state / 2_147_483_648;
	};
}

const write = (name: string, lines: readonly string[]) =>
	writeFileSync(path.join(folder, name), `${lines.join('\n')}\n`);

const items = Array.from({ length: 12 }, (_, at) => `S${at + 1}`);
const key = items.map((_, at) => 'ABCD'[at % 4]!);

/** Answers of 160 persons to twelve items with four options; the second copied from the first. */
function writeAnswers(): void {
	const next = chance(7);
	const persons = Array.from({ length: 160 }, () => {
		const ability = next() + next() + next() - 1.5;
		return items.map((_, at) =>
			next() < 1 / (1 + Math.exp(-2 * ability + (at - 6) / 4))
				? key[at]!
				: 'ABCD'[Math.floor(next() * 4)]!,
		);
	});
	persons[1] = [...persons[0]!];
	write('answers.csv', [
		`person,sex,${items.join(',')}`,
		...persons.map((row, at) => `P${at},${at % 2 === 0 ? 'L' : 'P'},${row.join(',')}`),
	]);
	write('key.csv', ['item,key,scale', ...items.map((item, at) => `${item},${key[at]},TIU`)]);
}

function writeTimes(): void {
	const next = chance(3);
	write('seconds.csv', [
		`person,${items.join(',')}`,
		...Array.from({ length: 40 }, (_, n) => `P${n},${items.map(() => (20 + 40 * next()).toFixed(1)).join(',')}`), // prettier-ignore
	]);
	write('exposed.csv', ['item', 'S1', 'S2', 'S3']);
}

function writeRatings(): void {
	const next = chance(5);
	const lines = ['person,rater,criterion,score'];
	for (let n = 0; n < 60; n++) {
		const merit = 3 * next();
		for (const [j, rater] of ['Ani', 'Budi', 'Citra'].entries()) {
			for (const criterion of ['isi', 'cara']) {
				const score = Math.round(merit + 2 * next() - 0.6 * j);
				lines.push(`K${n},${rater},${criterion},${Math.min(5, Math.max(1, score + 1))}`);
			}
		}
	}
	write('ratings.csv', lines);
}

function writeBank(): void {
	const next = chance(9);
	write('bank.csv', [
		'item,section,topic,seconds,model,slope,guessing,d1',
		...Array.from({ length: 60 }, (_, at) => `B${at},TIU,T${at % 3},${40 + (at % 7)},logistic,${(0.8 + 0.6 * next()).toFixed(3)},0.2,${(2 * next() - 1).toFixed(3)}`), // prettier-ignore
	]);
	const blueprint = {
		forms: 3,
		maxUses: 2,
		maxOverlap: 6,
		maxSeconds: 700,
		enemies: [['B0', 'B3']],
		sections: [{ id: 'TIU', count: 15, topics: { T0: { min: 4, max: 6 } }, informationAt: [0], scoreAt: [-1, 1] }],
	}; // prettier-ignore
	write('blueprint.json', [JSON.stringify(blueprint)]);
	const endless = { ...blueprint, scoreTolerance: 1e-4, informationTolerance: 1e-6 };
	write('endless.json', [JSON.stringify(endless)]);
	write('hurried.json', [JSON.stringify({ ...blueprint, maxSeconds: 500 })]);
}

beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'terang-items-'));
	writeAnswers();
	writeTimes();
	writeRatings();
	writeBank();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...words: string[]) => terang(['items', ...words], { cwd: folder });
const answers = ['--responses', 'answers.csv', '--key', 'key.csv', '--ignore', 'sex'];
const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');
/** Undefined numbers are null or a dash, never these words. */
const nonsense = /NaN|Infinity|undefined/u;

describe('terang items, one command after the other as a psychometrician would', () => {
	it('analyse: a table for people, files, and a picture', async () => {
		const { code, stdout } = await run('analyse', ...answers, '--out', 'classical', '--plot');
		expect(code).toBe(0);
		expect(stdout).toMatch(/160 persons, 12 items/u);
		expect(stdout).toMatch(/alpha 0\.\d{3}/u);
		expect(read('classical/items.csv')).toMatch(/^item,answered,max_score,mean,difficulty/u);
		expect(read('classical/options.csv').split('\n')).toHaveLength(12 * 4 + 2);
		expect(read('classical/score-distribution.svg')).toMatch(/<desc id="description">160 persons/u);
		expect(stdout).not.toMatch(nonsense);
	});

	it('calibrate, then score and fit with the parameters it wrote', async () => {
		const calibrated = await run(
			'calibrate',
			...answers,
			'--model',
			'2PL',
			'--out',
			'irt',
			'--plot',
		);
		expect(calibrated).toMatchObject({ code: 0, stderr: '' });
		expect(calibrated.stdout).toMatch(/log likelihood -\d+/u);
		expect(readdirSync(path.join(folder, 'irt')).sort()).toEqual([
			'characteristic-curves.svg',
			'information.svg',
			'parameters.csv',
		]);
		const with2PL = [...answers, '--parameters', 'irt/parameters.csv'];
		const scored = await run('score', ...with2PL, '--method', 'WLE', '--out', 'scores', '--plot');
		expect(scored.code).toBe(0);
		expect(read('scores/abilities.csv').split('\n')).toHaveLength(160 + 2);
		expect(read('scores/wright-map.svg')).toContain('<title id="title">Wright map');
		const fit = await run('fit', ...with2PL, '--json');
		expect(fit.code).toBe(0);
		const { items: fits, persons } = JSON.parse(fit.stdout) as {
			items: object[];
			persons: object[];
		};
		expect([fits.length, persons.length]).toEqual([12, 160]);
		expect(calibrated.stdout + scored.stdout + fit.stdout).not.toMatch(nonsense);
	});

	it('link: a scale on itself is A = 1, B = 0 by every method', async () => {
		const { code, stdout } = await run('link', '--from', 'irt/parameters.csv', '--to', 'irt/parameters.csv', '--json'); // prettier-ignore
		expect(code).toBe(0);
		const { constants } = JSON.parse(stdout) as {
			constants: Record<string, { slope: number; intercept: number }>;
		};
		expect(Object.keys(constants)).toHaveLength(4);
		for (const { slope, intercept } of Object.values(constants)) {
			expect(slope).toBeCloseTo(1, 6);
			expect(intercept).toBeCloseTo(0, 6);
		}
	});

	it('dif: every item gets a class or says why not', async () => {
		const { code, stdout } = await run('dif', '--responses', 'answers.csv', '--key', 'key.csv', '--group', 'sex', '--reference', 'L', '--json'); // prettier-ignore
		expect(code).toBe(0);
		const { items: rows } = JSON.parse(stdout) as {
			items: { class: string | null; refused: string | null }[];
		};
		expect(rows).toHaveLength(12);
		expect(rows.every((row) => row.class !== null || row.refused !== null)).toBe(true);
	});

	it('similarity: K finds nothing to be sure of in twelve items, and says what was examined', async () => {
		const { code, stdout } = await run('similarity', ...answers, '--index', 'omega', '--json');
		expect(code).toBe(0);
		expect(JSON.parse(stdout)).toMatchObject({ index: 'omega', pairs: 160 * 159 });
		const k = await run('similarity', ...answers, '--index', 'k1');
		expect(k.stdout).toMatch(/pairs examined/u);
	});

	it('times: the model, and speed on exposed items', async () => {
		const { code, stdout } = await run(
			'times',
			'--times',
			'seconds.csv',
			'--exposed',
			'exposed.csv',
		);
		expect(code).toBe(0);
		expect(stdout).toMatch(/40 persons, 12 items; spread of speed/u);
		expect(stdout).not.toMatch(nonsense);
	});

	it('raters: the third is severest', async () => {
		const { code, stdout } = await run('raters', '--ratings', 'ratings.csv', '--json');
		expect(code).toBe(0);
		const { raters } = JSON.parse(stdout) as { raters: { rater: string; measure: number }[] };
		const severity = Object.fromEntries(raters.map(({ rater, measure }) => [rater, measure]));
		expect(severity['Citra']).toBeGreaterThan(severity['Budi']!);
		expect(severity['Budi']).toBeGreaterThan(severity['Ani']!);
	});

	it('assemble: forms that its own check accepts, with digests, seed and solver', async () => {
		const words = ['assemble', '--bank', 'bank.csv', '--blueprint', 'blueprint.json'];
		const { code, stdout } = await run(...words, '--seed', '3', '--out', 'forms');
		expect(code).toBe(0);
		expect(stdout).toMatch(/3 forms: every demand is met/u);
		const made = JSON.parse(read('forms/assembly.json')) as Record<string, unknown>;
		expect(made).toMatchObject({ seed: 3, solver: expect.stringMatching(/^HiGHS \d/u) as string });
		expect(made['bankSha256']).toMatch(/^[0-9a-f]{64}$/u);
		expect((await run(...words, '--check', 'forms/forms.csv')).code).toBe(0);
		const lines = read('forms/forms.csv').split('\n');
		write(
			'short.csv',
			lines.filter((_, at) => at !== 1 && at !== lines.length - 1),
		);
		const short = await run(...words, '--check', 'short.csv');
		expect(short.code).toBe(1);
		expect(short.stdout).toMatch(/count of section TIU: form 1: 14\.000, limit 15\.000/u);
	});

	it('assemble: names the demands that conflict, exit status 1', async () => {
		const { code, stderr } = await run('assemble', '--bank', 'bank.csv', '--blueprint', 'hurried.json'); // prettier-ignore
		expect(code).toBe(1);
		expect(stderr).toMatch(/form 1 cannot be made/u);
		expect(stderr).toMatch(/time of a form \(maxSeconds\)/u);
		expect(stderr).toMatch(/(?:count|score) of section TIU/u);
	});

	it.skipIf(process.platform !== 'linux')(
		'an interrupt ends the solver and leaves nothing',
		async () => {
			const started = start(['items', 'assemble', '--bank', 'bank.csv', '--blueprint', 'endless.json', '--out', 'cut'], { cwd: folder }); // prettier-ignore
			await expect.poll(() => ticksOf(started.pid!), { timeout: 60_000 }).toBeGreaterThan(200);
			started.kill('SIGINT');
			expect(await finish(started)).toMatchObject({ code: 130, stdout: '' });
			expect(existsSync(path.join(folder, 'cut'))).toBe(false);
		},
	);
});

/** Processor time of a process in hundredths of a second: after two seconds it is solving. */
function ticksOf(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
	return Number(fields[11]) + Number(fields[12]);
}

describe('bad input is named by file, line and column', () => {
	it.each([
		['two persons of one number', ['person,S1,S2', 'P1,1,0', 'P1,0,1'], ['bad.csv:3:person: duplicate_person: P1 (2)']],
		['scores that are none', ['person,S1,S2', 'P1,1,-1', 'P2,x,0'], ['bad.csv:2:S2: not_a_score: -1', 'bad.csv:3:S1: not_a_score: x']],
		['a short row', ['person,S1,S2', 'P1,1'], ['bad.csv:2:: too_few_fields: 2']],
		['a column twice', ['person,S1,S1', 'P1,1,0'], ['bad.csv:1:S1: duplicate_column: S1']],
		['no persons', ['person,S1,S2'], ['bad.csv:1:: no_persons: ']],
		['no items', ['person', 'P1'], ['bad.csv:1:person: no_items: ']],
	])('%s', async (_, lines, faults) => {
		write('bad.csv', lines);
		const { code, stdout, stderr } = await run('analyse', '--responses', 'bad.csv');
		expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
		expect(stderr.trimEnd().split('\n')).toEqual(faults.map((fault) => fault.trimEnd()));
	}); // prettier-ignore

	it('an item nobody answered, a constant item and all-correct persons are told, without NaN', async () => {
		write('odd.csv', ['person,S1,S2,S3', 'P1,1,,1', 'P2,1,,1', 'P3,1,,0', 'P4,1,,1']);
		const classical = await run('analyse', '--responses', 'odd.csv');
		expect(classical.code).toBe(0);
		expect(classical.stdout).toMatch(/S1 .* constant/u);
		expect(classical.stdout).toMatch(/S2 .* not_answered/u);
		expect(classical.stdout).not.toMatch(nonsense);
		const calibrated = await run('calibrate', '--responses', 'odd.csv');
		expect(calibrated.code).toBe(2);
		expect(calibrated.stderr).toMatch(/^odd\.csv:1:S\d: (?:constant_item|item_not_answered): /u);
	});

	it('one person, one item', async () => {
		write('one.csv', ['person,S1', 'P1,1']);
		const { code, stdout } = await run('analyse', '--responses', 'one.csv');
		expect(code).toBe(0);
		expect(stdout).toMatch(/alpha –/u);
		expect((await run('calibrate', '--responses', 'one.csv')).code).toBe(2);
	});

	it('a wrong key: an item without key, a key without item', async () => {
		write('short-key.csv', ['item,key', 'S1,A', 'Z9,B']);
		const { code, stderr } = await run('analyse', '--responses', 'answers.csv', '--key', 'short-key.csv', '--ignore', 'sex'); // prettier-ignore
		expect(code).toBe(2);
		expect(stderr).toContain('answers.csv:1:S2: item_without_key: S2');
	});

	it('too few nodes for the test are refused with how many it takes', async () => {
		const next = chance(11);
		const many = Array.from({ length: 110 }, (_, at) => `I${at}`);
		write('long.csv', [
			`person,${many.join(',')}`,
			...Array.from({ length: 300 }, (_, n) => {
				const ability = 3 * (next() + next() - 1);
				return `P${n},${many.map((__, at) => Number(next() < 1 / (1 + Math.exp(-2 * (ability - (at - 55) / 30))))).join(',')}`;
			}),
		]); // prettier-ignore
		const { code, stderr } = await run('calibrate', '--responses', 'long.csv', '--nodes', '21');
		expect(code).toBe(2);
		expect(stderr).toMatch(/nodes_too_coarse: nodes 21, needed \d+/u);
	});

	it('disconnected panels are named rater by rater', async () => {
		write('panels.csv', [
			'person,rater,score',
			...['K1,Ani,1', 'K1,Budi,2', 'K2,Ani,2', 'K2,Budi,1'],
			...['K3,Citra,1', 'K3,Dewi,2', 'K4,Citra,2', 'K4,Dewi,1'],
		]);
		const { code, stderr } = await run('raters', '--ratings', 'panels.csv');
		expect(code).toBe(2);
		expect(stderr).toContain('disconnected: panels Ani Budi | Citra Dewi');
	});

	it('a time below nothing, a rating twice, a bank without slope, a blueprint that is no JSON', async () => {
		write('late.csv', ['person,S1,S2', 'P1,3,-4']);
		expect((await run('times', '--times', 'late.csv')).stderr).toContain('late.csv:2:S2: not_a_time: -4'); // prettier-ignore
		write('twice.csv', ['person,rater,score', 'K1,Ani,1', 'K1,Ani,2']);
		expect((await run('raters', '--ratings', 'twice.csv')).stderr).toContain('twice.csv:3:rater: rated_twice: Ani'); // prettier-ignore
		write('flat.csv', ['item,section,topic,seconds,model,slope,d1', 'B0,TIU,T0,40,logistic,,1']);
		const flat = await run('assemble', '--bank', 'flat.csv', '--blueprint', 'blueprint.json');
		expect(flat.stderr).toContain('flat.csv:2:slope: not_a_number: ');
		write('broken.json', ['{']);
		const broken = await run('assemble', '--bank', 'bank.csv', '--blueprint', 'broken.json');
		expect({ code: broken.code, place: broken.stderr.slice(0, 22) }).toEqual({ code: 2, place: 'broken.json:1:: not_js' }); // prettier-ignore
	});

	it('a wrong word for an option is named with the words there are', async () => {
		const { code, stderr } = await run('score', ...answers, '--parameters', 'irt/parameters.csv', '--method', 'XYZ'); // prettier-ignore
		expect(code).toBe(2);
		expect(stderr).toContain('--method: wrong_value: XYZ (one of EAP, MAP, ML, WLE)');
	});
});
