import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findRules, packBytes, packIds } from './registry.ts';
import { sameColumns } from './rules.ts';

const folder = new URL('../../packs/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

type Json = Readonly<Record<string, unknown>>;

const parse = (id: string): Json =>
	JSON.parse(readFileSync(new URL(`${id}.json`, folder), 'utf8')) as Json;

const isFact = (value: Json): boolean => 'source' in value && 'confidence' in value;

/** Paths of numbers that stand outside a fact, and of facts that lack what a fact owes. */
function unsourced(value: unknown, path: string, inside = false): string[] {
	if (typeof value === 'number') return inside ? [] : [path];
	if (typeof value !== 'object' || value === null) return [];
	const object = value as Json;
	const wrong: string[] = [];
	if (!Array.isArray(value) && isFact(object)) {
		const effective = object['effective'] as { from?: string; to?: string };
		const dated = /^\d{4}-\d{2}-\d{2}$/.test(effective.from ?? '');
		if (!dated || !/^[FKU]$/.test(String(object['confidence'])) || object['source'] === '')
			wrong.push(path);
		return wrong;
	}
	for (const [key, item] of Object.entries(object))
		wrong.push(...unsourced(item, `${path}/${key}`, inside));
	return wrong;
}

test('the embedded packs are byte for byte the files', () => {
	expect(packIds).toEqual(files.map((name) => name.replace('.json', '')).sort());
	for (const id of packIds) {
		const file = readFileSync(new URL(`${id}.json`, folder));
		expect(Buffer.compare(Buffer.from(packBytes(id)!), file)).toBe(0);
	}
});

test('an unknown pack is none, also where its name is one of Object', () => {
	expect(packBytes('cpns-1999')).toBeUndefined();
	expect(findRules('constructor')).toBeUndefined();
});

describe.each(packIds)('%s', (id) => {
	const pack = parse(id);
	const rules = findRules(id)!;

	test('gives source, dates and confidence for every number', () => {
		const { year, ...rest } = pack;
		expect(year).toBe(Number(id.slice(-4)));
		expect(unsourced(rest, '')).toEqual([]);
	});

	test('has fill rounds that name the agency, known columns and known types', () => {
		const known = rules.kind === 'cpns' ? [...rules.formations.keys(), '*'] : ['*'];
		expect(new Set(rules.rounds.map((round) => round.code)).size).toBe(rules.rounds.length);
		for (const round of rules.rounds) {
			expect(round.same).toContain('agency_id');
			expect(sameColumns).toEqual(expect.arrayContaining([...round.same]));
			expect(known).toEqual(expect.arrayContaining([...round.to, ...round.from]));
		}
	});

	test('has keys that stay exact in a double', () => {
		const max = (name: string): number =>
			name === 'total'
				? rules.parts.reduce((sum, part) => sum + part.max, 0)
				: name
						.split('_')
						.reduce((sum, one) => sum + rules.parts.find((part) => part.name === one)!.max, 0);
		const keys =
			rules.kind === 'cpns'
				? rules.skdOrder
				: rules.order.filter((name) => name !== 'priority' && name !== 'older');
		const first = rules.kind === 'cpns' ? 100_001 : rules.priorities.length + 2;
		const range = keys.reduce((product, name) => product * (max(name) + 1), first);
		expect(range).toBeLessThan(Number.MAX_SAFE_INTEGER);
	});
});

test('each year knows its own formation types', () => {
	const types = (id: string): string[] => {
		const rules = findRules(id)!;
		return rules.kind === 'cpns' ? [...rules.formations.keys()].sort() : [];
	};
	const early = ['cumlaude', 'diaspora', 'disabilitas', 'papua', 'umum'];
	expect(types('cpns-2021')).toEqual(early);
	expect(types('cpns-2023')).toEqual(early);
	expect(types('cpns-2024')).toEqual([...early, 'daerah_tertinggal', 'kalimantan'].sort());
});

test('special jobs are found for 2021 and marked unsure for the years whose text was not seen', () => {
	const marks = (id: string): string[] =>
		Object.values(parse(id)['special_jobs'] as Record<string, { minima: Json }>).flatMap(
			({ minima }) =>
				Object.values(minima).map((fact) => (fact as { confidence: string }).confidence),
		);
	expect(new Set(marks('cpns-2021'))).toEqual(new Set(['F']));
	expect(new Set(marks('cpns-2023'))).toEqual(new Set(['U']));
	expect(new Set(marks('cpns-2024'))).toEqual(new Set(['U']));
});
