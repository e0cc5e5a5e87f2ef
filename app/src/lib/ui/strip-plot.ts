/** Where each dot of a strip plot stands. Floats are fine here: a picture decides nothing. */

export interface StripMark {
	/** Score as text with a point: `76.364`. */
	readonly value: string;
	readonly filled: boolean;
	readonly you?: boolean;
}

interface PlacedDot {
	/** Percent of the width. */
	readonly x: number;
	/** 0 stands on the axis, 1 above it, and so on. */
	readonly level: number;
	readonly filled: boolean;
	readonly you: boolean;
}

export interface StripLayout {
	readonly dots: readonly PlacedDot[];
	readonly ticks: readonly { readonly x: number; readonly value: string }[];
	readonly levels: number;
	readonly xOf: (value: string) => number;
}

const steps = [0.5, 1, 2, 5, 10, 20, 50];
const mostTicks = 7;
/** Two dots of 12 px on a plot of 328 px, the narrowest, touch at this distance. */
const touching = 3;
const mostLevels = 8;

function domainOf(values: readonly number[]): { from: number; to: number; step: number } {
	const low = Math.min(...values);
	const high = Math.max(...values);
	for (const step of steps) {
		const from = Math.floor(low / step) * step;
		const to = Math.max(Math.ceil(high / step) * step, from + step);
		if ((to - from) / step < mostTicks) return { from, to, step };
	}
	return { from: 0, to: 500, step: 100 };
}

function rounded(percent: number): number {
	return Math.round(percent * 100) / 100;
}

/** Dots that would cover each other are stacked, so that every person stays one visible dot. */
function stacked(marks: readonly (StripMark & { x: number })[]): PlacedDot[] {
	const lastOfLevel: number[] = [];
	return [...marks]
		.sort((a, b) => a.x - b.x)
		.map(({ x, filled, you = false }) => {
			const free = lastOfLevel.findIndex((last) => x - last >= touching);
			const level = free >= 0 ? free : Math.min(lastOfLevel.length, mostLevels - 1);
			lastOfLevel[level] = x;
			return { x, level, filled, you };
		});
}

/** Places at least one mark on a scale with round ticks. */
export function layOutStrip(marks: readonly StripMark[]): StripLayout {
	const { from, to, step } = domainOf(marks.map(({ value }) => Number(value)));
	const xOf = (value: string) => rounded(((Number(value) - from) / (to - from)) * 100);
	const dots = stacked(marks.map((mark) => ({ ...mark, x: xOf(mark.value) })));
	const count = Math.round((to - from) / step) + 1;
	const ticks = Array.from({ length: count }, (_, index) => {
		const value = String(from + index * step);
		return { x: xOf(value), value };
	});
	return { dots, ticks, levels: 1 + Math.max(...dots.map(({ level }) => level)), xOf };
}

/** Text near an edge of the picture turns inwards. */
export function anchorAt(x: number): 'start' | 'middle' | 'end' {
	if (x < 16) return 'start';
	return x > 84 ? 'end' : 'middle';
}
