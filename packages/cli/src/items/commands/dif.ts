import { analyseDif, type DifReport, type ItemDif } from '@terang/psychometrics';
import { text } from '../../commands.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { FaultList } from '../input/refused.ts';
import type { Responses } from '../input/responses.ts';
import { csvOf, shown, shownP, textTable, type Cell } from '../output.ts';
import { pointPlot } from '../plots/points.ts';
import { amount, answer, choice, refused, responsesOf, type ItemsRequest } from '../request.ts';

/** `terang items dif`: items that favour a group among persons of the same score. */
export function runDif(request: ItemsRequest): ExitCode {
	const responses = responsesOf(request);
	const { groups, labels } = groupsOf(request, responses);
	request.reporter.progress('comparing');
	const method = choice(request, 'method', ['auto', 'mantel-haenszel', 'generalised', 'logistic'], 'auto'); // prettier-ignore
	const report = analyseDif(responses.matrix, {
		groups,
		purifications: amount(request, 'purifications', 1),
		...(method === 'auto' ? {} : { method }),
	});
	if (!report.ok) throw refused(report, responses);
	const rows = report.items.map((one) => rowOf(responses.items[one.item]!, one));
	return answer(request, {
		report: reportOf(report, rows, labels),
		json: { command: 'dif', groups: labels, method: report.method, passes: report.passes, settled: report.settled, items: rows }, // prettier-ignore
		files: [{ name: 'dif.csv', content: csvOf(columns, rows.map(cellsOf)) }],
		plots: [{ name: 'dif.svg', content: plotOf(rows, labels) }],
	});
}

/** The reference is the label that `--reference` names, else the group with the most persons. */
function groupsOf(request: ItemsRequest, responses: Responses) {
	const faults = new FaultList(responses.file);
	const column = text(request.invocation, 'group') ?? '';
	const found = responses.groups ?? [];
	const sizes = new Map<string, number>();
	for (const label of found) if (label !== '') sizes.set(label, (sizes.get(label) ?? 0) + 1);
	const bySize = [...sizes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
	const reference = text(request.invocation, 'reference') ?? bySize[0]?.[0] ?? '';
	if (!sizes.has(reference)) faults.add(1, column, 'unknown_group', reference);
	if (sizes.size < 2) faults.add(1, column, 'too_few_groups', `${sizes.size}`);
	if (sizes.size > 8) faults.add(1, column, 'too_many_groups', `${sizes.size}`);
	faults.settle();
	const labels = [reference, ...[...sizes.keys()].filter((label) => label !== reference).sort()];
	return { labels, groups: Int8Array.from(found, (label) => labels.indexOf(label)) };
}

interface DifRow {
	readonly item: string;
	readonly refused: string | null;
	readonly class: string | null;
	readonly p: number | null;
	readonly adjustedP: number | null;
	readonly chiSquare: number | null;
	readonly alpha: number | null;
	readonly delta: number | null;
	readonly difference: number | null;
	readonly effect: number | null;
	readonly logisticBothP: number | null;
	readonly logisticUniformP: number | null;
	readonly logisticNonUniformP: number | null;
	readonly rSquaredChange: number | null;
	readonly anchored: boolean;
}

function rowOf(item: string, one: DifReport['items'][number]): DifRow {
	if ('ok' in one) return { ...emptyRow(item), refused: one.code.replace('psychometrics.', '') };
	const { mantelHaenszel, mantel, standardisation, logistic } = one;
	const fourFold = mantelHaenszel?.ok === true ? mantelHaenszel : undefined;
	const ordered = mantel?.ok === true ? mantel : undefined;
	const standard = standardisation?.ok === true ? standardisation : undefined;
	const regression = logistic.ok ? logistic : undefined;
	return {
		item,
		refused: null,
		class: one.class ?? null,
		p: one.p,
		adjustedP: one.adjustedP,
		chiSquare: fourFold?.chiSquare ?? ordered?.chiSquare ?? general(one),
		alpha: fourFold?.oddsRatio ?? null,
		delta: fourFold?.delta ?? null,
		difference: standard?.difference ?? null,
		effect: standard?.effect ?? null,
		logisticBothP: regression?.both.p ?? null,
		logisticUniformP: regression?.uniform.p ?? null,
		logisticNonUniformP: regression?.nonUniform.p ?? null,
		rSquaredChange: regression?.rSquaredChange ?? null,
		anchored: one.anchored,
	};
}

function general({ generalised }: ItemDif): number | null {
	return generalised.ok ? generalised.chiSquare : null;
}

function emptyRow(item: string): DifRow {
	return {
		item,
		refused: null,
		class: null,
		p: null,
		adjustedP: null,
		chiSquare: null,
		alpha: null,
		delta: null,
		difference: null,
		effect: null,
		logisticBothP: null,
		logisticUniformP: null,
		logisticNonUniformP: null,
		rSquaredChange: null,
		anchored: false,
	};
}

const columns = [
	'item', 'class', 'p', 'adjusted_p', 'chi_square', 'odds_ratio', 'delta', 'difference', 'effect',
	'logistic_both_p', 'logistic_uniform_p', 'logistic_non_uniform_p', 'r_squared_change', 'anchored',
	'refused',
]; // prettier-ignore

function cellsOf(row: DifRow): Cell[] {
	return [
		row.item,
		row.class,
		row.p,
		row.adjustedP,
		row.chiSquare,
		row.alpha,
		row.delta,
		row.difference,
		row.effect,
		row.logisticBothP,
		row.logisticUniformP,
		row.logisticNonUniformP,
		row.rSquaredChange,
		row.anchored,
		row.refused,
	];
}

function reportOf(report: DifReport, rows: readonly DifRow[], labels: readonly string[]): string {
	const table = rows.map((row) => [
		row.item,
		row.refused ?? row.class ?? '–',
		shown(row.chiSquare),
		shownP(row.p),
		shownP(row.adjustedP),
		shown(row.alpha),
		shown(row.delta),
		shown(row.effect),
		shownP(row.logisticNonUniformP),
	]);
	return [
		`reference ${labels[0] ?? ''}, focal ${labels.slice(1).join(', ')}; ${report.method}, ${report.passes} passes${report.settled ? '' : ', not settled'}\n`,
		'delta and effect below 0: harder for the focal group. Act on the class, not on p.\n\n',
		textTable(
			['item', 'class', 'χ²', 'p', 'p (BH)', 'odds ratio', 'delta', 'SMD/SD', 'p non-uniform'],
			table,
		),
	].join('');
}

function plotOf(rows: readonly DifRow[], labels: readonly string[]): string {
	const fourFold = rows.some(({ delta }) => delta !== null);
	const value = (row: DifRow) => (fourFold ? row.delta : row.effect) ?? 0;
	const [warn, strong] = fourFold ? [1, 1.5] : [0.17, 0.25];
	const reach = 1.1 * Math.max(strong, ...rows.map((row) => Math.abs(value(row))));
	const flagged = rows.filter((row) => row.class === 'B' || row.class === 'C');
	return pointPlot(
		{
			title: `DIF, ${labels.slice(1).join(', ')} beside ${labels[0] ?? ''}`,
			description: `${rows.length} items; ${flagged.length} of class B or C: ${flagged.map(({ item }) => item).join(', ') || 'none'}.`,
			xLabel: 'item',
			yLabel: fourFold ? 'MH D-DIF (delta)' : 'SMD/SD',
			x: [0, rows.length + 1],
			y: [-reach, reach],
		},
		rows.map((row, at) => ({
			x: at + 1,
			y: value(row),
			...(flagged.includes(row) ? { label: row.item, hue: row.class === 'C' ? 1 : 4 } : {}),
		})),
		[-strong, -warn, warn, strong].map((y) => ({ y, name: Math.abs(y) === strong ? 'C' : 'B' })),
	);
}
