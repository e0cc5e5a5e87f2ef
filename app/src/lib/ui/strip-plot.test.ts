import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchorAt, layOutStrip } from './strip-plot.ts';

const marks = ['79.226', '78.378', '76.626', '76.364', '74.026', '72.269', '69.862'].map(
	(value, index) => ({ value, filled: index < 3 }),
);

describe('strip plot', () => {
	it('gives a scale of round numbers around the scores', () => {
		const { ticks } = layOutStrip(marks);
		expect(ticks.map(({ value }) => value)).toEqual(['68', '70', '72', '74', '76', '78', '80']);
		expect(ticks[0]?.x).toBe(0);
		expect(ticks.at(-1)?.x).toBe(100);
	});

	it('stacks people whose dots would cover each other', () => {
		const { dots, levels } = layOutStrip([
			{ value: '70.000', filled: true },
			{ value: '70.000', filled: true },
			{ value: '75.000', filled: false },
		]);
		expect(dots.map(({ level }) => level)).toEqual([0, 1, 0]);
		expect(levels).toBe(2);
	});

	it('draws a single person', () => {
		const { dots, ticks } = layOutStrip([{ value: '70.000', filled: true, you: true }]);
		expect(dots).toEqual([{ x: 0, level: 0, filled: true, you: true }]);
		expect(ticks.length).toBeGreaterThan(1);
	});

	it('keeps everybody inside the picture and at most seven ticks', () => {
		const score = fc.integer({ min: 0, max: 100_000 }).map((n) => (n / 1000).toFixed(3));
		fc.assert(
			fc.property(fc.array(score, { minLength: 1, maxLength: 60 }), (values) => {
				const layout = layOutStrip(values.map((value) => ({ value, filled: false })));
				expect(layout.dots).toHaveLength(values.length);
				expect(layout.dots.every(({ x }) => x >= 0 && x <= 100)).toBe(true);
				expect(layout.ticks.length).toBeLessThanOrEqual(7);
			}),
		);
	});

	it('turns text at an edge inwards', () => {
		expect([2, 50, 97].map(anchorAt)).toEqual(['start', 'middle', 'end']);
	});
});
