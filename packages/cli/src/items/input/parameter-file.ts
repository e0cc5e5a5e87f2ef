import type { ItemParameters } from '@terang/psychometrics';
import { csvOf, type Cell } from '../output.ts';
import { FaultList } from './refused.ts';
import { numberOf, readTable, type TableRow } from './table.ts';

export interface CalibratedItem {
	readonly item: string;
	readonly parameters: ItemParameters;
	/** Score of each category, where the used scores have gaps (TKP: 1 to 5). */
	readonly scores: readonly number[];
}

/** Standard errors beside the parameters, in the same order; null where there is none. */
export interface ItemErrors {
	readonly slope: number | null;
	readonly intercepts: readonly (number | null)[];
	readonly guessing: number | null;
}

const models = ['logistic', 'graded', 'partial-credit'] as const;

/**
 * Parameters as CSV: `item, model, slope, guessing, d1 … dm`, the scores of the categories, and
 * standard errors. The logit is slope·θ + d, so b = −d/slope.
 */
export function parameterCsv(
	items: readonly CalibratedItem[],
	errors?: readonly ItemErrors[],
): string {
	const most = Math.max(...items.map(({ parameters }) => interceptsOf(parameters).length));
	const steps = Array.from({ length: most }, (_, at) => at + 1);
	const columns = [
		'item',
		'model',
		'slope',
		'guessing',
		...steps.map((step) => `d${step}`),
		'scores',
		'slope_se',
		'guessing_se',
		...steps.map((step) => `d${step}_se`),
	];
	const rows = items.map(({ item, parameters, scores }, at): Cell[] => {
		const error = errors?.[at];
		return [
			item,
			parameters.model,
			parameters.slope,
			parameters.model === 'logistic' ? parameters.guessing : null,
			...steps.map((step) => interceptsOf(parameters)[step - 1]),
			scores.join('|'),
			error?.slope,
			error?.guessing,
			...steps.map((step) => error?.intercepts[step - 1]),
		];
	});
	return csvOf(columns, rows);
}

export function interceptsOf(parameters: ItemParameters): readonly number[] {
	return parameters.model === 'logistic' ? [parameters.intercept] : parameters.intercepts;
}

/** Reads what `parameterCsv` writes, or parameters from elsewhere in the same form. */
export function readParameters(file: string): readonly CalibratedItem[] {
	const table = readTable(file, ['item', 'model', 'slope', 'd1']);
	const faults = new FaultList(file);
	const seen = new Set<string>();
	const items: CalibratedItem[] = [];
	for (const row of table.rows) {
		const item = row.cell('item');
		if (item === '') faults.add(row.line, 'item', 'value_missing', '');
		if (seen.has(item)) faults.add(row.line, 'item', 'duplicate_item', item);
		seen.add(item);
		const parameters = parametersOf(row, table.columns, faults);
		if (parameters === undefined) continue;
		const scores =
			row.cell('scores') === '' ? undefined : row.cell('scores').split('|').map(Number);
		const categories = interceptsOf(parameters).length + 1;
		if (scores !== undefined && scores.length !== categories) {
			faults.add(row.line, 'scores', 'wrong_number_of_scores', row.cell('scores'));
		}
		items.push({
			item,
			parameters,
			scores: scores ?? Array.from({ length: categories }, (_, k) => k),
		});
	}
	if (items.length === 0) faults.add(1, '', 'no_items', '');
	faults.settle();
	return items;
}

/** The parameters of one row, in the columns `model`, `slope`, `guessing`, `d1`, `d2` … */
export function parametersOf(
	row: TableRow,
	columns: readonly string[],
	faults: FaultList,
): ItemParameters | undefined {
	const model = models.find((name) => name === row.cell('model'));
	if (model === undefined) faults.add(row.line, 'model', 'unknown_model', row.cell('model'));
	const number = (column: string): number => {
		const value = numberOf(row.cell(column));
		if (value === undefined) faults.add(row.line, column, 'not_a_number', row.cell(column));
		return value ?? 0;
	};
	const slope = number('slope');
	const steps = columns.filter((name) => /^d\d+$/u.test(name) && row.cell(name) !== '');
	const intercepts = (steps.length === 0 ? ['d1'] : steps).map(number);
	if (model !== 'logistic') return model && { model, slope, intercepts };
	const guessing = row.cell('guessing') === '' ? 0 : number('guessing');
	if (!(guessing >= 0 && guessing < 1)) {
		faults.add(row.line, 'guessing', 'not_a_probability', row.cell('guessing'));
	}
	if (intercepts.length > 1) faults.add(row.line, 'd2', 'too_many_intercepts', row.cell('d2'));
	return { model, slope, intercept: intercepts[0]!, guessing };
}
