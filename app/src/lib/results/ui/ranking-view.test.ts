import { describe, expect, it } from 'vitest';
import type { PublicResultRow } from '../contract.ts';
import { cutIndex, difference, lowestSeated, shortlistKeys } from './ranking-view.ts';

function row(outcome: PublicResultRow['outcome'], final: string, placed = ''): PublicResultRow {
	return {
		participantId: final,
		vacancyId: 'v1',
		outcome,
		skdTotal: '400',
		skd100: '72.727',
		skb100: final,
		final,
		rankSkd: '1',
		rankFinal: '1',
		placedVacancyId: placed,
		placement: '',
		reason: '',
	};
}

const list = [
	row('L', '79.226', 'v1'),
	row('L', '76.626', 'v1'),
	row('L', '76.364', 'v9'),
	row('P/TL', '74.026'),
];

describe('ranking', () => {
	it('draws its line under the last seat of this vacancy, not under a seat elsewhere', () => {
		expect(cutIndex(list)).toBe(2);
		expect(lowestSeated(list)).toBe('76.626');
	});

	it('draws no line where everybody or nobody has a seat', () => {
		expect(cutIndex(list.slice(0, 2))).toBeUndefined();
		expect(cutIndex(list.slice(3))).toBeUndefined();
		expect(lowestSeated([])).toBeUndefined();
	});

	it('reads the keys of the last person shortlisted', () => {
		expect(shortlistKeys('391/186/120/85')).toEqual({
			total: '391',
			tkp: '186',
			tiu: '120',
			twk: '85',
		});
		expect(shortlistKeys('391')).toBeUndefined();
	});

	it('states a difference to the thousandth', () => {
		expect(difference('76.364', '76.626')).toBe('0.262');
		expect(difference('0.100', '0.300')).toBe('0.200');
	});
});
