import { describe, expect, it } from 'vitest';
import type { ResultRow } from '../contract.ts';
import { type ComparedRun, compareRuns } from './run-comparison.ts';
import { allowsChoice, mergeDecisions } from './tie-choice.ts';

function row(participantId: string, outcome: ResultRow['outcome'], rankFinal: string): ResultRow {
	return {
		participantId,
		vacancyId: 'arsiparis',
		outcome,
		skdTotal: '',
		skd100: '',
		skb100: '',
		final: '70.000',
		rankSkd: '1',
		rankFinal,
		placedVacancyId: '',
		placement: '',
		reason: '',
	};
}

const digests = { 'selection.json': 'aa', 'vacancies.csv': 'bb', 'participants.csv': 'cc' };
const before = {
	rows: [row('01', 'L', '1'), row('02', 'P/TL', '2'), row('03', 'TH', '')],
	participants: [
		{ participant_id: '01', skb_praktik: '71.5', birth_date: '1999-01-01' },
		{ participant_id: '02', skb_praktik: '70', birth_date: '1998-01-01' },
		{ participant_id: '03', skb_praktik: '', birth_date: '1997-01-01' },
	],
	decisions: [],
	inputs: digests,
} satisfies ComparedRun;

describe('comparing two runs', () => {
	it('finds nothing where nothing changed', () => {
		expect(compareRuns(before, before).moved).toEqual([]);
	});

	it('names the mark that moved one person, and whom it displaced', () => {
		const after: ComparedRun = {
			...before,
			rows: [row('02', 'L', '1'), row('01', 'P/TL', '2'), row('03', 'TH', '')],
			participants: before.participants.map((one) =>
				one['participant_id'] === '02' ? { ...one, skb_praktik: '74' } : one,
			),
			inputs: { ...digests, 'participants.csv': 'dd' },
		};
		const { moved, counts } = compareRuns(before, after);
		expect(moved.map(({ participantId, causes }) => [participantId, causes])).toEqual([
			['02', [{ kind: 'mark', column: 'skb_praktik', before: '70', after: '74' }]],
			['01', [{ kind: 'others' }]],
		]);
		expect(counts).toContainEqual({ outcome: 'L', before: 1, after: 1 });
	});

	it('names a birth date as a cause without showing it', () => {
		const after: ComparedRun = {
			...before,
			rows: [row('01', 'P/TL', '2'), row('02', 'P/TL', '2'), row('03', 'TH', '')],
			participants: before.participants.map((one) =>
				one['participant_id'] === '01' ? { ...one, birth_date: '2001-05-05' } : one,
			),
		};
		const [moved] = compareRuns(before, after).moved;
		expect(moved?.causes).toEqual([{ kind: 'personal', column: 'birth_date' }]);
		expect(JSON.stringify(moved)).not.toContain('2001-05-05');
	});

	it('tells who joined, who left, and which rules changed', () => {
		const after: ComparedRun = {
			...before,
			rows: [row('01', 'P/TL', '2'), row('02', 'P/TL', '2'), row('04', 'L', '1')],
			participants: [...before.participants, { participant_id: '04' }],
			inputs: { ...digests, 'selection.json': 'ee' },
		};
		const causes = new Map(
			compareRuns(before, after).moved.map((one) => [one.participantId, one.causes]),
		);
		expect(causes.get('01')).toEqual([{ kind: 'rules' }]);
		expect(causes.get('03')).toEqual([{ kind: 'left' }]);
		expect(causes.get('04')).toEqual([{ kind: 'joined' }]);
	});
});

describe('deciding a tie', () => {
	const tie = { vacancy: 'arsiparis', seats: 1, participants: ['01', '02'] };

	it('allows exactly as many of the equals as seats are contested', () => {
		expect(allowsChoice(tie, ['02'])).toBe(true);
		for (const chosen of [[], ['01', '02'], ['03'], ['01', '01']]) {
			expect(allowsChoice(tie, chosen)).toBe(false);
		}
	});

	it('lets what was decided later count, for each of the equals', () => {
		const earlier = ['01', '02'].map((participant_id, at) => ({
			vacancy_id: 'arsiparis',
			participant_id,
			decision: at === 0 ? 'L' : 'P/TL',
			authority: 'PPK',
			reason: 'lama',
		}));
		const later = {
			vacancy_id: 'arsiparis',
			equals: ['01', '02'],
			chosen: ['02'],
			authority: 'PPK',
			reason: 'baru',
		};
		const merged = mergeDecisions(earlier, [later]);
		expect(merged.map(({ participant_id, decision }) => [participant_id, decision])).toEqual([
			['01', 'P/TL'],
			['02', 'L'],
		]);
	});
});
