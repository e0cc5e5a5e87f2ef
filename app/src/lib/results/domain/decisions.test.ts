import { describe, expect, it } from 'vitest';
import type { ResultRow } from '../contract.ts';
import { placeDecisions, tiesDecided } from './decisions.ts';
import { entriesBeforeBundle, type Decision, type RankedFacts } from './entries.ts';

const decision = (participantId: string, word: 'L' | 'P/TL'): Decision => ({
	vacancyId: 'v',
	participantId,
	decision: word,
	authority: 'Panselda',
	reason: 'Diundi terbuka.',
});

const row = (participantId: string, rankFinal: string) =>
	({ participantId, rankFinal }) as ResultRow;

describe('where decisions stand in the log', () => {
	it('is the version that was the first to log each', () => {
		const one = decision('a', 'L');
		const two = decision('b', 'P/TL');
		const later = decision('c', 'L');
		const placed = placeDecisions([
			{ decisions: [one, two], indices: [4, 5] },
			{ decisions: [one, two, later], indices: [9] },
		]);
		expect(placed.map(({ entryIndex }) => entryIndex)).toEqual([4, 5, 9]);
	});
});

describe('ties that were decided', () => {
	const placed = placeDecisions([
		{ decisions: [decision('b', 'P/TL'), decision('a', 'L')], indices: [4, 5] },
	]);

	it('name everyone who was equal and the entry of the one with the seat', () => {
		const [tie] = tiesDecided([row('x', '1'), row('a', '2'), row('b', '2')], placed);
		expect(tie).toMatchObject({ participantIds: ['a', 'b'], entryIndex: 5 });
	});

	it('leave out a decision about people who were not equal', () => {
		expect(tiesDecided([row('a', '1'), row('b', '2')], placed)).toEqual([]);
		expect(tiesDecided([row('a', '1')], placed)).toEqual([]);
	});
});

describe('entries before a bundle', () => {
	const facts: RankedFacts = {
		selection: 's',
		version: 1,
		participants: 2,
		participantsRoot: 'root',
		pack: 'pack',
		engine: '1.0.0',
		inputs: { selection: '1', vacancies: '2', participants: '3', decisions: '4' },
		results: 'results',
		counts: { L: 1, 'P/TL': 1 },
		newDecisions: [decision('a', 'L')],
	};
	const types = (more: Partial<RankedFacts>) =>
		entriesBeforeBundle({ ...facts, ...more }).map(({ type }) => type);

	it('stand in the order in which things are decided', () => {
		expect(types({})).toEqual([
			'participants.committed',
			'marks.imported',
			'tie.decided',
			'ranking.run',
		]);
	});

	it('say of a correction which version falls', () => {
		const correction = { authority: 'Panselda', reason: 'Salah salin.' };
		const entries = entriesBeforeBundle({ ...facts, version: 3, newDecisions: [], correction });
		expect(entries.at(-1)).toEqual({
			type: 'correction',
			payload: { selection: 's', version: 3, supersedes: 2, ...correction },
		});
	});
});
