import * as m from '$lib/paraglide/messages';
import { day, days, moment, num, pick } from '$lib/ui/locale.ts';
import { share } from '$lib/ui/format.ts';
import type { ScheduleStep, TimeZoneName } from '../contract.ts';

function span({ startsAt, endsAt }: ScheduleStep, zone: TimeZoneName): string {
	return endsAt === undefined ? day(startsAt, zone) : days(startsAt, endsAt, zone);
}

/** Steps for the timeline; the minute of a deadline is said only where it still matters. */
export function scheduleSteps(schedule: readonly ScheduleStep[], zone: TimeZoneName) {
	const counts = schedule.flatMap(({ count }) => (count === undefined ? [] : [count]));
	const most = Math.max(0, ...counts);
	/** One bar alone compares nothing. */
	const comparable = counts.length > 1;
	return schedule.map((step) => {
		const deadline = step.state === 'now' && step.endsAt !== undefined ? step.endsAt : undefined;
		const when =
			deadline === undefined
				? span(step, zone)
				: m.schedule_until({ moment: moment(deadline, zone) });
		return {
			name: pick(step.name),
			state: step.state,
			count: step.count === undefined ? undefined : num(step.count),
			share: step.count === undefined || !comparable ? undefined : share(step.count, most),
			note: step.note === undefined ? when : `${when}. ${pick(step.note)}`,
		};
	});
}
