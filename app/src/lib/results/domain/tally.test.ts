import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome, ResultRow } from '../contract.ts';
import { compareVersions } from './comparison.ts';
import { delaySeconds } from './delay.ts';
import { createTally, isShortlisted, reasonParts } from './tally.ts';

function row(participantId: string, outcome: Outcome, more: Partial<ResultRow> = {}): ResultRow {
	return {
		participantId,
		vacancyId: 'v1',
		outcome,
		skdTotal: '',
		skd100: '',
		skb100: '',
		final: '',
		rankSkd: '',
		rankFinal: '',
		placedVacancyId: '',
		placement: '',
		reason: '',
		...more,
	};
}

const people = [
	row('a', 'L', { rankSkd: '1', rankFinal: '1', placedVacancyId: 'v1' }),
	row('b', 'L', { rankSkd: '2', rankFinal: '2', placedVacancyId: 'v2' }),
	row('c', 'TH', { rankSkd: '3' }),
	row('d', 'P', { rankSkd: '4', reason: 'not_in_cut;cut=398/188/125/85;place=3' }),
	row('e', 'TL'),
	row('f', 'TH'),
	row('g', 'TMS'),
];

function tallyOf(vacancies: readonly Readonly<Record<string, string>>[]) {
	const tally = createTally(vacancies);
	for (const one of people) tally.add(one);
	return tally;
}

describe('what became of a vacancy', () => {
	it('counts its people by stage and its seats by who sits there', () => {
		const vacancies = [
			{ vacancy_id: 'v1', seats: '2', formation_type: 'umum' },
			{ vacancy_id: 'v2', seats: '1', formation_type: 'umum' },
		];
		const [first, second] = tallyOf(vacancies).vacancies();
		expect(first).toMatchObject({ applicants: 7, eligible: 6, passed: 4, shortlisted: 3 });
		expect(first).toMatchObject({ seated: 2, filled: 1, shortlistCut: '398/188/125/85' });
		expect(second).toMatchObject({ applicants: 0, seated: 0, filled: 1 });
	});

	it('tells absence at the SKB from absence at the SKD', () => {
		expect(people.filter(isShortlisted).map((one) => one.participantId)).toEqual(['a', 'b', 'c']);
	});

	it('counts outcomes', () => {
		expect(tallyOf([]).outcomes()).toEqual({ L: 2, TH: 2, P: 1, TL: 1, TMS: 1 });
	});

	it('reads a reason as code and data', () => {
		expect([...reasonParts('no_seat;key=tkp;last=73.791')]).toEqual([
			['', 'no_seat'],
			['key', 'tkp'],
			['last', '73.791'],
		]);
	});
});

describe('comparing two versions', () => {
	it('finds nothing where nothing changed', () => {
		expect(compareVersions(people, [...people].reverse())).toEqual([]);
	});

	it('names who gained, who lost and who is new', () => {
		const after = [row('a', 'P/TL', { rankFinal: '2' }), row('z', 'L'), ...people.slice(2)];
		expect(
			compareVersions(people, after).map((one) => [one.participantId, one.before, one.after]),
		).toEqual([
			['a', 'L', 'P/TL'],
			['z', '', 'L'],
		]);
	});

	it('does not call another wording a change', () => {
		const after = people.map((one) => ({ ...one, reason: 'other' }));
		expect(compareVersions(people, after)).toEqual([]);
	});
});

describe('waiting after mistakes', () => {
	it('costs nothing for three, then doubles, and ends at a quarter of an hour', () => {
		expect([1, 2, 3, 4, 5, 6, 13, 14].map(delaySeconds)).toEqual([0, 0, 0, 1, 2, 4, 512, 900]);
	});

	it('never shrinks with another mistake', () => {
		fc.assert(
			fc.property(fc.nat(100_000), (failures) => {
				expect(delaySeconds(failures + 1)).toBeGreaterThanOrEqual(delaySeconds(failures));
				expect(delaySeconds(failures)).toBeLessThanOrEqual(900);
			}),
		);
	});
});
