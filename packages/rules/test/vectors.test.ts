import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { publicForm } from '../src/index.ts';
import { ports, resultsOf, rowsOf, run, sources, textOf, type Texts } from './selection-files.ts';

const folder = new URL('../vectors/', import.meta.url);

function vector(name: string): Texts {
	const read = (file: string) => readFileSync(new URL(`${name}/${file}`, folder), 'utf8');
	return {
		selection: read('selection.json'),
		vacancies: read('vacancies.csv'),
		participants: read('participants.csv'),
		decisions: existsSync(new URL(`${name}/decisions.csv`, folder))
			? read('decisions.csv')
			: undefined,
	};
}

function reversed(csv: string): string {
	const [header = '', ...rows] = csv.trimEnd().split('\n');
	return `${[header, ...rows.reverse()].join('\n')}\n`;
}

describe.each(readdirSync(folder))('vector %s', (name) => {
	const texts = vector(name);
	const expected = readFileSync(new URL(`${name}/results.csv`, folder), 'utf8');

	test('gives the golden bytes', () => {
		expect(resultsOf(texts)).toBe(expected);
	});

	test('gives the same bytes for rows in another order, with CRLF and a BOM', () => {
		const turned = {
			...texts,
			vacancies: `\uFEFF${reversed(texts.vacancies)}`,
			participants: reversed(texts.participants).replaceAll('\n', '\r\n'),
		};
		expect(resultsOf(turned)).toBe(expected);
	});

	test('gives the same bytes from the public form', () => {
		const form = publicForm(sources(texts), ports);
		if (form.kind !== 'public') throw new Error(form.kind);
		const participants = textOf(form.participants());
		expect(participants).not.toMatch(/birth_date|gpa,/);
		expect(resultsOf({ ...texts, participants })).toBe(expected);
	});
});

describe('the published case of 82 seats (PermenPANRB 6/2024)', () => {
	const rows = rowsOf(resultsOf(vector('cut-82-seats')));

	test('247 people go on: places 246 and 247 are equal in all four keys', () => {
		expect(rows.filter((row) => row.outcome !== 'P')).toHaveLength(247);
	});

	test('the third with the same total and TKP but a lower TIU stays out', () => {
		expect(rows.filter((row) => row.outcome === 'P').map((row) => [row.id, row.reason])).toEqual([
			['c248', 'not_in_cut;cut=398/188/125/85;place=246'],
		]);
	});
});

test('the worked sum 400, 350/500, 80, 85 is 73.791', () => {
	const rows = rowsOf(resultsOf(vector('worked-sum')));
	expect(rows.find((row) => row.id === 'atas')?.final).toBe('73.791');
});

test('an open seat tie lists its people and keeps every fill round from running', () => {
	const ranking = run(vector('seat-tie-open'));
	if (ranking.kind !== 'ranked') throw new Error(ranking.kind);
	expect(ranking.ties).toEqual([{ vacancy: 'v1', seats: 2, participants: ['b', 'c', 'd'] }]);
	expect(ranking.warnings).toEqual([
		{ code: 'decision_without_effect', vacancy: 'v1', participant: 'e', value: 'L' },
	]);
	textOf(ranking.results());
	expect(ranking.report().rounds).toEqual([]);
});

test('a contest nobody decided stops the filling and leaves earlier placements standing', () => {
	const rows = rowsOf(resultsOf(vector('round-contest-open')));
	const outcomes = Object.fromEntries(rows.map((row) => [row.id, row.outcome]));
	expect(outcomes).toMatchObject({
		first: 'L',
		e1: 'tie_unresolved',
		e2: 'tie_unresolved',
		e3: 'P/TL',
		later: 'P/TL',
	});
});

test('equal people whose first wishes do not collide are all seated', () => {
	const rows = rowsOf(resultsOf(vector('round-no-contest')));
	const placed = Object.fromEntries(rows.map((row) => [row.id, row.placed]));
	expect(placed).toMatchObject({ e1: 'x', e2: 'y' });
});
