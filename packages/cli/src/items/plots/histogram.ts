import { hues, plane, round } from './axes.ts';

/** Persons by whole score; scores are put together where there are more than a picture can hold. */
export function histogram({
	title,
	xLabel,
	yLabel,
	counts,
}: {
	readonly title: string;
	readonly xLabel: string;
	readonly yLabel: string;
	readonly counts: readonly number[];
}): string {
	const width = Math.max(1, Math.ceil(counts.length / 120));
	const bars = Array.from({ length: Math.ceil(counts.length / width) }, (_, bar) =>
		counts.slice(bar * width, (bar + 1) * width).reduce((sum, n) => sum + n, 0),
	);
	const total = counts.reduce((sum, n) => sum + n, 0);
	const frame = plane({
		title,
		description: `${total} persons by ${xLabel}, 0 to ${counts.length - 1}; the tallest bar has ${Math.max(0, ...bars)}.`,
		xLabel: width === 1 ? xLabel : `${xLabel}, ${width} a bar`,
		yLabel,
		x: [-0.5, counts.length - 0.5],
		y: [0, Math.max(1, ...bars)],
	});
	const marks = bars.map((count, bar) => {
		const left = frame.px(bar * width - 0.5);
		const right = frame.px((bar + 1) * width - 0.5);
		const [top, bottom] = [frame.py(count), frame.py(0)];
		return `<rect x="${left}" y="${top}" width="${round(Math.max(0.5, right - left - 0.5))}" height="${round(bottom - top)}" fill="${hues[0]}"/>`;
	});
	return frame.svg(marks);
}
