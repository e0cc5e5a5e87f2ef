import { describe, expect, it } from 'vitest';
import { applicantsPerSeat, ratioPicture } from './ratio.ts';

describe('applicants for each seat', () => {
	it('are rounded half up', () => {
		expect(applicantsPerSeat(71, 4)).toBe(18);
		expect(applicantsPerSeat(5, 2)).toBe(3);
		expect(applicantsPerSeat(0, 3)).toBe(0);
	});

	it('are one dot each up to sixty', () => {
		expect(ratioPicture(18)).toEqual({ rows: [18], scale: 1 });
		expect(ratioPicture(57)).toEqual({ rows: [19, 19, 19], scale: 1 });
	});

	it('are ten to a dot above sixty, the last dot being a part of ten', () => {
		expect(ratioPicture(61)).toEqual({ rows: [7], scale: 10 });
		expect(ratioPicture(412)).toEqual({ rows: [19, 19, 4], scale: 10 });
	});

	it('are no picture at all where nobody applied', () => {
		expect(ratioPicture(0).rows).toEqual([]);
	});
});
