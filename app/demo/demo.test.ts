import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';
import { demoSeasons } from './seasons.ts';
import { demoSelection } from './selection.ts';
import { shortlistByRules } from './shortlist.ts';

const anchor = new Date('2026-11-21T23:30:00.000Z');
const seasons = demoSeasons(anchor);

describe('the generator', () => {
	it('gives the same numbers for the same seed, within their bounds', () => {
		const draw = (seed: number) => {
			const random = createRandom(seed);
			return Array.from({ length: 1_000 }, () => random.between(-3, 7));
		};
		expect(draw(7)).toEqual(draw(7));
		expect(draw(7)).not.toEqual(draw(8));
		expect(new Set(draw(7)).size).toBe(11);
	});

	it('invents 1,500 people with different numbers, the same every time', () => {
		const make = () => demoSelection('cpns-2026-kota-palu', '2026', shortlistByRules);
		const [first, second] = make().versions;
		expect(make().versions).toEqual([first, second]);
		const numbers = first.people
			.trim()
			.split('\n')
			.slice(1)
			.map((line) => line.split(',')[0]);
		expect(new Set(numbers).size).toBe(1_500);
	});

	it('corrects exactly one mark', () => {
		const [first, second] = demoSelection('s', '2026', shortlistByRules).versions;
		const before = first.participants.split('\n');
		const changed = second.participants.split('\n').filter((line, at) => line !== before[at]);
		expect(changed.map((line) => line.split(',')[0])).toEqual(['PLU-2026-03158']);
		expect({ ...second, participants: '' }).toEqual({ ...first, participants: '' });
	});
});

describe('the seasons', () => {
	it('stand on the first day where they are meant to', () => {
		const at = anchor.toISOString();
		const runs = (id: string, key: string) => {
			const steps = seasons.find((season) => season.institution.id === id)?.schedule ?? [];
			const step = steps.find((candidate) => candidate.key === key);
			return step !== undefined && step.startsAt <= at && at < (step.endsAt ?? '');
		};
		expect(runs('kota-palu', 'final_appeal')).toBe(true);
		expect(runs('kabupaten-bungo', 'registration')).toBe(true);
		expect(runs('kota-sawahlunto', 'registration')).toBe(true);
		expect(runs('andir', 'registration')).toBe(false);
		expect(runs('kotalama', 'registration')).toBe(false);
	});

	it('have ten steps in order, in local whole days', () => {
		for (const { schedule } of seasons) {
			expect(schedule).toHaveLength(10);
			const starts = schedule.map((step) => step.startsAt);
			expect(starts).toEqual([...starts].sort());
		}
	});

	it('offer vacancies whose shares sum to one hundred, in both languages', () => {
		const vacancies = seasons.flatMap((season) => season.vacancies);
		expect(new Set(vacancies.map(({ id }) => id)).size).toBe(vacancies.length);
		for (const vacancy of vacancies) {
			expect(vacancy.weights.reduce((sum, { percent }) => sum + percent, 0)).toBe(100);
			expect(vacancy.seats).toBeGreaterThan(0);
			for (const text of vacancy.requirements) expect(text.id).not.toBe(text.en);
		}
	});

	it('do not count applications before registration opens', () => {
		const counted = (id: string) =>
			seasons.find((season) => season.institution.id === id)?.vacancies[0]?.applicants;
		expect(counted('kabupaten-bungo')).toBe(71);
		expect(counted('andir')).toBeUndefined();
	});
});
