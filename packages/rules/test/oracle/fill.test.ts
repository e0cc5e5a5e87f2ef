/** Step 8 by hand: each test is one sentence of the rules. */
import { expect, test } from 'vitest';
import { rankNaively } from './naive.ts';
import { filesOf } from './world.ts';

interface Seat {
	id: string;
	unit: string;
	type?: string;
	seats?: string;
}

/** Who took the one seat at home, or nobody: the giver stands second there. */
interface Giver {
	id: string;
	home: string;
	wishes: string;
	tiu?: string;
}

interface Story {
	seats: Seat[];
	givers: Giver[];
	decisions?: [participant: string, vacancy: string][];
	rounds?: Record<string, unknown>[];
}

const everyType = ['umum', 'disabilitas'];
const round = { code: 'R1', to: everyType, from: everyType, same: ['agency_id'] };

const marks = { admin_status: 'MS', skd_status: 'hadir', twk: '100', skb_status: 'hadir' };

/** Outcome and placement of each giver, in the order of the story. */
function fates({ seats, givers, decisions = [], rounds = [round] }: Story): string[] {
	const vacancies = seats.map(({ id, unit, type = 'umum', seats: count = '1' }) => ({
		vacancy_id: id,
		agency_id: 'kota-palu',
		position_code: 'perawat',
		education_group: 's1',
		unit_id: unit,
		formation_type: type,
		seats: count,
	}));
	const homes = [...new Set(givers.map(({ home }) => home))];
	const winners = homes.map((home) => ({
		participant_id: `winner-of-${home}`,
		vacancy_id: home,
		...marks,
		tiu: '150',
		tkp: '200',
		skb: '100',
		birth_date: '1990-01-01',
		preferences: '',
	}));
	const people = givers.map(({ id, home, wishes, tiu = '100' }) => ({
		participant_id: id,
		vacancy_id: home,
		...marks,
		tiu,
		tkp: '200',
		skb: '80',
		birth_date: '1995-01-01',
		preferences: wishes,
	}));
	const files = filesOf({
		selection: { id: 's', pack: 'cpns-2024', skb: [], fill_rounds: rounds },
		vacancies,
		participants: [...winners, ...people],
		decisions: decisions.map(([participant_id, vacancy_id]) => ({
			vacancy_id,
			participant_id,
			decision: 'L',
			authority: 'Panselnas',
			reason: 'undian',
		})),
	});
	const { standings } = rankNaively(files);
	return givers.map(({ id }) => {
		const standing = standings.find(({ person }) => person.id === id);
		return `${standing?.outcome ?? ''} ${standing?.placedVacancy ?? ''}`.trim();
	});
}

const home: Seat = { id: 'home', unit: 'A' };

test('the own unit needs no consent; any other unit does', () => {
	const seats = [home, { id: 'near', unit: 'A' }];
	expect(fates({ seats, givers: [{ id: 'p', home: 'home', wishes: '' }] })).toEqual(['L near']);
	const far = [home, { id: 'far', unit: 'B' }];
	expect(fates({ seats: far, givers: [{ id: 'p', home: 'home', wishes: '' }] })).toEqual(['P/TL']);
});

test('the own unit comes first unless the list names it', () => {
	const seats = [home, { id: 'near', unit: 'A' }, { id: 'far', unit: 'B' }];
	expect(fates({ seats, givers: [{ id: 'p', home: 'home', wishes: 'B' }] })).toEqual(['L near']);
	expect(fates({ seats, givers: [{ id: 'p', home: 'home', wishes: 'B|A' }] })).toEqual(['L far']);
});

test('the star stands for all units that the list does not name, by vacancy', () => {
	const seats = [home, { id: 'b', unit: 'B' }, { id: 'd', unit: 'D' }, { id: 'c', unit: 'C' }];
	const fate = (wishes: string) => fates({ seats, givers: [{ id: 'p', home: 'home', wishes }] });
	expect(fate('*')).toEqual(['L b']);
	expect(fate('*|B')).toEqual(['L c']);
	expect(fate('D|*')).toEqual(['L d']);
});

test('a round for other units never gives a seat in the own unit', () => {
	const seats = [home, { id: 'near', unit: 'A' }, { id: 'far', unit: 'B' }];
	const rounds = [{ ...round, other_unit: true }];
	const givers = [{ id: 'p', home: 'home', wishes: 'A|B' }];
	expect(fates({ seats, givers, rounds })).toEqual(['L far']);
});

test('the threshold is that of the receiving vacancy unless the round says own', () => {
	const seats: Seat[] = [
		{ ...home, type: 'disabilitas' },
		{ id: 'near', unit: 'A' },
	];
	const givers = [{ id: 'p', home: 'home', wishes: '*', tiu: '60' }];
	expect(fates({ seats, givers })).toEqual(['P/TL']);
	expect(fates({ seats, givers, rounds: [{ ...round, threshold: 'own' }] })).toEqual(['L near']);
});

test('equals with different first wishes are all seated', () => {
	const seats = [home, { id: 'b', unit: 'B' }, { id: 'c', unit: 'C' }];
	const givers = [
		{ id: 'p', home: 'home', wishes: 'B' },
		{ id: 'q', home: 'home', wishes: 'C' },
	];
	expect(fates({ seats, givers })).toEqual(['L b', 'L c']);
});

test('an unsettled contest leaves those who contest open, the other equals without, and stops', () => {
	const seats = [home, { id: 'b', unit: 'B' }, { id: 'c', unit: 'C' }];
	const givers = [
		{ id: 'p', home: 'home', wishes: 'B' },
		{ id: 'q', home: 'home', wishes: 'B' },
		{ id: 'r', home: 'home', wishes: 'C' },
	];
	expect(fates({ seats, givers })).toEqual(['tie_unresolved', 'tie_unresolved', 'P/TL']);
	const elsewhere = [...seats, { id: 'other', unit: 'E' }];
	const later = [...givers, { id: 's', home: 'other', wishes: 'C', tiu: '95' }];
	expect(fates({ seats: elsewhere, givers: later, rounds: [round, round] }).at(-1)).toBe('P/TL');
});

test('after a settled contest the rest wish again, among them who contested nothing', () => {
	const seats = [home, { id: 'b', unit: 'B' }, { id: 'c', unit: 'C' }];
	const givers = [
		{ id: 'p', home: 'home', wishes: 'B' },
		{ id: 'q', home: 'home', wishes: 'B|C' },
		{ id: 'r', home: 'home', wishes: 'C' },
	];
	const first: [string, string] = ['p', 'b'];
	expect(fates({ seats, givers, decisions: [first] })).toEqual([
		'L b',
		'tie_unresolved',
		'tie_unresolved',
	]);
	expect(fates({ seats, givers, decisions: [first, ['q', 'c']] })).toEqual(['L b', 'L c', 'P/TL']);
});

test('earlier placements stand when filling stops', () => {
	const seats = [home, { id: 'b', unit: 'B' }, { id: 'c', unit: 'C' }];
	const givers = [
		{ id: 'p', home: 'home', wishes: 'C', tiu: '105' },
		{ id: 'q', home: 'home', wishes: 'B' },
		{ id: 'r', home: 'home', wishes: 'B' },
	];
	expect(fates({ seats, givers })).toEqual(['L c', 'tie_unresolved', 'tie_unresolved']);
});
