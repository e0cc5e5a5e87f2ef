import {
	categoryCount,
	categoryProbabilities,
	difficulties,
	information,
	type ItemParameters,
} from '@terang/psychometrics';
import { escaped, hues, ink, pale, path, plane, round } from './axes.ts';

export interface NamedItem {
	readonly item: string;
	readonly parameters: ItemParameters;
}

const abilities = Array.from({ length: 121 }, (_, at) => -4 + at / 15);
const dashes = ['', '6 3', '2 3', '8 3 2 3', '12 4', '4 2 1 2'];

/** Category characteristic curves of the items, twelve small pictures a row of three. */
export function characteristicCurves(items: readonly NamedItem[]): string {
	const [columns, width, height] = [3, 320, 230];
	const rows = Math.ceil(items.length / columns);
	const parts = items.map((item, at) => {
		const [x, y] = [(at % columns) * width, 40 + Math.floor(at / columns) * height];
		return `<svg x="${x}" y="${y}" width="${width}" height="${height}">${inner(oneItem(item, width, height))}</svg>`;
	});
	const [w, h] = [columns * width, 40 + rows * height];
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img" aria-labelledby="all-title all-description" font-family="system-ui, sans-serif" font-size="12" fill="${ink}">
<title id="all-title">Item characteristic curves</title>
<desc id="all-description">For each of ${items.length} items the probability of each score by ability from −4 to 4; of right-or-wrong items that of a right answer.</desc>
<rect width="${w}" height="${h}" fill="#ffffff"/>
<text x="12" y="26" font-size="16" font-weight="700">Item characteristic curves</text>
${parts.join('\n')}
</svg>
`;
}

function oneItem({ item, parameters }: NamedItem, width: number, height: number): string {
	const frame = plane({
		title: item,
		description: `${parameters.model}, slope ${round(parameters.slope)}, b ${difficulties(parameters).map(round).join(' ')}`,
		xLabel: 'ability',
		yLabel: 'probability',
		x: [-4, 4],
		y: [0, 1],
		width,
		height,
	});
	const categories = categoryCount(parameters);
	const out = new Float64Array(categories);
	const curves = Array.from({ length: categories }, () => [] as [number, number][]);
	for (const theta of abilities) {
		categoryProbabilities(parameters, theta, out);
		for (let k = 0; k < categories; k++) curves[k]!.push([theta, out[k]!]);
	}
	const shown = categories === 2 ? curves.slice(1) : curves;
	return frame.svg(
		shown.map((points, k) =>
			path(points, frame, hues[k % hues.length]!, dashes[k % dashes.length]),
		),
	);
}

/** Without its outer element, title and description, which the whole picture has. */
function inner(svg: string): string {
	return svg
		.replace(/^<svg[^>]*>/u, '')
		.replace(/<\/svg>\s*$/u, '')
		.replace(/<title[^>]*>[^<]*<\/title>\n/u, '')
		.replace(/<desc[^>]*>([^<]*)<\/desc>\n/u, '');
}

/** Information of each item and of the test, with the standard error it leaves. */
export function informationCurves(items: readonly NamedItem[]): string {
	const each = items.map(({ parameters }) =>
		abilities.map((theta) => [theta, information(parameters, theta)] as const),
	);
	const test = abilities.map(
		(theta, at) => [theta, each.reduce((sum, points) => sum + points[at]![1], 0)] as const,
	);
	const best = test.reduce((a, b) => (b[1] > a[1] ? b : a));
	const frame = plane({
		title: 'Test and item information',
		description: `Test information by ability is highest at ${round(best[0])} with ${round(best[1])}, a standard error of ${round(1 / Math.sqrt(best[1]))}; thin lines are the ${items.length} items.`,
		xLabel: 'ability',
		yLabel: 'information',
		x: [-4, 4],
		y: [0, Math.max(0.1, best[1] * 1.05)],
	});
	return frame.svg([
		...each.map((points) => path(points, frame, pale).replace('"1.5"', '".75"')),
		path(test, frame, hues[0]!).replace('"1.5"', '"2.5"'),
	]);
}

/** Persons and items on one scale (Wright map): a bar of persons, the items' difficulties beside. */
export function wrightMap(persons: readonly number[], items: readonly NamedItem[]): string {
	const steps = items.flatMap(({ item, parameters }) =>
		difficulties(parameters).map((b, at, all) => ({
			name: all.length === 1 ? item : `${item}.${at + 1}`,
			b,
		})),
	);
	const places = [...persons, ...steps.map(({ b }) => b)].sort((a, b) => a - b);
	// A few items without a finite place must not flatten the rest.
	const bounds = [
		Math.min(-3, Math.floor(quantile(places, 0.01))),
		Math.max(3, Math.ceil(quantile(places, 0.99))),
	] as const;
	const bins = (bounds[1] - bounds[0]) * 4;
	const counts = new Array<number>(bins).fill(0);
	for (const theta of persons) {
		const bin = Math.min(bins - 1, Math.max(0, Math.floor((theta - bounds[0]) * 4)));
		counts[bin]! += 1;
	}
	const tallest = Math.max(1, ...counts);
	const height = Math.max(420, bins * 18);
	const frame = plane({
		title: 'Wright map',
		description: `${persons.length} persons to the left and ${steps.length} difficulties of ${items.length} items to the right, on one scale from ${bounds[0]} to ${bounds[1]}.`,
		xLabel: 'persons · items',
		xNumbers: false,
		yLabel: 'logits',
		x: [-1, 1.6],
		y: bounds,
		height,
	});
	const bars = counts.map((count, bin) => {
		const at = bounds[0] + bin / 4;
		const left = frame.px(-count / tallest);
		return `<rect x="${left}" y="${frame.py(at + 0.25)}" width="${round(frame.px(0) - left)}" height="${round(Math.max(1, frame.py(at) - frame.py(at + 0.25) - 1))}" fill="${hues[0]}"/>`;
	});
	return frame.svg([...bars, ...itemLabels(steps, bounds, frame.px, frame.py)]);
}

/** Names beside their difficulty; those of one quarter logit in one line. */
function itemLabels(
	steps: readonly { readonly name: string; readonly b: number }[],
	bounds: readonly [number, number],
	px: (x: number) => number,
	py: (y: number) => number,
): readonly string[] {
	const lines = new Map<number, string[]>();
	for (const { name, b } of [...steps].sort((one, other) => one.b - other.b)) {
		const at = Math.round(Math.min(bounds[1], Math.max(bounds[0], b)) * 4) / 4;
		lines.set(at, [...(lines.get(at) ?? []), name]);
	}
	return [...lines].map(([at, names]) => {
		const text =
			names.length > 6 ? `${names.slice(0, 6).join(' ')} +${names.length - 6}` : names.join(' ');
		return `<circle cx="${px(0.04)}" cy="${py(at)}" r="2.5" fill="${hues[1]}"/><text x="${px(0.09)}" y="${py(at) + 4}" font-size="10">${escaped(text)}</text>`;
	});
}

function quantile(sorted: readonly number[], share: number): number {
	return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}
