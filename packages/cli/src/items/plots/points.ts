import { escaped, hues, plane, pale, type Frame } from './axes.ts';

export interface PlotPoint {
	readonly x: number;
	readonly y: number;
	/** Written beside the point; points without are small. */
	readonly label?: string;
	readonly hue?: number;
}

/** Points with limits drawn across: DIF by item, similarity by pair. */
export function pointPlot(
	frame: Frame,
	points: readonly PlotPoint[],
	limits: readonly { readonly y: number; readonly name: string }[],
): string {
	const axes = plane(frame);
	const across = limits.map(
		({ y, name }) =>
			`<line x1="${axes.px(frame.x[0])}" x2="${axes.px(frame.x[1])}" y1="${axes.py(y)}" y2="${axes.py(y)}" stroke="${hues[1]}" stroke-dasharray="6 3"/><text x="${axes.px(frame.x[1]) - 4}" y="${axes.py(y) - 4}" text-anchor="end" fill="${hues[1]}">${escaped(name)}</text>`,
	);
	const marks = points.map(({ x, y, label, hue = 0 }) => {
		const [cx, cy] = [axes.px(x), axes.py(y)];
		const dot = `<circle cx="${cx}" cy="${cy}" r="${label === undefined ? 2 : 4}" fill="${label === undefined ? pale : hues[hue]}"/>`;
		return label === undefined
			? dot
			: `${dot}<text x="${cx + 6}" y="${cy + 4}" font-size="10">${escaped(label)}</text>`;
	});
	return axes.svg([...across, ...marks]);
}
