import { describe, expect, it } from 'vitest';
import { judgeDecision, judgeMarks, judgeParticipant, type MarkRule } from './imported-rows.ts';

const rules = new Map<string, MarkRule>([
	['twk', { decimals: 0, max: 150_000 }],
	['skb_praktik', { decimals: 3, max: 100_000 }],
	['skb', { decimals: 3 }],
]);
const columns = ['skd_status', 'twk', 'skb_status', 'skb_praktik'];
const reader = (row: Readonly<Record<string, string>>) => (column: string) => row[column] ?? '';
const marks = (row: Readonly<Record<string, string>>) => judgeMarks(reader(row), columns, rules);

describe('a row of marks', () => {
	it('may write its decimals with a comma and keeps every one of them', () => {
		const judged = marks({ skb_praktik: '79,556', twk: '150' });
		expect(judged.faults).toEqual([]);
		expect(judged.marks).toMatchObject({ skb_praktik: '79.556', twk: '150' });
	});

	it.each([
		[{ skb_praktik: '100,001' }, 'out_of_range'],
		[{ skb_praktik: '79.5555' }, 'too_many_decimals'],
		[{ skb_praktik: 'baik' }, 'not_a_number'],
		[{ skb_praktik: '-1' }, 'negative'],
		[{ twk: '90.5' }, 'not_an_integer'],
		[{ twk: '151' }, 'out_of_range'],
		[{ skd_status: 'hadri' }, 'unknown_status'],
		[{ skd_status: 'hadir' }, 'mark_missing'],
		[{ skb_status: 'hadir' }, 'mark_missing'],
	])('is refused for %j', (row, code) => {
		expect(marks(row).faults.map((fault) => fault.code)).toEqual([code]);
	});

	it('needs no mark of somebody who was absent', () => {
		expect(marks({ skd_status: 'TH', skb_status: 'APS' }).faults).toEqual([]);
	});
});

const person = { participant_id: 'P-1', vacancy_id: 'v-1', admin_status: 'MS', name: 'Ani' };
const known = (id: string) => id === 'v-1';
const personCodes = (row: Readonly<Record<string, string>>) =>
	judgeParticipant(reader({ ...person, ...row }), known).faults.map(({ code }) => code);

describe('a participant', () => {
	it.each([
		[{}, []],
		[{ birth_date: '2000-02-29', gpa: '3,50', priority: 'R5' }, []],
		[{ birth_date: '1900-02-29' }, ['impossible_date']],
		[{ birth_date: '1999-13-01' }, ['impossible_date']],
		[{ gpa: '3.123' }, ['too_many_decimals']],
		[{ gpa: '100.01' }, ['out_of_range']],
		[{ gpa: 'baik' }, ['not_a_number']],
		[{ vacancy_id: 'v-9' }, ['unknown_vacancy']],
		[{ admin_status: 'LULUS' }, ['unknown_status']],
		[{ priority: 'R6' }, ['unknown_priority']],
		[{ name: '' }, ['value_missing']],
		[{ name: 'A\u0000' }, ['control_character']],
	])('%j is judged %j', (row, codes) => {
		expect(personCodes(row)).toEqual(codes);
	});
});

describe('a decision', () => {
	it('has a word that is known, an authority and a reason', () => {
		const row = { ...person, decision: 'LULUS', authority: 'Ketua', reason: '' };
		const { faults } = judgeDecision(reader(row), known);
		expect(faults.map(({ column, code }) => [column, code])).toEqual([
			['reason', 'value_missing'],
			['decision', 'unknown_decision'],
		]);
	});

	it('tells of nobody in the words that everybody reads, and the fault repeats none of them', () => {
		const authority = 'Sekda, NIP 198902282015041097';
		const row = { ...person, decision: 'L', authority, reason: 'lihat ani@contoh.id' };
		expect(judgeDecision(reader(row), known).faults).toEqual([
			{ column: 'authority', code: 'personal_text', value: '***' },
			{ column: 'reason', code: 'personal_text', value: '***' },
		]);
	});
});
