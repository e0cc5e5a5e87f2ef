import { isSmall, type ShownCount, showColumn, showCount } from '../../vacancies/contract.ts';
import type { VacancyTally } from './tally.ts';

/**
 * What the pages say of how many reached which stage. People who were shortlisted stand in the list
 * one by one, and seats are posts: neither is a statistic.
 */

export type CountedVacancy = Pick<
	VacancyTally,
	'vacancyId' | 'applicants' | 'eligible' | 'passed' | 'shortlisted'
>;

export interface ShownVacancyCounts {
	readonly applicants: ShownCount;
	readonly eligible: ShownCount;
	readonly passed: ShownCount;
	/** Passed the threshold and were not shortlisted. */
	readonly notShortlisted: ShownCount;
}

export interface ShownCounts {
	/** Vacancies of which not everything is shown. */
	readonly hidden: ReadonlyMap<string, ShownVacancyCounts>;
	readonly applicants: ShownCount;
	readonly eligible: ShownCount;
	readonly passed: ShownCount;
}

/** The counts of all vacancies of one version and their totals, which are judged together. */
export function showCounts(vacancies: readonly CountedVacancy[]): ShownCounts {
	const column = (count: (vacancy: CountedVacancy) => number) =>
		showColumn(vacancies.map((vacancy) => ({ key: vacancy.vacancyId, count: count(vacancy) })));
	const applicants = column((vacancy) => vacancy.applicants);
	const eligible = column((vacancy) => vacancy.eligible);
	const rest = column(restOf);
	const hidden = new Map<string, ShownVacancyCounts>();
	for (const vacancy of vacancies) {
		const { vacancyId: id } = vacancy;
		const passed = passedOf(vacancy, rest.hidden.has(id));
		const all = typeof passed === 'number';
		if (all && ![applicants, eligible].some((one) => one.hidden.has(id))) continue;
		hidden.set(id, {
			applicants: applicants.hidden.get(id) ?? vacancy.applicants,
			eligible: eligible.hidden.get(id) ?? vacancy.eligible,
			passed,
			notShortlisted: rest.hidden.get(id) ?? restOf(vacancy),
		});
	}
	const all = vacancies.reduce((sum, { passed }) => sum + passed, 0);
	return {
		hidden,
		applicants: applicants.total,
		eligible: eligible.total,
		passed: typeof rest.total === 'number' ? showCount(all) : 'withheld',
	};
}

const restOf = ({ passed, shortlisted }: CountedVacancy): number => passed - shortlisted;

/**
 * Whoever passed is in the list or not shortlisted: with the list in sight, the number of those who
 * passed tells how many the others are, and is shown only where theirs is.
 */
function passedOf({ passed }: CountedVacancy, restHidden: boolean): ShownCount {
	return restHidden && !isSmall(passed) ? 'withheld' : showCount(passed);
}

export function countsOf(shown: ShownCounts, vacancy: CountedVacancy): ShownVacancyCounts {
	const { applicants, eligible, passed } = vacancy;
	return (
		shown.hidden.get(vacancy.vacancyId) ?? {
			applicants,
			eligible,
			passed,
			notShortlisted: restOf(vacancy),
		}
	);
}
