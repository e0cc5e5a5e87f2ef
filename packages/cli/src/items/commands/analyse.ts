import {
	analyseDistractors,
	analyseItems,
	omega,
	scoreDistribution,
	type ItemAnalysis,
} from '@terang/psychometrics';
import type { ExitCode } from '../../exit-codes.ts';
import type { Responses } from '../input/responses.ts';
import { csvOf, shown, textTable } from '../output.ts';
import { histogram } from '../plots/histogram.ts';
import { answer, choice, refused, responsesOf, type ItemsRequest } from '../request.ts';

/** `terang items analyse`: classical statistics of one scale. */
export function runAnalyse(request: ItemsRequest): ExitCode {
	const responses = responsesOf(request);
	const missing = choice(request, 'missing', ['zero', 'listwise'], 'zero');
	const analysis = analyseItems(responses.matrix, { missing });
	const factor = omega(responses.matrix, { missing });
	const distribution = scoreDistribution(responses.matrix, { missing });
	const options = optionsOf(responses);
	const { reliability } = analysis;
	const summary = {
		persons: analysis.persons,
		excluded: analysis.excluded,
		items: responses.items.length,
		alpha: reliability.ok ? reliability.alpha : null,
		alphaLow: reliability.ok ? reliability.alphaLow : null,
		alphaHigh: reliability.ok ? reliability.alphaHigh : null,
		sem: reliability.ok ? reliability.sem : null,
		omega: factor.ok ? factor.omega : null,
		mean: distribution?.mean ?? null,
		sd: distribution?.sd ?? null,
		lowest: distribution?.lowest ?? null,
		median: distribution?.median ?? null,
		highest: distribution?.highest ?? null,
	};
	const reasons = [reliability, factor].flatMap((one) => (one.ok ? [] : [one.code]));
	const items = analysis.items.map(({ item, ...rest }) => ({
		item: responses.items[item]!,
		...rest,
	}));
	const counts = [...(distribution?.counts ?? [])];
	return answer(request, {
		report: reportOf(responses, analysis, summary, reasons),
		json: { command: 'analyse', summary, undefinedBecause: reasons, items, options, counts },
		files: [
			{ name: 'items.csv', content: itemsCsv(items) },
			{
				name: 'scores.csv',
				content: csvOf(
					['score', 'persons'],
					counts.map((n, t) => [t, n]),
				),
			},
			...(options.length === 0 ? [] : [{ name: 'options.csv', content: optionsCsv(options) }]),
		],
		plots: [
			{
				name: 'score-distribution.svg',
				content: histogram({
					title: 'Score distribution',
					xLabel: 'sum score',
					yLabel: 'persons',
					counts,
				}),
			},
		],
	});
}

function optionsOf(responses: Responses) {
	if (responses.options === undefined) return [];
	const { matrix, worth, labels } = responses.options;
	const found = analyseDistractors(matrix, worth);
	if (!found.ok) throw refused(found, responses);
	return found.items.flatMap(({ item, options }) =>
		options.map(({ option, byGroup, flags, ...rest }) => ({
			item: responses.items[item]!,
			option: labels[item]?.[option] ?? '(other)',
			...rest,
			byGroup,
			flags,
		})),
	);
}

function reportOf(
	responses: Responses,
	analysis: ItemAnalysis,
	summary: Readonly<Record<string, number | null>>,
	reasons: readonly string[],
): string {
	const rows = analysis.items.map((one) => [
		responses.items[one.item]!,
		`${one.answered}`,
		shown(one.difficulty),
		shown(one.sd),
		shown(one.itemRest),
		shown(one.alphaWithout),
		one.flags.join(' '),
	]);
	const named = (name: string, digits = 3) => shown(summary[name], digits);
	return [
		`${summary['persons']} persons, ${responses.items.length} items\n`,
		`alpha ${named('alpha')} (95 % ${named('alphaLow')} to ${named('alphaHigh')}), omega ${named('omega')}, SEM ${named('sem', 2)} points\n`,
		`sum score: mean ${named('mean', 2)}, sd ${named('sd', 2)}, ${named('lowest', 0)} to ${named('highest', 0)}, median ${named('median', 1)}\n`,
		...reasons.map((code) => `not defined: ${code.replace('psychometrics.', '')}\n`),
		'\n',
		textTable(['item', 'answered', 'p', 'sd', 'r(item,rest)', 'alpha without', 'look at'], rows),
	].join('');
}

interface ItemRow {
	readonly item: string;
	readonly answered: number;
	readonly maxScore: number;
	readonly mean: number;
	readonly difficulty: number;
	readonly sd: number | null;
	readonly itemRest: number | null;
	readonly polyserialRest: number | null;
	readonly alphaWithout: number | null;
	readonly flags: readonly string[];
}

function itemsCsv(items: readonly ItemRow[]): string {
	return csvOf(
		['item', 'answered', 'max_score', 'mean', 'difficulty', 'sd', 'item_rest', 'polyserial_rest', 'alpha_without', 'flags'], // prettier-ignore
		items.map((one) => [
			one.item,
			one.answered,
			one.maxScore,
			one.mean,
			one.difficulty,
			one.sd,
			one.itemRest,
			one.polyserialRest,
			one.alphaWithout,
			one.flags.join('|'),
		]),
	);
}

function optionsCsv(options: ReturnType<typeof optionsOf>): string {
	const groups = options[0]?.byGroup.length ?? 0;
	return csvOf(
		['item', 'option', 'score', 'chosen', 'share', 'point_biserial', 'mean_rest', ...Array.from({ length: groups }, (_, g) => `group_${g + 1}`), 'flags'], // prettier-ignore
		options.map((one) => [
			one.item,
			one.option,
			one.score,
			one.chosen,
			one.share,
			one.pointBiserial,
			one.meanRest,
			...one.byGroup,
			one.flags.join('|'),
		]),
	);
}
