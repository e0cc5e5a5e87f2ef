import { expect, it } from 'vitest';
import { competenceOf, rankedIn, resultKind } from './result-kind.ts';

it('tells a final result, a shortlist and PPPK apart by pack and stage', () => {
	expect(resultKind({ pack: 'cpns-2024', stage: 'final' })).toBe('cpns');
	expect(resultKind({ pack: 'cpns-2024' })).toBe('cpns');
	expect(resultKind({ pack: 'cpns-2024', stage: 'skd' })).toBe('skd');
	expect(resultKind({ pack: 'pppk-2024', stage: 'final' })).toBe('pppk');
});

it('takes of a record what PPPK is ordered by, and nothing personal', () => {
	const record = { participant_id: 'P-1', birth_date: '1990-01-01', priority: 'R2', teknis: '300' };
	expect(competenceOf(record)).toEqual({
		priority: 'R2',
		teknis: '300',
		manajerial: '',
		sosiokultural: '',
		wawancara: '',
	});
});

it('leaves a final order as it is, and puts a shortlist in the order of the SKD', () => {
	const rows = [{ rankSkd: '10' }, { rankSkd: '9' }];
	expect(rankedIn('cpns', rows)).toEqual(rows);
	expect(rankedIn('skd', rows)).toEqual([{ rankSkd: '9' }, { rankSkd: '10' }]);
});
