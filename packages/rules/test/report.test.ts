import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatReport, packDigest } from '../src/index.ts';
import { ports, run, textOf, type Texts } from './selection-files.ts';

type Schema = Readonly<Record<string, unknown>>;

const schema = JSON.parse(
	readFileSync(new URL('../report.schema.json', import.meta.url), 'utf8'),
) as Schema;

/** The few words of JSON Schema the report's schema uses; answers the paths that do not fit. */
function misfits(rule: Schema, value: unknown, path = ''): string[] {
	if (typeof rule['$ref'] === 'string') {
		const name = rule['$ref'].replace('#/$defs/', '');
		return misfits((schema['$defs'] as Record<string, Schema>)[name]!, value, path);
	}
	const wrong: string[] = [];
	const demand = (holds: boolean): void => {
		if (!holds) wrong.push(path);
	};
	if ('const' in rule) demand(value === rule['const']);
	if ('enum' in rule) demand((rule['enum'] as unknown[]).includes(value));
	if (rule['type'] === 'string') demand(typeof value === 'string');
	if ('pattern' in rule) demand(new RegExp(rule['pattern'] as string).test(String(value)));
	if (rule['type'] === 'integer') demand(Number.isInteger(value));
	if ('minimum' in rule) demand((value as number) >= (rule['minimum'] as number));
	if (rule['type'] === 'array') {
		demand(Array.isArray(value));
		const items = value as unknown[];
		demand(items.length >= ((rule['minItems'] as number | undefined) ?? 0));
		items.forEach((item, i) => {
			wrong.push(...misfits(rule['items'] as Schema, item, `${path}/${i}`));
		});
	}
	if (rule['type'] === 'object') {
		const object = value as Record<string, unknown>;
		const known = rule['properties'] as Record<string, Schema>;
		for (const key of rule['required'] as string[]) demand(key in object);
		for (const [key, item] of Object.entries(object)) {
			if (key in known) wrong.push(...misfits(known[key]!, item, `${path}/${key}`));
			else wrong.push(`${path}/${key}`);
		}
	}
	return wrong;
}

function vector(name: string): Texts {
	const folder = new URL(`../vectors/${name}/`, import.meta.url);
	const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');
	return {
		selection: read('selection.json'),
		vacancies: read('vacancies.csv'),
		participants: read('participants.csv'),
		decisions: read('decisions.csv'),
	};
}

function reportOf(texts: Texts) {
	const ranking = run(texts);
	if (ranking.kind !== 'ranked') throw new Error(ranking.kind);
	const results = textOf(ranking.results());
	return { report: ranking.report(), results };
}

const digest = (bytes: Uint8Array | string): string => {
	const sha256 = ports.createSha256();
	sha256.update(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
	return Buffer.from(sha256.digest()).toString('hex');
};

test.each(['seat-tie-open', 'seat-tie-decided', 'round-contest-half-decided'])(
	'the report of %s fits its schema and names the digests of all files',
	(name) => {
		const texts = vector(name);
		const { report, results } = reportOf(texts);
		expect(misfits(schema, report)).toEqual([]);
		expect(report.results).toBe(digest(results));
		expect(report.inputs).toEqual({
			selection: digest(texts.selection),
			vacancies: digest(texts.vacancies),
			participants: digest(texts.participants),
			decisions: digest(texts.decisions!),
		});
		const pack = packDigest(report.pack.id, ports.createSha256)!;
		expect(report.pack.digest).toBe(Buffer.from(pack).toString('hex'));
	},
);

test('the schema refuses a report with a wrong count, a strange key and a short digest', () => {
	const { report } = reportOf(vector('seat-tie-open'));
	const broken = { ...report, participants: -1, extra: 1, results: 'ab' };
	expect(misfits(schema, broken)).toEqual(['/results', '/participants', '/extra']);
});

test('seats add up and outcomes count everybody', () => {
	const { report } = reportOf(vector('round-contest-half-decided'));
	expect(report.seats).toEqual({ offered: 6, filled: 5, unfilled: 1 });
	const counted = Object.values(report.outcomes).reduce((sum, count) => sum + count, 0);
	expect(counted).toBe(report.participants);
	expect(report.rounds).toEqual([
		{
			code: 'U1',
			moves: [
				{ participant: 'first', from: 'h3', to: 'z' },
				{ participant: 'e1', from: 'h1', to: 'x' },
			],
		},
	]);
});

test('report.json is two-space JSON that ends in a line feed', () => {
	const { report } = reportOf(vector('seat-tie-open'));
	expect(Buffer.from(formatReport(report)).toString()).toBe(`${JSON.stringify(report, null, 2)}\n`);
});

test('a report asked for before the results were drained is a bug and throws', () => {
	const ranking = run(vector('seat-tie-open'));
	if (ranking.kind !== 'ranked') throw new Error(ranking.kind);
	expect(() => ranking.report()).toThrow('drained');
});
