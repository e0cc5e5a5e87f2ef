import { describe, expect, it } from 'vitest';
import { countsOf, type CountedVacancy, showCounts } from './shown-counts.ts';

const vacancy = (
	vacancyId: string,
	applicants: number,
	eligible: number,
	passed: number,
	shortlisted: number,
): CountedVacancy => ({ vacancyId, applicants, eligible, passed, shortlisted });

const large = vacancy('a', 186, 147, 58, 9);
const other = vacancy('b', 94, 80, 40, 12);

describe('the counts of a version', () => {
	it('are shown as they are where no group is small', () => {
		const shown = showCounts([large, other]);
		expect(shown).toMatchObject({ applicants: 280, eligible: 227, passed: 98 });
		expect(countsOf(shown, large)).toEqual({
			applicants: 186,
			eligible: 147,
			passed: 58,
			notShortlisted: 49,
		});
	});

	it('hide a small group and one that the totals would give it away with', () => {
		const few = vacancy('c', 9, 6, 2, 2);
		const shown = showCounts([large, other, few]);
		expect(countsOf(shown, few)).toMatchObject({
			applicants: 'under_10',
			eligible: 'under_10',
			passed: 'under_10',
		});
		expect(countsOf(shown, large)).toMatchObject({ applicants: 'withheld', eligible: 'withheld' });
		expect(countsOf(shown, other)).toMatchObject({ applicants: 94, eligible: 80 });
		expect(shown).toMatchObject({ applicants: 289, eligible: 233 });
	});

	it('do not tell by how many passed that few of them were not shortlisted', () => {
		const near = vacancy('c', 120, 100, 15, 12);
		const shown = showCounts([large, other, near]);
		expect(countsOf(shown, near)).toMatchObject({ passed: 'withheld', notShortlisted: 'under_10' });
		expect(countsOf(shown, large)).toMatchObject({
			passed: 'withheld',
			notShortlisted: 'withheld',
		});
	});

	it('of a small selection are hidden as a whole', () => {
		const shown = showCounts([vacancy('a', 5, 4, 2, 2), vacancy('b', 3, 3, 1, 1)]);
		expect(shown).toMatchObject({ applicants: 'under_10', eligible: 'under_10' });
	});
});
