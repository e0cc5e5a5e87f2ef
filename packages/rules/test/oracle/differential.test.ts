/** Two hands, one text: every byte of the results must agree on selections nobody thought of. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBytes, publicForm, rank } from '@terang/rules';
import type { Files } from './input.ts';
import { rankNaively, resultsOf } from './naive.ts';
import { publiclyNaive } from './public.ts';
import { summaryOf, type Summary } from './summary.ts';
import { filesOf, worlds } from './world.ts';

/** Thousands of selections on a busy machine: a bound on a hang, not on speed. */
const timeout = 120_000;

const ports = { createSha256: () => createHash('sha256') };

function sourcesOf(files: Files) {
	return {
		selection: fromBytes('selection.json', files.selection),
		vacancies: fromBytes('vacancies.csv', files.vacancies),
		participants: fromBytes('participants.csv', files.participants),
		...(files.decisions && { decisions: fromBytes('decisions.csv', files.decisions) }),
	};
}

function text(chunks: Iterable<Uint8Array>): string {
	return Buffer.concat([...chunks]).toString('utf8');
}

function resultsByEngine(files: Files): string {
	const ranking = rank(sourcesOf(files), ports);
	return ranking.kind === 'ranked' ? text(ranking.results()) : JSON.stringify(ranking);
}

const resultsByHand = (files: Files) => text([resultsOf(rankNaively(files))]);

test('engine and naive ranking write the same bytes', { timeout }, () => {
	fc.assert(
		fc.property(worlds, (world) => {
			const files = filesOf(world);
			expect(resultsByEngine(files)).toBe(resultsByHand(files));
		}),
		{ numRuns: 1500 },
	);
});

/** The engine's report in the form of the summary. */
function summaryByEngine(files: Files): Summary {
	const ranking = rank(sourcesOf(files), ports);
	if (ranking.kind !== 'ranked') throw new Error(ranking.kind);
	text(ranking.results());
	const { outcomes, seats, rounds, ties, warnings } = ranking.report();
	return {
		outcomes: Object.fromEntries(Object.entries(outcomes).filter(([, count]) => count > 0)),
		seats,
		moves: rounds
			.flatMap(({ code, moves }) =>
				moves.map(({ participant, from, to }) => `${code} ${participant} ${from} ${to}`),
			)
			.sort(),
		ties: ties
			.map(({ vacancy, seats: contested, round, participants }) => {
				return `${vacancy} ${contested} ${round ?? ''}: ${participants.toSorted().join(' ')}`;
			})
			.sort(),
		warnings: warnings
			.map(({ code, vacancy, participant, value }) => {
				return `${code} ${vacancy} ${participant ?? ''} ${value}`;
			})
			.sort(),
	};
}

test('both report the same counts, seats, moves, open ties and warnings', { timeout }, () => {
	fc.assert(
		fc.property(worlds, (world) => {
			const files = filesOf(world);
			expect(summaryByEngine(files)).toEqual(summaryOf(files, rankNaively(files)));
		}),
		{ numRuns: 1000 },
	);
});

test('both ways to the public form give the results of the full form', { timeout }, () => {
	fc.assert(
		fc.property(worlds, (world) => {
			const files = filesOf(world);
			const published = publicForm(sourcesOf(files), ports);
			if (published.kind !== 'public') throw new Error(published.kind);
			const participants = Buffer.from(text(published.participants()));
			const full = resultsByHand(files);
			expect(resultsByEngine({ ...files, participants })).toBe(full);
			expect(resultsByEngine({ ...files, participants: publiclyNaive(files) })).toBe(full);
			expect(resultsByHand({ ...files, participants })).toBe(full);
		}),
		{ numRuns: 500 },
	);
});
