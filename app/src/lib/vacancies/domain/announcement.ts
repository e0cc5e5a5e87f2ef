import type { ScheduleDraft, SeasonDraft } from '../contract.ts';

/**
 * The part of a draft that is announced and digested. Applications counted so far are not part of
 * an announcement: they would change its digest with every visitor.
 */
export function announcementOf(draft: SeasonDraft): unknown {
	return {
		...draft,
		schedule: draft.schedule.map((step) => without(step, 'count')),
		vacancies: draft.vacancies.map((vacancy) => without(vacancy, 'applicants')),
	};
}

function without(record: object, name: string): unknown {
	return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}

/** When people may apply; a season without that step announces nothing to apply for. */
export function registrationOf(
	schedule: readonly ScheduleDraft[],
): { readonly opensAt: string; readonly closesAt: string } | undefined {
	const step = schedule.find((candidate) => candidate.key === 'registration');
	if (step?.endsAt === undefined) return undefined;
	return { opensAt: step.startsAt, closesAt: step.endsAt };
}
