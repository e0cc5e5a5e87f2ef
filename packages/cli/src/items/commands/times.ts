import { calibrateTimes, speedOf, speedShift } from '@terang/psychometrics';
import { text } from '../../commands.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { FaultList } from '../input/refused.ts';
import { fieldOf, nextRecord, numberOf, openTable, readTable } from '../input/table.ts';
import { csvOf, shown, shownP, textTable } from '../output.ts';
import { answer, refused, type ItemsRequest } from '../request.ts';

/** `terang items times`: the lognormal model of response times. */
export function runTimes(request: ItemsRequest): ExitCode {
	const times = readTimes(text(request.invocation, 'times') ?? '');
	const model = calibrateTimes(times.matrix, {
		progress: (iteration) => request.reporter.progress(`iteration ${iteration}`),
	});
	if (!model.ok) throw refused(model, times);
	const speed = speedOf(model, times.matrix);
	if (!speed.ok) throw refused(speed, times);
	const exposed = exposedItems(text(request.invocation, 'exposed'), times.items);
	const shift = exposed === undefined ? undefined : speedShift(model, times.matrix, exposed);
	if (shift !== undefined && !shift.ok) throw refused(shift, times);
	const items = times.items.map((item, at) => ({
		item,
		intensity: model.intensity[at]!,
		discrimination: model.discrimination[at]!,
	}));
	const persons = speed.persons.map((one, at) => {
		const { shift: moved = null, z = null, p: shiftP = null, adjustedP = null } = shift?.persons[at] ?? {};
		return { person: times.persons[at]!, ...one, shift: moved, shiftZ: z, shiftP, shiftAdjustedP: adjustedP };
	}); // prettier-ignore
	const uneven = persons.filter((one) => one.adjustedP !== null && one.adjustedP < 0.05);
	const hasty = persons.filter((one) => one.shiftAdjustedP !== null && one.shiftAdjustedP < 0.05);
	return answer(request, {
		report: [
			`${persons.length} persons, ${items.length} items; spread of speed ${shown(model.speedDeviation)}${model.converged ? '' : ', NOT CONVERGED'}\n`,
			`${uneven.length} persons worked unevenly at a false discovery rate of .05 (pauses and lost connections look the same)\n`,
			...(exposed === undefined
				? []
				: [
						`${hasty.length} were faster on the exposed items than on the fresh ones at the same rate\n`,
					]),
			'\n',
			textTable(
				['item', 'intensity (ln s)', 'usual seconds', 'discrimination'],
				items.map((one) => [one.item, shown(one.intensity), shown(Math.exp(one.intensity), 1), shown(one.discrimination)]), // prettier-ignore
			),
			...(hasty.length === 0
				? []
				: [
						'\n',
						textTable(
							['person', 'shift', 'z', 'p (BH)'],
							hasty.slice(0, 50).map((one) => [one.person, shown(one.shift), shown(one.shiftZ, 2), shownP(one.shiftAdjustedP)]), // prettier-ignore
						),
					]),
		].join(''),
		json: { command: 'times', speedDeviation: model.speedDeviation, converged: model.converged, iterations: model.iterations, items, persons }, // prettier-ignore
		files: [
			{
				name: 'item-times.csv',
				content: csvOf(
					['item', 'intensity', 'discrimination'],
					items.map((one) => [one.item, one.intensity, one.discrimination]),
				),
			},
			{
				name: 'speed.csv',
				content: csvOf(
					['person', 'timed', 'speed', 'error', 'chi_square', 'p', 'adjusted_p', 'shift', 'shift_z', 'shift_p', 'shift_adjusted_p'], // prettier-ignore
					persons.map((one) => [one.person, one.timed, one.speed, one.error, one.chiSquare, one.p, one.adjustedP, one.shift, one.shiftZ, one.shiftP, one.shiftAdjustedP]), // prettier-ignore
				),
			},
		],
		plots: [],
	});
}

/** One row a person, one column an item, seconds; empty, `NA` and 0 are no time. */
function readTimes(file: string) {
	const open = openTable(file);
	const items = open.columns.slice(1);
	if (items.length === 0) open.faults.add(1, open.columns[0] ?? '', 'no_items', '');
	open.faults.settle();
	const persons: string[] = [];
	const seconds: number[] = [];
	while (nextRecord(open)) {
		persons.push(fieldOf(open.reader, 0));
		for (const [at, item] of items.entries()) {
			const cell = fieldOf(open.reader, at + 1);
			const value = cell === '' || cell === 'NA' ? 0 : numberOf(cell);
			if (value === undefined || value < 0)
				open.faults.add(open.reader.line, item, 'not_a_time', cell);
			seconds.push(value ?? 0);
		}
	}
	if (persons.length === 0 && open.faults.empty) open.faults.add(1, '', 'no_persons', '');
	open.faults.settle();
	const matrix = {
		persons: persons.length,
		items: items.length,
		seconds: Float64Array.from(seconds),
	};
	return { file, persons, items, matrix };
}

/** A list (column `item`) of what may have been known beforehand. */
function exposedItems(file: string | undefined, items: readonly string[]): Uint8Array | undefined {
	if (file === undefined) return undefined;
	const faults = new FaultList(file);
	const exposed = new Uint8Array(items.length);
	for (const { line, cell } of readTable(file, ['item']).rows) {
		const at = items.indexOf(cell('item'));
		if (at === -1) faults.add(line, 'item', 'unknown_item', cell('item'));
		else exposed[at] = 1;
	}
	faults.settle();
	return exposed;
}
