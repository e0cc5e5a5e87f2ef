/** A plot as plain SVG: readable on light paper, in print, and by title and description. */
export interface Frame {
	readonly title: string;
	/** One sentence that says what the picture shows, for those who cannot see it. */
	readonly description: string;
	readonly xLabel: string;
	readonly yLabel: string;
	readonly x: readonly [low: number, high: number];
	readonly y: readonly [low: number, high: number];
	readonly width?: number;
	readonly height?: number;
	/** Whether numbers stand below the axis; where its unit means nothing they do not. */
	readonly xNumbers?: boolean;
}

export interface Plane {
	readonly px: (x: number) => number;
	readonly py: (y: number) => number;
	/** The whole picture around the marks given. */
	readonly svg: (marks: readonly string[]) => string;
}

const margin = { top: 44, right: 20, bottom: 48, left: 60 };
export const ink = '#1c1b19';
const faint = '#b9b4a8';
/** Of what stands beside what matters; still three times as dark as paper. */
export const pale = '#7d776b';
/** Distinct also without colour vision, and always paired with a dash or a label. */
export const hues = ['#2f3187', '#a23b1e', '#17694d', '#7a4a86', '#8a6400', '#2a6f97'];

/** Axes with round ticks. */
export function plane(frame: Frame): Plane {
	const { width = 640, height = 420, xNumbers = true } = frame;
	const [x0, x1] = spread(frame.x);
	const [y0, y1] = spread(frame.y);
	const px = (x: number) =>
		round(margin.left + ((x - x0) / (x1 - x0)) * (width - margin.left - margin.right));
	const py = (y: number) =>
		round(height - margin.bottom - ((y - y0) / (y1 - y0)) * (height - margin.top - margin.bottom));
	const [bottom, right] = [height - margin.bottom, width - margin.right];
	const xTicks = (xNumbers ? ticks(x0, x1) : []).map(
		(at) =>
			`<line x1="${px(at)}" x2="${px(at)}" y1="${margin.top}" y2="${bottom}" stroke="${faint}" stroke-width=".5"/><text x="${px(at)}" y="${bottom + 18}" text-anchor="middle">${label(at)}</text>`,
	);
	const yTicks = ticks(y0, y1).map(
		(at) =>
			`<line x1="${margin.left}" x2="${right}" y1="${py(at)}" y2="${py(at)}" stroke="${faint}" stroke-width=".5"/><text x="${margin.left - 8}" y="${py(at) + 4}" text-anchor="end">${label(at)}</text>`,
	);
	const svg = (marks: readonly string[]) =>
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="12" fill="${ink}">
<title id="title">${escaped(frame.title)}</title>
<desc id="description">${escaped(frame.description)}</desc>
<rect width="${width}" height="${height}" fill="#ffffff"/>
<text x="${margin.left}" y="24" font-size="16" font-weight="700">${escaped(frame.title)}</text>
${[...xTicks, ...yTicks].join('\n')}
<line x1="${margin.left}" x2="${right}" y1="${bottom}" y2="${bottom}" stroke="${ink}"/>
<line x1="${margin.left}" x2="${margin.left}" y1="${margin.top}" y2="${bottom}" stroke="${ink}"/>
<text x="${(margin.left + right) / 2}" y="${height - 10}" text-anchor="middle">${escaped(frame.xLabel)}</text>
<text transform="translate(16 ${(margin.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(frame.yLabel)}</text>
${marks.join('\n')}
</svg>
`;
	return { px, py, svg };
}

/** A line through points; `dash` tells lines apart without colour. */
export function path(
	points: readonly (readonly [x: number, y: number])[],
	{ px, py }: Plane,
	colour: string,
	dash = '',
): string {
	const d = points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${px(x)} ${py(y)}`).join('');
	const dashed = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
	return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="1.5"${dashed}/>`;
}

export function escaped(text: string): string {
	return text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;');
}

export function round(value: number): number {
	return Math.round(value * 100) / 100;
}

/** An axis needs a length. */
function spread([low, high]: readonly [number, number]): readonly [number, number] {
	return high > low ? [low, high] : [low - 0.5, low + 0.5];
}

/** Between four and nine round numbers. */
function ticks(low: number, high: number): readonly number[] {
	const raw = (high - low) / 6;
	const power = Math.pow(10, Math.floor(Math.log10(raw)));
	const step = [1, 2, 5, 10].map((m) => m * power).find((size) => size >= raw) ?? power * 10;
	const first = Math.ceil(low / step - 1e-9);
	const last = Math.floor(high / step + 1e-9);
	return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step);
}

function label(value: number): string {
	return String(Number(value.toPrecision(6)));
}
