import type { ScheduleDraft, SeasonDraft } from '../src/lib/vacancies/contract.ts';
import { draftVacancy, readPlace, type Place } from './place.ts';
import { andir } from './places/andir.ts';
import { bungo } from './places/bungo.ts';
import { kotalama } from './places/kotalama.ts';
import { palu } from './places/palu.ts';
import { sawahlunto } from './places/sawahlunto.ts';
import { dayInWords, schedule, yearOf, type StepPlan } from './schedule.ts';

/**
 * Where each government stands on the day the demo is first started: Palu has published its final
 * result and hears appeals, Bungo and Sawahlunto take applications, Andir and Kotalama have
 * announced theirs.
 */
const plans: readonly { readonly place: Place; readonly steps: readonly StepPlan[] }[] = [
	{
		place: palu,
		steps: [
			['announcement', -98],
			['registration', -96, -72],
			['screening', -71, -62],
			['screening_appeal', -61, -59],
			['skd', -45, -42],
			['skb', -24, -21],
			['final_result', -1],
			['final_appeal', 0, 2],
			['filing', 10, 24],
			['appointment', 101],
		],
	},
	{ place: bungo, steps: registrationOpen(-7, -5, 14) },
	{ place: sawahlunto, steps: registrationOpen(-14, -12, 5) },
	{ place: andir, steps: registrationOpen(-2, 3, 23) },
	{ place: kotalama, steps: registrationOpen(-1, 10, 31) },
];

function registrationOpen(announced: number, opens: number, closes: number): readonly StepPlan[] {
	return [
		['announcement', announced],
		['registration', opens, closes],
		['screening', closes + 1, closes + 9],
		['screening_appeal', closes + 10, closes + 12],
		['skd', closes + 37, closes + 40],
		['skb', closes + 65, closes + 67],
		['final_result', closes + 86],
		['final_appeal', closes + 87, closes + 89],
		['filing', closes + 97, closes + 111],
		['appointment', closes + 188],
	];
}

function seasonId(place: Place, year: string): string {
	return `cpns-${year}-${place.institution.id}`;
}

/** Five seasons around the day of the first start; the same anchor gives the same seasons. */
export function demoSeasons(anchor: Date): readonly SeasonDraft[] {
	return plans.map(({ place, steps }) => draftSeason(place, steps, anchor));
}

function draftSeason(place: Place, steps: readonly StepPlan[], anchor: Date): SeasonDraft {
	const { institution } = place;
	const dates = schedule(anchor, institution.zone, steps);
	const registration = dates.find((step) => step.key === 'registration');
	const announcement = dates.find((step) => step.key === 'announcement');
	if (registration?.endsAt === undefined || announcement === undefined) {
		throw new Error('a demo season lacks its registration');
	}
	const vacancies = readPlace(place);
	const applicants = vacancies.reduce((sum, vacancy) => sum + vacancy.applicants, 0);
	const opened = registration.startsAt <= anchor.toISOString();
	const year = yearOf(announcement.startsAt, institution.zone);
	const lastDay = dayInWords(registration.endsAt, institution.zone);
	const id = seasonId(place, year);
	return {
		id,
		title: {
			id: `CPNS ${institution.shortName} ${year}`,
			en: `Civil servant selection (CPNS) ${institution.shortName} ${year}`,
		},
		institution,
		schedule: opened ? dates.map((step) => withCount(step, applicants)) : dates,
		vacancies: vacancies.map((vacancy) => draftVacancy(vacancy, lastDay, opened)),
	};
}

function withCount(step: ScheduleDraft, applicants: number): ScheduleDraft {
	return step.key === 'registration' ? { ...step, count: applicants } : step;
}

/** The season of Kota Palu among them, whose people the generator invents. */
export function paluSeasonId(anchor: Date): string {
	const season = demoSeasons(anchor).find((draft) => draft.institution.id === palu.institution.id);
	if (season === undefined) throw new Error('the demo lacks Kota Palu');
	return season.id;
}
