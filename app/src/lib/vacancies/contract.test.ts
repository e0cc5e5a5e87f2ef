import { describe, expect, it } from 'vitest';
import { currentStep, type ScheduleStep } from './contract.ts';

function schedule(states: readonly ScheduleStep['state'][]): ScheduleStep[] {
	return states.map((state) => ({
		key: 'skd',
		name: { id: 'SKD', en: 'SKD' },
		startsAt: '2026-11-21T00:00:00Z',
		state,
	}));
}

describe('where a schedule stands', () => {
	it('is the running step and its number', () => {
		const position = currentStep(schedule(['done', 'done', 'now', 'next']));
		expect(position).toMatchObject({ number: 3, of: 4, step: { state: 'now' } });
	});

	it('is nowhere between two steps', () => {
		expect(currentStep(schedule(['done', 'next']))).toBeUndefined();
		expect(currentStep([])).toBeUndefined();
	});
});
