import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBytes, rank, type RankFiles, type Ranking } from '../src/index.ts';
import { filesOf, worlds } from './oracle/world.ts';
import type { Files } from './oracle/input.ts';
import { rankByTwo, seekable } from './second-thread.ts';
import { textOf } from './selection-files.ts';

/** Hundreds of selections on a busy machine: a bound on a hang, not on speed. */
const timeout = 120_000;

const ports = { createSha256: () => createHash('sha256') };

function sourcesOf(files: Files, chunk: number): RankFiles {
	return {
		selection: fromBytes('selection.json', files.selection),
		vacancies: fromBytes('vacancies.csv', files.vacancies),
		participants: seekable('participants.csv', files.participants, chunk),
		...(files.decisions && { decisions: fromBytes('decisions.csv', files.decisions) }),
	};
}

/** All that a ranking says. */
function said(ranking: Ranking): unknown {
	if (ranking.kind !== 'ranked') return ranking;
	const results = textOf(ranking.results());
	const rows = [...ranking.rows()];
	const { ties, warnings } = ranking;
	return { results, report: ranking.report(), rows, ties, warnings };
}

function expectSame(files: Files, chunk: number): void {
	const sources = sourcesOf(files, chunk);
	expect(said(rankByTwo(sources))).toEqual(said(rank(sources, ports)));
}

test('two threads say what one says', { timeout }, () => {
	fc.assert(
		fc.property(worlds, fc.integer({ min: 20, max: 400 }), (world, chunk) =>
			expectSame(filesOf(world), chunk),
		),
		{ numRuns: 300 },
	);
});

/** What may go wrong in one record, and what makes a border inside a record likely. */
const spoilt = fc.oneof(
	fc.record({
		kind: fc.constant('replace' as const),
		by: fc.constantFrom(',', '"', 'x', '\n', '-'),
	}),
	fc.record({
		kind: fc.constant('insert' as const),
		by: fc.constantFrom('\n', '\r\n', '"a\nb"', `"${'\n'.repeat(300)}"`, '"', 'Ã', ',,,', '\r'),
	}),
	fc.record({ kind: fc.constant('double' as const), by: fc.constant('') }),
);
const spoiling = fc.array(fc.tuple(fc.nat({ max: 999 }), spoilt), {
	maxLength: 4,
});

function spoil(
	text: string,
	damages: readonly (readonly [number, { kind: string; by: string }])[],
) {
	return damages.reduce((whole, [where, { kind, by }]) => {
		const at = Math.floor((where / 1000) * whole.length);
		if (kind === 'replace') return whole.slice(0, at) + by + whole.slice(at + 1);
		// A quote begins a quoted field only where a field begins.
		const field = whole.indexOf(',', at) + 1;
		if (kind === 'insert') return whole.slice(0, field) + by + whole.slice(field);
		const start = whole.lastIndexOf('\n', at) + 1;
		const end = whole.indexOf('\n', at) + 1;
		return end === 0 ? whole : whole + whole.slice(start, end);
	}, text);
}

test('two threads find the faults that one finds, in its order', { timeout }, () => {
	let refused = 0;
	fc.assert(
		fc.property(
			worlds,
			spoiling,
			fc.boolean(),
			fc.integer({ min: 20, max: 400 }),
			(world, damages, crlf, chunk) => {
				const files = filesOf(world);
				const text = Buffer.from(files.participants).toString();
				const lines = crlf ? text.replaceAll('\n', '\r\n') : text;
				const participants = Buffer.from(spoil(lines, damages), 'latin1');
				expectSame({ ...files, participants }, chunk);
				if (rank(sourcesOf({ ...files, participants }, chunk), ports).kind === 'refused') refused++;
			},
		),
		{ numRuns: 500 },
	);
	expect(refused).toBeGreaterThan(100);
});

test('a quoted field that holds the middle of the file is read by one thread', () => {
	const people = ['P1', 'P2', `"Q${'\n'.repeat(400)}"`, 'P1'];
	const rows = people.map((id) => `${id},V1,TMS,,,,,,`);
	const files = {
		selection: Buffer.from('{"id":"x","pack":"cpns-2024","skb":[],"fill_rounds":[]}'),
		vacancies: Buffer.from(
			'vacancy_id,agency_id,position_code,education_group,unit_id,formation_type,seats\nV1,A,P,E,U,umum,1\n',
		),
		participants: Buffer.from(
			`participant_id,vacancy_id,admin_status,skd_status,twk,tiu,tkp,skb_status,skb\n${rows.join('\n')}\n`,
		),
	};
	expectSame(files, 100);
	const [first] = (rank(sourcesOf(files, 100), ports) as { faults: unknown[] }).faults;
	expect(first).toBeDefined();
});
