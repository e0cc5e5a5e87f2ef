import {
	calibrate,
	recodeCategories,
	type Calibration,
	type CalibrationModel,
} from '@terang/psychometrics';
import type { ExitCode } from '../../exit-codes.ts';
import { interceptsOf, parameterCsv, type CalibratedItem } from '../input/parameter-file.ts';
import { shown, textTable } from '../output.ts';
import { characteristicCurves, informationCurves } from '../plots/curves.ts';
import { amount, answer, choice, refused, responsesOf, type ItemsRequest } from '../request.ts';

const models = ['1PL', '2PL', '3PL', 'GRM', 'GPCM', 'PCM', 'auto'] as const;
const errorMethods = ['observed', 'cross-product', 'none'] as const;

/** `terang items calibrate`: item parameters by marginal maximum likelihood. */
export function runCalibrate(request: ItemsRequest): ExitCode {
	const responses = responsesOf(request);
	const model = choice(request, 'model', models, 'auto');
	const nodes = amount(request, 'nodes', 0);
	// SKD has scores of 1 to 5, and 0 for the few who left a blank: categories close such gaps.
	const { matrix, categoryScores } = recodeCategories(responses.matrix);
	const fit = calibrate(matrix, {
		...(model === 'auto' ? {} : { model: model satisfies CalibrationModel }),
		...(nodes === 0 ? {} : { nodes }),
		standardErrors: choice(request, 'errors', errorMethods, 'observed'),
		progress: ({ evaluations, logLikelihood, change }) => {
			request.reporter.progress(
				`evaluation ${evaluations}, log likelihood ${logLikelihood.toFixed(2)}, change ${change.toExponential(1)}`,
			);
			return true;
		},
	});
	if (!fit.ok) throw refused(fit, responses);
	const items = fit.items.map((parameters, at) => ({
		item: responses.items[at]!,
		parameters,
		scores: categoryScores[at]!,
	}));
	const { persons } = responses.matrix;
	const fitted = {
		persons,
		items: items.length,
		model,
		logLikelihood: fit.logLikelihood,
		freeParameters: fit.parameters,
		aic: fit.aic,
		bic: fit.bic,
		converged: fit.converged,
		evaluations: fit.evaluations,
		nodes: fit.nodes,
		errorMethod: fit.errorMethod,
		unboundedItems: fit.unboundedItems.map((at) => responses.items[at]!),
	};
	return answer(request, {
		report: reportOf(items, fit, fitted),
		json: { command: 'calibrate', ...fitted, parameters: items, errors: fit.errors },
		files: [{ name: 'parameters.csv', content: parameterCsv(items, fit.errors) }],
		plots: [
			{ name: 'characteristic-curves.svg', content: characteristicCurves(items) },
			{ name: 'information.svg', content: informationCurves(items) },
		],
	});
}

function reportOf(
	items: readonly CalibratedItem[],
	fit: Calibration,
	fitted: { readonly persons: number; readonly unboundedItems: readonly string[] },
): string {
	const rows = items.map(({ item, parameters }, at) => {
		const errors = fit.errors?.[at];
		return [
			item,
			parameters.model,
			`${shown(parameters.slope)} (${shown(errors?.slope)})`,
			interceptsOf(parameters)
				.map((d, step) => `${shown(d)} (${shown(errors?.intercepts[step])})`)
				.join(' '),
			parameters.model === 'logistic' ? shown(parameters.guessing) : '',
			interceptsOf(parameters)
				.map((d) => shown(-d / parameters.slope, 2))
				.join(' '),
		];
	});
	const warnings = [
		...(fit.converged ? [] : ['NOT CONVERGED: do not use these parameters\n']),
		...fitted.unboundedItems.map(
			(item) => `${item}: the data hold no finite slope; look at it first\n`,
		),
	];
	return [
		`${fitted.persons} persons, ${items.length} items, ${fit.parameters} parameters\n`,
		`log likelihood ${shown(fit.logLikelihood)}, AIC ${shown(fit.aic, 1)}, BIC ${shown(fit.bic, 1)}; ${fit.evaluations} evaluations on ${fit.nodes} nodes; standard errors: ${fit.errorMethod}\n`,
		...warnings,
		'logit = a·θ + d, ability N(0, 1); standard errors in brackets\n\n',
		textTable(['item', 'model', 'a', 'd', 'c', 'b'], rows),
	].join('');
}
