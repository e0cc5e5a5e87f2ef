import { describe, expect, it } from 'vitest';
import type { ScheduleDraft } from '../contract.ts';
import { standing, stepsAt } from './schedule.ts';

const name = { id: 'x', en: 'x' };
const step = (key: ScheduleDraft['key'], startsAt: string, endsAt?: string): ScheduleDraft => ({
	key,
	name: { ...name, en: key },
	startsAt,
	...(endsAt === undefined ? {} : { endsAt }),
});

const schedule = [
	step('announcement', '2026-11-01T00:00:00.000Z'),
	step('registration', '2026-11-05T00:00:00.000Z', '2026-11-20T00:00:00.000Z'),
	step('skd', '2026-12-01T00:00:00.000Z'),
];

const statesAt = (now: string) => stepsAt(schedule, now).map(({ state }) => state);
const standingAt = (now: string) => standing(stepsAt(schedule, now));

describe('the state of a step', () => {
	it('is next before it begins and done after its end', () => {
		expect(statesAt('2026-10-31T00:00:00.000Z')).toEqual(['next', 'next', 'next']);
		expect(statesAt('2026-11-05T00:00:00.000Z')).toEqual(['done', 'now', 'next']);
		expect(statesAt('2026-11-19T23:59:59.999Z')).toEqual(['done', 'now', 'next']);
		expect(statesAt('2026-11-20T00:00:00.000Z')).toEqual(['done', 'done', 'next']);
	});

	it('lasts, without an end, until a later step begins', () => {
		expect(statesAt('2026-11-02T00:00:00.000Z')).toEqual(['now', 'next', 'next']);
		expect(statesAt('2027-11-02T00:00:00.000Z')).toEqual(['done', 'done', 'now']);
	});

	it('carries the people who reached it', () => {
		const [, registration] = stepsAt(schedule, '2026-11-06T00:00:00.000Z', { registration: 70 });
		expect(registration?.count).toBe(70);
	});
});

describe('where a season stands', () => {
	it('is the running step with its deadline', () => {
		expect(standingAt('2026-11-06T00:00:00.000Z')).toMatchObject({
			stage: { en: 'registration' },
			until: '2026-11-20T00:00:00.000Z',
		});
	});

	it('names what comes next, and when, between two steps', () => {
		expect(standingAt('2026-11-25T00:00:00.000Z')).toMatchObject({
			stage: { en: 'skd' },
			until: '2026-12-01T00:00:00.000Z',
		});
	});

	it('waits for the next step while one without an end runs', () => {
		expect(standingAt('2026-11-02T00:00:00.000Z')).toMatchObject({
			stage: { en: 'announcement' },
			action: { en: 'Read the vacancies, prepare your documents' },
			until: '2026-11-05T00:00:00.000Z',
		});
	});

	it('has no deadline when everything is over', () => {
		expect(standingAt('2028-01-01T00:00:00.000Z').until).toBeUndefined();
	});
});
