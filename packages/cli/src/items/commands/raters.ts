import {
	krippendorffAlpha,
	manyFacet,
	type ManyFacetFit,
	type MeasurementLevel,
	type Ratings,
} from '@terang/psychometrics';
import { text } from '../../commands.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { readRatings, type NamedRatings } from '../input/ratings-file.ts';
import { csvOf, shown, shownP, textTable } from '../output.ts';
import { pointPlot } from '../plots/points.ts';
import { answer, refused, type ItemsRequest } from '../request.ts';

/** `terang items raters`: agreement and severity of raters. */
export function runRaters(request: ItemsRequest): ExitCode {
	const named = readRatings(
		text(request.invocation, 'ratings') ?? '',
		text(request.invocation, 'group'),
	);
	request.reporter.progress('fitting');
	const fit = manyFacet(named.ratings, {
		...(named.groups === undefined ? {} : { groups: named.groups.of }),
		onProgress: (iteration, change) =>
			request.reporter.progress(`iteration ${iteration}, change ${change.toExponential(1)}`),
	});
	if (!fit.ok) throw refused(namesIn(fit, named), { file: named.file });
	const alpha = alphas(named.ratings);
	const raters = fit.raters.map((one, at) => ({ rater: named.raters[at]!, ...one }));
	const criteria = fit.criteria.map((one, at) => ({ criterion: named.criteria[at]!, ...one }));
	const persons = fit.persons.map((one, at) => ({ person: named.persons[at]!, ...one }));
	const bias = fit.groupBias.map(({ rater, group, ...rest }) => ({
		rater: named.raters[rater]!,
		group: named.groups?.labels[group] ?? '',
		...rest,
	}));
	const { thresholds, spread, reliability, severityChiSquare, groupMeans, iterations } = fit;
	const model = { thresholds, spread, reliability, severityChiSquare, groupMeans, iterations };
	const facet = ['measure', 'standard_error', 'ratings', 'infit', 'outfit', 'infit_z', 'outfit_z'];
	const cells = (one: ManyFacetFit['raters'][number]) => [
		one.measure,
		one.standardError,
		one.ratings,
		one.infit,
		one.outfit,
		one.infitZ,
		one.outfitZ,
	];
	return answer(request, {
		report: reportOf(fit, alpha, raters, bias),
		json: { command: 'raters', ...model, alpha, raters, criteria, persons, bias },
		files: [
			{ name: 'raters.csv', content: csvOf(['rater', ...facet], raters.map((one) => [one.rater, ...cells(one)])) }, // prettier-ignore
			{ name: 'criteria.csv', content: csvOf(['criterion', ...facet], criteria.map((one) => [one.criterion, ...cells(one)])) }, // prettier-ignore
			{
				name: 'persons.csv',
				content: csvOf(
					['person', 'measure', 'sd', 'fair_score', 'raw_score', 'infit', 'outfit'],
					persons.map((one) => [one.person, one.measure, one.standardDeviation, one.fairScore, one.rawScore, one.infit, one.outfit]), // prettier-ignore
				),
			},
			{
				name: 'bias.csv',
				content: csvOf(
					['rater', 'group', 'bias', 'standard_error', 'p'],
					bias.map((one) => [one.rater, one.group, one.bias, one.standardError, one.p]),
				),
			},
		],
		plots: [{ name: 'severity.svg', content: severityPlot(raters) }],
	});
}

/** A refusal with the names of the file instead of numbers. */
function namesIn(
	refusal: Exclude<ReturnType<typeof manyFacet>, { readonly ok: true }>,
	named: NamedRatings,
) {
	if (refusal.code === 'psychometrics.disconnected') {
		const panels = refusal.panels.map((panel) => panel.map((at) => named.raters[at]).join(' '));
		return { ok: false as const, code: refusal.code, panels: panels.join(' | ') };
	}
	if (refusal.code === 'psychometrics.extreme' || refusal.code === 'psychometrics.unused') {
		const lists = { rater: named.raters, criterion: named.criteria, person: named.persons };
		const name =
			refusal.field === 'score' ? `${refusal.at + named.lowest}` : lists[refusal.field][refusal.at];
		return { ok: false as const, code: refusal.code, [refusal.field]: name };
	}
	return refusal;
}

/** Alpha over persons × criteria as units, on each level that scores may have. */
function alphas(ratings: Ratings): Readonly<Record<MeasurementLevel, number | null>> {
	const units = Array.from({ length: ratings.persons * ratings.criteria }, () => [] as number[]);
	for (let at = 0; at < ratings.score.length; at++) {
		units[ratings.person[at]! * ratings.criteria + ratings.criterion[at]!]!.push(
			ratings.score[at]!,
		);
	}
	const of = (level: MeasurementLevel) => {
		const found = krippendorffAlpha(units, level);
		return found.ok ? found.alpha : null;
	};
	return {
		nominal: of('nominal'),
		ordinal: of('ordinal'),
		interval: of('interval'),
		ratio: of('ratio'),
	};
}

type NamedRater = ManyFacetFit['raters'][number] & { readonly rater: string };

function reportOf(
	fit: ManyFacetFit,
	alpha: ReturnType<typeof alphas>,
	raters: readonly NamedRater[],
	bias: readonly { readonly rater: string; readonly group: string; readonly bias: number; readonly standardError: number; readonly p: number }[], // prettier-ignore
): string {
	const rows = [...raters]
		.sort((a, b) => b.measure - a.measure)
		.map((one) => [
			one.rater,
			`${one.ratings}`,
			shown(one.measure),
			shown(one.standardError),
			shown(one.infit, 2),
			shown(one.outfit, 2),
			one.infit > 1.5 ? 'noisy' : one.infit < 0.5 ? 'too regular' : '',
		]);
	const biased = [...bias].sort((a, b) => a.p - b.p).slice(0, 20);
	return [
		`${fit.persons.length} persons, ${raters.length} raters, ${fit.criteria.length} criteria\n`,
		`agreement (Krippendorff's alpha): ordinal ${shown(alpha.ordinal)}, interval ${shown(alpha.interval)}\n`,
		`spread of persons ${shown(fit.spread)} logits, reliability ${shown(fit.reliability)}; thresholds ${fit.thresholds.map((tau) => shown(tau, 2)).join(' ')}\n`,
		`severities equal? χ² ${shown(fit.severityChiSquare, 1)} on ${raters.length - 1}\n\n`,
		textTable(['rater', 'ratings', 'severity', 'se', 'infit', 'outfit', ''], rows),
		...(biased.length === 0
			? []
			: [
					'\nseverity towards a group beyond that towards the others, most significant first\n',
					textTable(
						['rater', 'group', 'bias', 'se', 'p'],
						biased.map((one) => [one.rater, one.group, shown(one.bias), shown(one.standardError), shownP(one.p)]), // prettier-ignore
					),
				]),
	].join('');
}

function severityPlot(raters: readonly NamedRater[]): string {
	const sorted = [...raters].sort((a, b) => a.measure - b.measure);
	const reach = 1.2 * Math.max(0.5, ...sorted.map(({ measure }) => Math.abs(measure)));
	const [mildest, severest] = [sorted[0], sorted.at(-1)];
	return pointPlot(
		{
			title: 'Severity of raters',
			description: `${sorted.length} raters from ${mildest?.rater ?? ''} (${shown(mildest?.measure, 2)}) to ${severest?.rater ?? ''} (${shown(severest?.measure, 2)} logits).`,
			xLabel: 'rater, mildest first',
			yLabel: 'severity (logits)',
			x: [0, sorted.length + 1],
			y: [-reach, reach],
		},
		sorted.map(({ rater, measure, infit }, at) => ({
			x: at + 1,
			y: measure,
			...(at === 0 || at === sorted.length - 1 || infit > 1.5 || infit < 0.5
				? { label: rater, hue: infit > 1.5 || infit < 0.5 ? 1 : 0 }
				: {}),
		})),
		[{ y: 0, name: 'mean' }],
	);
}
