import { describe, expect, it } from 'vitest';
import { normal, uniform } from '../../test/chance.ts';
import { bias, rmse } from '../../test/simulate.ts';
import {
	calibrateTimes,
	speedOf,
	speedShift,
	timeResiduals,
	type TimeCalibration,
	type TimeMatrix,
	type TimesRefusal,
} from './index.ts';

interface Simulated {
	readonly times: TimeMatrix;
	readonly intensity: Float64Array;
	readonly discrimination: Float64Array;
	readonly speed: Float64Array;
}

function simulate(seed: number, persons: number, items: number): Simulated {
	const gauss = normal(uniform(seed));
	const intensity = Float64Array.from({ length: items }, () => 4 + 0.4 * gauss());
	const discrimination = Float64Array.from({ length: items }, () => 1.8 * Math.exp(0.2 * gauss()));
	const speed = Float64Array.from({ length: persons }, () => 0.3 * gauss());
	const seconds = Float64Array.from({ length: persons * items }, (_, at) => {
		const i = at % items;
		const tau = speed[Math.floor(at / items)]!;
		return Math.exp(intensity[i]! - tau + gauss() / discrimination[i]!);
	});
	return { times: { persons, items, seconds }, intensity, discrimination, speed };
}

function ready<T extends object>(value: T | TimesRefusal): T {
	if ('code' in value) throw new Error(value.code);
	return value;
}

const differences = (own: Float64Array, truth: Float64Array) =>
	Array.from(own, (value, i) => value - truth[i]!);

describe('calibration', () => {
	it('recovers β, α and σ: bias below .02, RMSE of β below .03 and of α below .06', () => {
		const { times, intensity, discrimination } = simulate(1, 1000, 40);
		const found = ready(calibrateTimes(times));
		expect(found.converged).toBe(true);
		const beta = differences(found.intensity, intensity);
		const alpha = differences(found.discrimination, discrimination);
		// One draw of 1,000 speeds has a mean of its own, up to .02.
		expect(Math.abs(bias(beta))).toBeLessThan(0.02);
		expect(rmse(beta)).toBeLessThan(0.03);
		expect(Math.abs(bias(alpha))).toBeLessThan(0.02);
		expect(rmse(alpha)).toBeLessThan(0.06);
		expect(found.speedDeviation).toBeCloseTo(0.3, 1);
	});

	it('does not overstate α on a short test, as joint estimation does by √(I/(I − 1))', () => {
		const { times, discrimination } = simulate(2, 4000, 4);
		const alpha = differences(ready(calibrateTimes(times)).discrimination, discrimination);
		// Joint estimation would be off by .15 × 1.8 = .28.
		expect(Math.abs(bias(alpha))).toBeLessThan(0.06);
	});

	it('uses what times there are', () => {
		const { times, intensity } = simulate(3, 1500, 20);
		const random = uniform(4);
		const seconds = times.seconds.map((value) => (random() < 0.3 ? 0 : value));
		const found = ready(calibrateTimes({ ...times, seconds }));
		expect(rmse(differences(found.intensity, intensity))).toBeLessThan(0.05);
	});

	it('counts minutes as it counts seconds, with β moved by ln 60', () => {
		const { times } = simulate(5, 200, 10);
		const seconds = ready(calibrateTimes(times));
		const minutes = ready(calibrateTimes({ ...times, seconds: times.seconds.map((t) => t / 60) }));
		minutes.intensity.forEach((value, i) =>
			expect(value + Math.log(60)).toBeCloseTo(seconds.intensity[i]!, 4),
		);
		minutes.discrimination.forEach((value, i) =>
			expect(value).toBeCloseTo(seconds.discrimination[i]!, 4),
		);
	});
});

describe('persons', () => {
	const { times, speed, intensity, discrimination } = simulate(6, 4000, 60);
	const model = ready(calibrateTimes(times));
	const exposed = Uint8Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 1 : 0));
	const shareUnder = (level: number, ps: readonly (number | null)[]) =>
		ps.filter((p) => p !== null && p < level).length / ps.length;

	it('speed is estimated with the error it states', () => {
		const { persons } = ready(speedOf(model, times));
		const z = persons.map((person, p) => (person.speed! - speed[p]!) / person.error!);
		expect(rmse(z)).toBeCloseTo(1, 1);
	});

	it('Σz² and the shift hold their level where one speed explains everything', () => {
		const uneven = ready(speedOf(model, times)).persons.map(({ p }) => p);
		const shifted = ready(speedShift(model, times, exposed)).persons.map(({ p }) => p);
		for (const ps of [uneven, shifted]) {
			// Three standard errors of 4,000 persons.
			expect(shareUnder(0.05, ps)).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 4000));
			expect(shareUnder(0.01, ps)).toBeLessThan(0.01 + 3 * Math.sqrt((0.01 * 0.99) / 4000));
			expect(shareUnder(0.05, ps)).toBeGreaterThan(0.03);
		}
	});

	it('finds persons who take half the time on exposed items, and few others', () => {
		const seconds = times.seconds.map((value, at) =>
			at < 50 * 60 && exposed[at % 60] === 1 ? value / 2 : value,
		);
		const { persons } = ready(speedShift(model, { ...times, seconds }, exposed));
		const found = persons.flatMap(({ adjustedP }, p) => (adjustedP! < 0.01 ? [p] : []));
		expect(found.filter((p) => p < 50).length).toBeGreaterThan(35);
		expect(found.filter((p) => p >= 50).length).toBeLessThanOrEqual(2);
	});

	it('residuals of a person follow the definition', () => {
		const truth = { intensity, discrimination, speedDeviation: 0.3 };
		const seconds = times.seconds.subarray(0, 60);
		const found = timeResiduals(truth, seconds);
		const weight = discrimination.map((alpha) => alpha * alpha);
		const total = weight.reduce((sum, w) => sum + w, 0);
		const tau =
			seconds.reduce((sum, t, i) => sum + weight[i]! * (intensity[i]! - Math.log(t)), 0) / total;
		expect(found[7]).toBeCloseTo(
			discrimination[7]! * (Math.log(seconds[7]!) - intensity[7]! + tau),
			10,
		);
	});
});

describe('bad input', () => {
	const ten = { persons: 5, items: 2, seconds: Float64Array.from([9, 8, 7, 9, 3, 5, 4, 6, 8, 2]) };

	it('is refused by name', () => {
		const broken = ten.seconds.slice();
		broken[3] = -1;
		expect(calibrateTimes({ ...ten, seconds: broken })).toEqual({
			ok: false,
			code: 'psychometrics.bad_time',
			row: 1,
			item: 1,
			value: -1,
		});
		expect(calibrateTimes({ ...ten, persons: 4 })).toMatchObject({
			code: 'psychometrics.wrong_length',
		});
		expect(
			calibrateTimes({ persons: 1, items: 2, seconds: ten.seconds.slice(0, 2) }),
		).toMatchObject({
			code: 'psychometrics.too_few_persons',
		});
		expect(calibrateTimes({ persons: 10, items: 1, seconds: ten.seconds })).toMatchObject({
			code: 'psychometrics.too_few_items',
		});
		const constant = ten.seconds.map((value, at) => (at % 2 === 1 ? 5 : value));
		expect(calibrateTimes({ ...ten, seconds: constant })).toEqual({
			ok: false,
			code: 'psychometrics.item_constant',
			item: 1,
		});
		const empty = ten.seconds.map((value, at) => (at % 2 === 1 ? 0 : value));
		expect(calibrateTimes({ ...ten, seconds: empty })).toMatchObject({
			code: 'psychometrics.item_unanswered',
			item: 1,
		});
	});

	it('a person without times, or with one, has no p and no NaN', () => {
		const model = ready<TimeCalibration>(calibrateTimes(ten));
		const seconds = Float64Array.from([0, 0, 5, 0, 4, 6]);
		const few = { persons: 3, items: 2, seconds };
		const { persons } = ready(speedOf(model, few));
		expect(persons[0]).toMatchObject({ timed: 0, speed: null, p: null, adjustedP: null });
		expect(persons[1]).toMatchObject({ timed: 1, chiSquare: null, p: null });
		expect(persons[2]!.p).toBeGreaterThan(0);
		const shifts = ready(speedShift(model, few, Uint8Array.from([1, 0]))).persons;
		expect(shifts[1]).toEqual({ shift: null, z: null, p: null, adjustedP: null });
	});
});
