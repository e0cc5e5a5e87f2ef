import {
	equateTrueScores,
	expectedDifference,
	linkScales,
	toLinkedScale,
	type Anchor,
	type Linking,
	type LinkingMethod,
} from '@terang/psychometrics';
import { text } from '../../commands.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { parameterCsv, readParameters, type CalibratedItem } from '../input/parameter-file.ts';
import { FaultList } from '../input/refused.ts';
import { readTable } from '../input/table.ts';
import { csvOf, shown, textTable } from '../output.ts';
import { answer, choice, refused, type ItemsRequest } from '../request.ts';

const methods = ['mean-mean', 'mean-sigma', 'haebara', 'stocking-lord'] as const;

/** `terang items link`: the scale of one calibration on that of another. */
export function runLink(request: ItemsRequest): ExitCode {
	const [fromFile, toFile] = ['from', 'to'].map((name) => text(request.invocation, name) ?? '');
	const from = readParameters(fromFile ?? '');
	const to = readParameters(toFile ?? '');
	const anchors = anchorsOf(request, from, to);
	const method = choice(request, 'method', methods, 'stocking-lord');
	const linking = linkScales(
		from.map(({ parameters }) => parameters),
		to.map(({ parameters }) => parameters),
		anchors,
	);
	if (!linking.ok) throw refused(linking, { file: fromFile ?? '' });
	const chosen = linking.constants[method];
	if (chosen === null) {
		throw refused(
			{ ok: false, code: `psychometrics.no_link by ${method}` },
			{ file: fromFile ?? '' },
		);
	}
	const linked = from.map((item) => ({
		...item,
		parameters: toLinkedScale(item.parameters, chosen),
	}));
	const forms = [linked, to].map((items) => items.map(({ parameters }) => parameters));
	const equated = equateTrueScores(forms[0]!, forms[1]!);
	const harder = -expectedDifference(forms[0]!, forms[1]!);
	const drift = linking.drift.map((one) => ({ item: from[one.from]!.item, ...one }));
	return answer(request, {
		report: reportOf(linking, method, drift, harder),
		json: {
			command: 'link',
			method,
			constants: linking.constants,
			anchors: drift,
			harder,
			equated,
		},
		files: [
			{ name: 'linked-parameters.csv', content: parameterCsv(linked) },
			{
				name: 'anchors.csv',
				content: csvOf(
					['item', 'difficulty_shift', 'difficulty_z', 'slope_shift', 'slope_z', 'drifting'],
					drift.map((one) => [one.item, one.difficultyShift, one.difficultyZ, one.slopeShift, one.slopeZ, one.drifting]), // prettier-ignore
				),
			},
			{
				name: 'equated-scores.csv',
				content: csvOf(
					['score', 'ability', 'equivalent'],
					equated.map(({ total, ability, equivalent }) => [total, ability, equivalent]),
				),
			},
		],
		plots: [],
	});
}

/** Items of the file that `--anchors` names (column `item`), else all that both files have. */
function anchorsOf(
	{ invocation }: ItemsRequest,
	from: readonly CalibratedItem[],
	to: readonly CalibratedItem[],
): readonly Anchor[] {
	const [inFrom, inTo] = [from, to].map(
		(items) => new Map(items.map(({ item }, at) => [item, at])),
	);
	const file = text(invocation, 'anchors');
	if (file === undefined) {
		return from.flatMap(({ item }, at) => {
			const place = inTo!.get(item);
			return place === undefined ? [] : [{ from: at, to: place }];
		});
	}
	const faults = new FaultList(file);
	const anchors = readTable(file, ['item']).rows.map(({ line, cell }): Anchor => {
		const item = cell('item');
		const place = { from: inFrom!.get(item), to: inTo!.get(item) };
		if (place.from === undefined || place.to === undefined) {
			faults.add(line, 'item', 'not_in_both_calibrations', item);
		}
		return { from: place.from ?? 0, to: place.to ?? 0 };
	});
	faults.settle();
	return anchors;
}

function reportOf(
	linking: Linking,
	method: LinkingMethod,
	drift: readonly (Linking['drift'][number] & { readonly item: string })[],
	harder: number,
): string {
	const constants = methods.map((name) => {
		const found = linking.constants[name];
		return [
			name === method ? `${name} *` : name,
			shown(found?.slope, 6),
			shown(found?.intercept, 6),
		];
	});
	const anchors = drift.map((one) => [
		one.item,
		shown(one.difficultyShift),
		shown(one.difficultyZ, 2),
		shown(one.slopeShift),
		shown(one.slopeZ, 2),
		one.drifting ? 'drifting' : '',
	]);
	return [
		`b on the new scale = A·b + B; * = used for the files\n\n`,
		textTable(['method', 'A', 'B'], constants),
		`\nfor N(0, 1) persons the old form is ${shown(Math.abs(harder), 2)} points ${harder >= 0 ? 'harder' : 'easier'} than the new one\n\n`,
		textTable(['anchor', 'shift of b', 'z', 'shift of ln a', 'z', ''], anchors),
	].join('');
}
